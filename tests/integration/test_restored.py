"""What is durable is enough: from a backup everything else comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.defs.run import run_rebuild
from pipelines.settings import Settings
from pipelines.stages.backup import backup, restore
from tests.integration.shared import raw_digests, table_digests

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_derived_comes_back_from_a_backup(sample_run: Settings, tmp_path: Path) -> None:
    saved, again = tmp_path / "backup.tar", Settings(data_root=tmp_path / "again")
    backup(sample_run, saved)
    restore(again, saved)
    assert run_rebuild(again, lambda line: None) == []
    assert raw_digests(again) == raw_digests(sample_run)
    # the checks of each night are history, and there is one night here
    checks = "fct_expectation_results"
    assert table_digests(again, [checks]) == table_digests(sample_run, [checks])
