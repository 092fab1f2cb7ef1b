"""A command that is killed anywhere is given again, and ends like one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb

from pipelines.settings import Settings
from tests.integration.shared import raw_digests, table_digests

if TYPE_CHECKING:
    from pathlib import Path

KILL_AT = (
    "采集日 2026-06-14",
    "cpbz 2026-07-05：请求",
    "建仓：dbt",
)
"""Lines of progress, one after the other, at which the process dies."""

NIGHTLY = """
import sys
from datetime import date
from pathlib import Path
from pipelines.defs.sample import run_demo
from pipelines.settings import Settings

settings = Settings(data_root=Path(sys.argv[1]))
sys.exit(len(run_demo(settings, print, nightly_from=date(2026, 7, 5))))
"""
"""A build after each of the last two nights, where the sample's own run has one after all."""


def test_nights_killed_again_and_again_end_like_all_at_once(
    sample_run: Settings, tmp_path: Path
) -> None:
    for line in KILL_AT:
        assert _run(tmp_path, kill_at=line)[0] == -signal.SIGKILL
    ended, said = _run(tmp_path)
    assert ended == 0
    # what a killed run had fetched whole is not asked for again
    assert any(each.startswith("samr 2026-05-30：已采全") for each in said)
    killed = Settings(data_root=tmp_path)
    assert raw_digests(killed) == raw_digests(sample_run)
    # the national standards are checked at each build: twice here, once there
    checks = "fct_expectation_results"
    assert table_digests(killed, [checks]) == table_digests(sample_run, [checks])
    assert _data_checks(killed) == _data_checks(sample_run)


def _run(root: Path, kill_at: str | None = None) -> tuple[int, list[str]]:
    """Runs the nights in a process of its own; its exit code, and what it said."""
    command = [sys.executable, "-u", "-c", NIGHTLY, str(root)]
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
    ) as process:
        if process.stdout is None:
            raise OSError("the process has no standard output")
        for line in process.stdout:
            said.append(line)
            if kill_at is not None and kill_at in line:
                process.kill()
        return process.wait(), said


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
