from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import files, raw
from tests.unit.store.partitions import AT, finish, reread, save

if TYPE_CHECKING:
    from collections.abc import Callable

BODIES = {"list/1": b"list", "detail/a": b"first", "detail/b": b"second"}


def night(root: Path) -> None:
    """What a source's run does with the store: ask only for what is not there."""
    partition = reread(root)
    if partition.is_complete:
        return
    partition.begin(AT)
    for key, body in BODIES.items():
        if partition.page(key) is None:
            save(partition, key, body)
    finish(partition)


def outcome(root: Path) -> list[tuple[str, str, str]]:
    return [(page.key, page.sha256, page.path) for page in reread(root).pages()]


class Killed(BaseException):
    """The process is gone: from now on nothing that it does reaches the disk."""


class Killer:
    """Lets so many steps on the disk through, then none; the step at the end may be half done."""

    def __init__(self, steps: int, *, is_torn: bool) -> None:
        self.left = steps
        self.is_torn = is_torn
        self.steps = 0

    def guard(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **more: Any) -> Any:
            self.steps += 1
            if self.left <= 0:
                if self.left == 0 and self.is_torn and step.__name__ in ("write", "write_bytes"):
                    *where, body = arguments
                    step(*where, body[: len(body) // 2])
                self.left -= 1
                raise Killed
            self.left -= 1
            return step(*arguments, **more)

        return guarded

    def attach(self, patch: pytest.MonkeyPatch) -> None:
        guarded = {
            name: self.guard(getattr(os, name))
            for name in ("open", "write", "fsync", "close", "ftruncate")
        }
        watched = SimpleNamespace(**{**vars(os), **guarded})
        patch.setattr(raw, "os", watched)
        patch.setattr(files, "os", watched)
        for name in ("write_bytes", "replace", "unlink", "mkdir"):
            patch.setattr(pathlib.Path, name, self.guard(getattr(pathlib.Path, name)))


def steps_of_a_night(root: Path) -> int:
    root.mkdir()
    counter = Killer(10**6, is_torn=False)
    with pytest.MonkeyPatch.context() as patch:
        counter.attach(patch)
        night(root)
    return counter.steps


@pytest.mark.parametrize("is_torn", [False, True], ids=["between_steps", "within_a_write"])
def test_a_kill_at_any_step_is_mended_by_the_same_command(tmp_path: Path, is_torn: bool) -> None:
    total = steps_of_a_night(tmp_path / "whole")
    expected = outcome(tmp_path / "whole")
    assert total > 40
    for steps in range(total):
        root = tmp_path / str(steps)
        root.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            Killer(steps, is_torn=is_torn).attach(patch)
            with pytest.raises(Killed):
                night(root)
        night(root)
        partition = reread(root)
        assert partition.is_complete, steps
        assert outcome(root) == expected, steps
        assert [page.body() for page in partition.pages()] == [
            BODIES[page.key] for page in partition.pages()
        ]
        manifest = json.loads((root / "qybz" / "2026-05-30" / "manifest.json").read_text())
        assert [page["sha256"] for page in manifest["pages"]] == [found[1] for found in expected]
        assert not list(root.rglob(".*.part")), steps


def test_a_process_killed_for_good_is_continued_by_another(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.unit.store import partitions as t\n"
        "p = t.begun(Path(sys.argv[1]))\n"
        "t.save(p, 'list/1', b'list'); print('saved', flush=True)\n"
        "while True: t.save(p, 'detail/a', b'first')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    night(tmp_path)
    night(tmp_path / "whole")
    assert outcome(tmp_path) == outcome(tmp_path / "whole")
