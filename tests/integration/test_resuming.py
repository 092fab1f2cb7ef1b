"""However often a run is repeated, however it is cut into nights: one end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from pipelines.defs.sample import run_demo
from pipelines.settings import Settings
from pipelines.stages.backup import backup, restore
from tests.integration.shared import raw_digests, table_digests

if TYPE_CHECKING:
    from pathlib import Path


def test_night_by_night_and_all_at_once_end_equal(sample_run: Settings, tmp_path: Path) -> None:
    nightly = Settings(data_root=tmp_path)
    assert run_demo(nightly, lambda line: None, nightly_from=date(2026, 7, 5)) == []
    # the national standards are checked at each build: twice here, once there
    checks = "fct_expectation_results"
    assert table_digests(nightly, [checks]) == table_digests(sample_run, [checks])
    assert _data_checks(nightly) == _data_checks(sample_run)


def test_a_restored_installation_asks_for_nothing_new_and_ends_equal(
    sample_run: Settings, tmp_path: Path
) -> None:
    saved, again = tmp_path / "backup.tar", Settings(data_root=tmp_path / "again")
    backup(sample_run, saved)
    restore(again, saved)
    lines: list[str] = []
    assert run_demo(again, lines.append) == []
    assert raw_digests(again) == raw_digests(sample_run)
    assert table_digests(again) == table_digests(sample_run)
    assert "samr 2026-07-07：已采全（2 页），不再请求" in lines


def _data_checks(settings: Settings) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.release / "lingpao.duckdb"), read_only=True) as db:
        return db.execute(
            """
            select run_on, expectation, subject, success, observed
            from fct_expectation_results
            where suite = 'data'
            order by all
            """
        ).fetchall()
