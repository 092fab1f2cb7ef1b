from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store import raw
from pipelines.store.raw import RawDamagedError, RawStore, path_key
from tests.unit.store.partitions import AT, ON, begun, finish, reread, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
