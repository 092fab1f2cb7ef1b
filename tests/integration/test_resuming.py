"""However often a run is repeated, however it is cut into nights: one end."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

from pipelines.defs.sample import run_demo
from pipelines.settings import Settings
from tests.integration.shared import raw_digests, table_digests

if TYPE_CHECKING:
    from pathlib import Path


def test_night_by_night_and_all_at_once_end_equal(sample_run: Settings, tmp_path: Path) -> None:
    nightly = Settings(data_root=tmp_path)
    assert run_demo(nightly, lambda line: None, night_by_night=True) == []
    # the national standards are checked at each build: four times here, once there
    checks = "fct_expectation_results"
    assert table_digests(nightly, [checks]) == table_digests(sample_run, [checks])
    assert _data_checks(nightly) == _data_checks(sample_run)


def test_the_same_run_again_asks_for_nothing_new_and_changes_nothing(
    sample_run: Settings, tmp_path: Path
) -> None:
    again = Settings(data_root=tmp_path / "again")
    shutil.copytree(sample_run.data_root, again.data_root, symlinks=True)
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
