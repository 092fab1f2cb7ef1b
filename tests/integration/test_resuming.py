"""However often a run is killed or repeated, however it is cut into nights: one end."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.defs.sample import run_demo
from pipelines.settings import Settings
from tests.integration.shared import raw_digests, table_digests

if TYPE_CHECKING:
    from pathlib import Path

KILL_AT = (
    "采集日 2026-06-14",
    "cpbz 2026-07-05：请求",
    "核对强制性国家标准",
    "建仓：dbt",
)
"""Lines of progress, one after the other, at which the process dies."""

pytestmark = pytest.mark.xdist_group("demo")


def test_a_run_killed_again_and_again_ends_with_the_digests_of_one_that_was_not(
    sample_run: Settings, tmp_path: Path
) -> None:
    for line in KILL_AT:
        assert _run(tmp_path, kill_at=line) == -signal.SIGKILL
    assert _run(tmp_path) == 0
    killed = Settings(data_root=tmp_path)
    assert raw_digests(killed) == raw_digests(sample_run)
    assert table_digests(killed) == table_digests(sample_run)


def test_night_by_night_and_all_at_once_end_equal(sample_run: Settings, tmp_path: Path) -> None:
    nightly = Settings(data_root=tmp_path)
    assert run_demo(nightly, lambda line: None, night_by_night=True) == []
    # the national standards are checked at each build: four times here, once there
    checks = "fct_expectation_results"
    assert table_digests(nightly, [checks]) == table_digests(sample_run, [checks])
    assert _data_checks(nightly) == _data_checks(sample_run)


def test_the_same_run_again_asks_for_nothing_new_and_changes_nothing(
    sample_run: Settings,
) -> None:
    pages, tables = raw_digests(sample_run), table_digests(sample_run)
    lines: list[str] = []
    assert run_demo(sample_run, lines.append) == []
    assert raw_digests(sample_run) == pages
    assert table_digests(sample_run) == tables
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


def _run(root: Path, kill_at: str | None = None) -> int:
    """Runs the demo in a process of its own; its exit code."""
    command = [sys.executable, "-m", "pipelines.cli", "demo", "--data-root", str(root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
    ) as process:
        if process.stdout is None:
            raise OSError("the process has no standard output")
        for line in process.stdout:
            if kill_at is not None and kill_at in line:
                process.kill()
                break
        process.stdout.read()
        return process.wait()
