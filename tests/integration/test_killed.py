"""A command that is killed anywhere is given again, and ends like one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

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


def test_a_run_killed_again_and_again_ends_with_the_digests_of_one_that_was_not(
    sample_run: Settings, tmp_path: Path
) -> None:
    for line in KILL_AT:
        assert _run(tmp_path, kill_at=line) == -signal.SIGKILL
    assert _run(tmp_path) == 0
    killed = Settings(data_root=tmp_path)
    assert raw_digests(killed) == raw_digests(sample_run)
    assert table_digests(killed) == table_digests(sample_run)


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
