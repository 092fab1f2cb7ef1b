from __future__ import annotations

import gzip
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store import files, raw
from pipelines.store.raw import RawDamagedError, RawPage, RawPartition, RawStore, path_key

if TYPE_CHECKING:
    from collections.abc import Callable

ON = date(2026, 5, 30)
AT = datetime(2026, 5, 29, 18, 0, 1, tzinfo=UTC)


def save(
    partition: RawPartition, key: str, body: bytes, *, url: str | None = None, **more: Any
) -> RawPage:
    return partition.save(
        key,
        body,
        url=url or f"https://example.invalid/{key}",
        method="GET",
        status=200,
        headers={"content-type": "text/html"},
        received_at=AT,
        **more,
    )


def begun(root: Path, source: str = "qybz", on: date = ON) -> RawPartition:
    partition = RawStore(root).partition(source, on)
    partition.begin(AT)
    return partition


def finish(partition: RawPartition, *, is_complete: bool = True) -> None:
    partition.finish(
        is_complete=is_complete,
        stop_reason=None if is_complete else "challenge",
        message=None if is_complete else "遇到验证页",
        requested=3,
        seconds=1.5,
        finished_at=AT,
    )


def reread(root: Path) -> RawPartition:
    return RawStore(root).partition("qybz", ON)


def test_a_page_is_read_back_as_it_was_sent(tmp_path: Path) -> None:
    page = save(begun(tmp_path), "detail/Abc123", "正文".encode(), error=None)
    again = reread(tmp_path).page("detail/Abc123")
    assert again == page
    assert again is not None
    assert again.body() == "正文".encode()
    assert again.sha256 == hashlib.sha256("正文".encode()).hexdigest()
    assert (again.length, again.attempt, again.received_at) == (6, 1, AT)
    assert again.headers == {"content-type": "text/html"}


def test_an_empty_body_is_a_page_too(tmp_path: Path) -> None:
    save(begun(tmp_path), "list/home", b"", error="empty_answer")
    page = reread(tmp_path).page("list/home")
    assert page is not None
    assert (page.body(), page.error) == (b"", "empty_answer")


def test_pages_are_sorted_by_key_and_chosen_by_prefix(tmp_path: Path) -> None:
    partition = begun(tmp_path)
    for key in ("list/2", "detail/b", "list/1", "detail/a"):
        save(partition, key, key.encode())
    assert [page.key for page in partition.pages()] == ["detail/a", "detail/b", "list/1", "list/2"]
    assert [page.key for page in reread(tmp_path).pages("list/")] == ["list/1", "list/2"]


def test_a_second_page_under_a_key_does_not_overwrite_the_first_file(tmp_path: Path) -> None:
    partition = begun(tmp_path)
    first = save(partition, "detail/a", b"cut off", error="page_cut_off")
    second = save(partition, "detail/a", b"whole")
    assert first.body() == b"cut off"
    assert reread(tmp_path).page("detail/a") == second


def test_equal_bodies_are_equal_files(tmp_path: Path) -> None:
    one = save(begun(tmp_path / "one"), "detail/a", b"body")
    two = save(begun(tmp_path / "two"), "detail/a", b"body")
    assert (tmp_path / "one" / one.path).read_bytes() == (tmp_path / "two" / two.path).read_bytes()


def test_a_page_needs_an_attempt(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="begin an attempt"):
        save(RawStore(tmp_path).partition("qybz", ON), "detail/a", b"body")


@pytest.mark.parametrize(
    "key",
    ["", "/", "..", "../a", "a/../b", "/etc/passwd", "a//b", "a/", ".hidden", "a b", "a\\b", "a\n",
     "detail/" + "x" * 201, "detail/" + "长" * 67],
)  # fmt: skip
def test_a_key_that_cannot_be_a_path_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="no page key"):
        save(begun(tmp_path), key, b"body")
    with pytest.raises(ValueError, match="no page key"):
        reread(tmp_path).page(key)


@pytest.mark.parametrize("source", ["", "..", "a/b", "Qybz", "-a"])
def test_a_source_that_cannot_be_a_folder_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="no source name"):
        RawStore(tmp_path).partition(source, ON)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_any_texts_make_a_key(parts: list[str]) -> None:
    key = path_key(*parts)
    assert len(key.split("/")) == len(parts)
    raw._valid_key(key)


@given(st.text(max_size=300), st.text(max_size=300))
def test_different_texts_make_different_keys(one: str, other: str) -> None:
    assert (path_key("file", one) == path_key("file", other)) == (one == other)


def test_a_plain_text_is_its_own_key() -> None:
    assert path_key("file", "企业标准-2026-05-30.csv") == "file/企业标准-2026-05-30.csv"


def test_an_attempt_that_never_finished_was_interrupted(tmp_path: Path) -> None:
    save(begun(tmp_path), "detail/a", b"body")
    partition = reread(tmp_path)
    (attempt,) = partition.attempts()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "interrupted")
    assert attempt.finished_at is None
    assert not partition.is_complete


def test_attempts_are_numbered_and_the_last_one_decides(tmp_path: Path) -> None:
    partition = begun(tmp_path)
    finish(partition, is_complete=False)
    assert not reread(tmp_path).is_complete
    partition = begun(tmp_path)
    page = save(partition, "detail/a", b"body")
    finish(partition)
    again = reread(tmp_path)
    assert [attempt.attempt for attempt in again.attempts()] == [1, 2]
    assert [attempt.stop_reason for attempt in again.attempts()] == ["challenge", None]
    assert again.attempts()[0].message == "遇到验证页"
    assert again.attempts()[1].seconds == 1.5
    assert page.attempt == 2
    assert again.is_complete


def test_the_manifest_says_what_was_asked_and_received(tmp_path: Path) -> None:
    partition = begun(tmp_path)
    page = save(partition, "detail/a", b"body")
    finish(partition)
    manifest = json.loads((tmp_path / "qybz" / "2026-05-30" / "manifest.json").read_text())
    assert (manifest["source"], manifest["fetched_on"]) == ("qybz", "2026-05-30")
    assert manifest["attempts"][0]["is_complete"] is True
    assert manifest["pages"] == [
        {
            "key": "detail/a",
            "url": "https://example.invalid/detail/a",
            "method": "GET",
            "status": 200,
            "headers": {"content-type": "text/html"},
            "received_at": AT.isoformat(),
            "length": 4,
            "sha256": page.sha256,
            "path": page.path,
            "attempt": 1,
            "error": None,
        }
    ]


def test_nothing_is_written_before_an_attempt_begins(tmp_path: Path) -> None:
    partition = RawStore(tmp_path).partition("qybz", ON)
    assert partition.pages() == []
    assert partition.attempts() == []
    assert not partition.is_complete
    assert list(tmp_path.iterdir()) == []


def test_dates_and_sources_are_those_with_a_journal(tmp_path: Path) -> None:
    begun(tmp_path, "qybz", date(2026, 6, 14))
    begun(tmp_path, "qybz", ON)
    begun(tmp_path, "samr", ON)
    (tmp_path / "cpbz" / "2026-05-30").mkdir(parents=True)
    store = RawStore(tmp_path)
    assert store.sources() == ["qybz", "samr"]
    assert store.dates("qybz") == [ON, date(2026, 6, 14)]
    assert store.dates("cpbz") == []


def test_files_taken_on_any_date_are_known_by_name_and_digest(tmp_path: Path) -> None:
    first = begun(tmp_path, "declaration-file")
    page = save(first, "file/a", b"one", url="file:///in/%E5%A3%B0%E6%98%8E.csv")
    save(first, "file/b", b"two", url="file:///in/large.csv", error="too_large")
    other = save(
        begun(tmp_path, "declaration-file", date(2026, 6, 14)), "file/c", b"three", url="file:///c"
    )
    taken = RawStore(tmp_path).taken("declaration-file")
    assert taken == {"声明.csv", page.sha256, "c", other.sha256}


def test_a_torn_last_line_is_ignored_and_cut_away_by_the_next_attempt(tmp_path: Path) -> None:
    save(begun(tmp_path), "detail/a", b"body")
    journal = tmp_path / "qybz" / "2026-05-30" / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + whole.splitlines()[-1][:40])
    assert [page.key for page in reread(tmp_path).pages()] == ["detail/a"]
    save(begun(tmp_path), "detail/b", b"body")
    assert [page.key for page in reread(tmp_path).pages()] == ["detail/a", "detail/b"]


def test_a_damaged_line_in_the_middle_is_an_error_that_names_it(tmp_path: Path) -> None:
    save(begun(tmp_path), "detail/a", b"body")
    journal = tmp_path / "qybz" / "2026-05-30" / "journal.jsonl"
    journal.write_bytes(b"not json\n" + journal.read_bytes())
    with pytest.raises(RawDamagedError, match=r"journal\.jsonl 第 1 行"):
        reread(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
        lambda file: file.write_bytes(gzip.compress(b"another")),
        lambda file: file.write_bytes(b"no gzip at all"),
    ],
)
def test_a_body_that_is_not_what_was_received_is_an_error(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    page = save(begun(tmp_path), "detail/a", b"body")
    damage(tmp_path / page.path)
    with pytest.raises(RawDamagedError, match="请从备份恢复"):
        page.body()


def test_a_full_disk_is_an_error_and_the_journal_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partition = begun(tmp_path)
    save(partition, "detail/a", b"body")
    with monkeypatch.context() as patch:
        write = os.write
        patch.setattr(raw.os, "write", lambda handle, line: write(handle, line[:10]))
        with pytest.raises(OSError, match="No space left"):
            save(partition, "detail/b", b"body")
    save(partition, "detail/c", b"body")
    assert [page.key for page in reread(tmp_path).pages()] == ["detail/a", "detail/c"]


def test_threads_may_save_at_once(tmp_path: Path) -> None:
    partition = begun(tmp_path)

    def save_some(thread: int) -> None:
        for number in range(10):
            save(partition, f"detail/{thread}-{number}", bytes([thread, number]))

    threads = [threading.Thread(target=save_some, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reread(tmp_path).pages() == partition.pages()
    assert len(partition.pages()) == 40


# What a kill leaves behind --------------------------------------------------------------------

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
        "import sys; from pathlib import Path; from tests.unit.store import test_raw as t\n"
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
