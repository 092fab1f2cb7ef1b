from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.answers import SourceStopped
from pipelines.sources.run import (
    RECHECK_NIGHTS,
    Known,
    PageRequest,
    carry_out,
    digest_of,
    is_recheck_due,
)
from pipelines.store.raw import RawStore
from tests.unit.sources.harness import ON, FakeClock, run_for
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.sources.run import FetchRun
    from tests.unit.sources.server import Asked, ScriptedServer

GOOD = Says("<html><table></table></html>")


def details(*ids: str) -> list[PageRequest]:
    return [PageRequest(f"detail/{name}", f"/detail/{name}") for name in ids]


def serve(server: ScriptedServer, *ids: str) -> None:
    for name in ids:
        server.on(f"/detail/{name}", Says(f"<table>{name}</table>"))


# What is stored is not asked for again --------------------------------------------------------


def test_a_page_is_asked_for_once_and_then_read_from_the_store(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on("/", GOOD)
    run = run_for(server, tmp_path)
    run.raw.begin(run.session.now())
    first = run.get("list/home", "/")
    assert run.get("list/home", "/") == first
    assert first.body() == GOOD.sent
    assert run.requested == 1
    assert server.paths() == ["/"]


def test_a_second_run_asks_only_for_what_the_first_did_not_get(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, "a", "b", "c")
    server.on("/detail/b", Says("busy", status=500))
    run = run_for(server, tmp_path)
    attempt = carry_out(run, lambda run: run.each(details("a", "b", "c")))
    assert (attempt.is_complete, attempt.stop_reason, attempt.requested) == (
        False,
        "pages_failed",
        3,
    )
    assert "detail/b" in (attempt.message or "")

    server.asked.clear()
    serve(server, "b")
    attempt = carry_out(run_for(server, tmp_path), lambda run: run.each(details("a", "b", "c")))
    assert (attempt.is_complete, attempt.stop_reason, attempt.requested) == (True, None, 1)
    assert server.paths() == ["/detail/b"]
    stored = RawStore(tmp_path).partition("qybz", ON)
    assert [page.error for page in stored.pages()] == [None, None, None]
    assert [page.attempt for page in stored.pages()] == [1, 2, 1]

    server.asked.clear()
    carry_out(run_for(server, tmp_path), lambda run: run.each(details("a", "b", "c")))
    assert server.paths() == []


def test_a_form_is_kept_like_a_page(server: ScriptedServer, tmp_path: Path) -> None:
    server.on("/query", lambda asked: Says(f"<table>{asked.form['pageNum']}</table>"))
    run = run_for(server, tmp_path)
    run.raw.begin(run.session.now())
    page = run.post("list/1", "/query", data={"pageNum": 7})
    assert (page.method, page.body()) == ("POST", b"<table>7</table>")


def test_an_interrupted_run_is_continued(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, "a", "b")
    run = run_for(server, tmp_path)

    def broken_program(run: FetchRun) -> None:
        run.each(details("a"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        carry_out(run, broken_program)
    assert RawStore(tmp_path).partition("qybz", ON).attempts()[0].stop_reason == "interrupted"
    attempt = carry_out(run_for(server, tmp_path), lambda run: run.each(details("a", "b")))
    assert (attempt.attempt, attempt.is_complete) == (2, True)
    assert server.counts() == {"/detail/a": 1, "/detail/b": 1}


class Killed(BaseException):
    """Nothing after it is done."""


@pytest.mark.parametrize("after", range(5))
def test_a_run_killed_after_any_page_ends_with_the_same_pages(
    server: ScriptedServer, tmp_path: Path, after: int
) -> None:
    names = ("a", "b", "c", "d")
    serve(server, *names)

    def night(root: Path, *, killed_after: int | None) -> list[tuple[str, str, str]]:
        def progress(done: int, total: int | None) -> None:
            if done == killed_after:
                raise Killed

        run = run_for(server, root)
        run.progress = progress
        carry_out(run, lambda run: run.each(details(*names)))
        return [(page.key, page.sha256, page.path) for page in run.raw.pages()]

    expected = night(tmp_path / "whole", killed_after=None)
    server.asked.clear()
    with pytest.raises(Killed):
        night(tmp_path / "killed", killed_after=after)
    assert night(tmp_path / "killed", killed_after=None) == expected
    assert server.counts() == {f"/detail/{name}": 1 for name in names}


# Pages that fail ------------------------------------------------------------------------------


def test_a_page_that_the_run_needs_stops_it_and_keeps_what_came(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on("/", Says("no such thing", status=403))
    run = run_for(server, tmp_path)

    def fetch(run: FetchRun) -> None:
        run.get("list/home", "/")

    attempt = carry_out(run, fetch)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "http_403")
    page = RawStore(tmp_path).partition("qybz", ON).page("list/home")
    assert page is not None
    assert (page.error, page.status, page.body()) == ("http_403", 403, b"no such thing")


def test_a_failing_detail_is_recorded_and_the_run_goes_on(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, "a", "c")
    server.on("/detail/b", Says(""))
    run = run_for(server, tmp_path)
    carry_out(run, lambda run: run.each(details("a", "b", "c")))
    assert run.failed == ["detail/b"]
    errors = {page.key: page.error for page in RawStore(tmp_path).partition("qybz", ON).pages()}
    assert errors == {"detail/a": None, "detail/b": "empty_answer", "detail/c": None}


@pytest.mark.parametrize("status", [404, 410])
def test_a_detail_that_is_gone_is_an_answer(
    server: ScriptedServer, tmp_path: Path, status: int
) -> None:
    serve(server, "a")
    server.on("/detail/b", Says("gone", status=status))
    for _ in range(2):
        attempt = carry_out(run_for(server, tmp_path), lambda run: run.each(details("a", "b")))
        assert attempt.is_complete
    assert server.counts() == {"/detail/a": 1, "/detail/b": 1}


def test_too_many_errors_end_the_run_and_keep_what_came(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, "a")
    run = run_for(server, tmp_path)
    attempt = carry_out(run, lambda run: run.each(details("a", *(f"x{n}" for n in range(20)))))
    assert attempt.stop_reason == "errors_in_row"
    assert len(server.asked) == 9
    stored = RawStore(tmp_path).partition("qybz", ON).pages()
    assert [page.key for page in stored if page.error is None] == ["detail/a"]


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_challenge_ends_the_run_at_once_and_is_kept(
    server: ScriptedServer, tmp_path: Path, concurrency: int
) -> None:
    names = [f"a{number}" for number in range(30)]
    serve(server, *names)
    server.on("/detail/a5", Says("<script src='geetest.js'></script>"))
    run = run_for(server, tmp_path, concurrency=concurrency)
    attempt = carry_out(run, lambda run: run.each(details(*names)))
    assert (attempt.is_complete, attempt.stop_reason) == (False, "challenge")
    assert "GeeTest" in (attempt.message or "")
    assert len(server.asked) < 6 + 2 * concurrency
    page = RawStore(tmp_path).partition("qybz", ON).page("detail/a5")
    assert page is not None
    assert page.error == "challenge"

    serve(server, "a5")
    attempt = carry_out(
        run_for(server, tmp_path, concurrency=concurrency), lambda run: run.each(details(*names))
    )
    assert attempt.is_complete
    assert server.counts() == {f"/detail/{name}": 1 + (name == "a5") for name in names}


# Concurrency ----------------------------------------------------------------------------------


def test_threads_bring_the_same_pages(server: ScriptedServer, tmp_path: Path) -> None:
    names = [f"a{number}" for number in range(12)]

    def slowly(asked: Asked) -> Says:
        return Says(f"<table>{asked.path}</table>", delay=0.01)

    for name in names:
        server.on(f"/detail/{name}", slowly)
    digests = []
    for concurrency in (1, 3):
        run = run_for(server, tmp_path / str(concurrency), concurrency=concurrency)
        assert carry_out(run, lambda run: run.each(details(*names))).requested == 12
        digests.append([(page.key, page.sha256) for page in run.raw.pages()])
    assert digests[0] == digests[1]
    assert server.most_at_once == 3


def test_progress_is_told_from_what_is_stored_to_the_last(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, "a", "b", "c")
    carry_out(run_for(server, tmp_path), lambda run: run.each(details("a")))
    run = run_for(server, tmp_path)
    told: list[tuple[int, int | None]] = []
    run.progress = lambda done, total: told.append((done, total))
    carry_out(run, lambda run: run.each(details("a", "b", "c")))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_attempt_says_how_long_it_took(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, "a", "b", "c")
    clock = FakeClock()
    run = run_for(server, tmp_path, clock=clock, pace_seconds=4)
    attempt = carry_out(run, lambda run: run.each(details("a", "b", "c")))
    assert attempt.seconds == 8
    assert attempt.finished_at is not None
    assert (attempt.finished_at - attempt.started_at).total_seconds() == 8


# Addresses and files --------------------------------------------------------------------------


def test_a_path_stands_below_the_base_url(server: ScriptedServer, tmp_path: Path) -> None:
    server.on("/qybz/user/detail/1", GOOD)
    run = run_for(server, tmp_path, base_url=f"{server.url}/qybz/")
    run.raw.begin(run.session.now())
    assert run.get("detail/1", "/user/detail/1").url == f"{server.url}/qybz/user/detail/1"


def test_a_whole_url_must_stand_below_one_of_the_sites(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on("/dbba/stdQueryList", GOOD)
    run = run_for(server, tmp_path, sites=("hbba", "dbba"))
    run.raw.begin(run.session.now())
    site = run.config.site_urls["dbba"]
    assert run.get("list/dbba/1", f"{site}/stdQueryList").url == f"{server.url}/dbba/stdQueryList"
    for elsewhere in ("https://elsewhere.invalid/x", f"{server.url}/other/x"):
        with pytest.raises(ValueError, match="no address of the source"):
            run.get("list/2", elsewhere)


def test_a_file_is_taken_as_it_is(server: ScriptedServer, tmp_path: Path) -> None:
    file = tmp_path / "导出 (1).csv"
    file.write_bytes(b"\xef\xbb\xbfa,b\n")
    run = run_for(server, tmp_path / "raw", name="declaration-file")
    run.raw.begin(run.session.now())
    page = run.take_file(file)
    assert (page.body(), page.url, page.status) == (b"\xef\xbb\xbfa,b\n", file.as_uri(), 200)
    assert page.key.startswith("file/导出_")
    assert run.take_file(file) == page
    assert RawStore(tmp_path / "raw").taken("declaration-file") == {"导出 (1).csv", page.sha256}


def test_a_file_over_the_ceiling_is_not_taken(server: ScriptedServer, tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 1001)
    run = run_for(server, tmp_path / "raw", max_bytes=1000)
    run.raw.begin(run.session.now())
    with pytest.raises(SourceStopped, match=r"large\.csv") as raised:
        run.take_file(file)
    assert raised.value.code == "too_large"


# What is known --------------------------------------------------------------------------------


def test_an_unknown_record_needs_its_detail() -> None:
    assert Known({"other": "1"}).needs_detail("a", "1", ON)


@given(st.text(min_size=1), st.dates())
def test_a_known_record_with_the_same_row_needs_it_on_its_night_only(
    record_id: str, on: date
) -> None:
    known = Known({record_id: "1"})
    assert known.needs_detail(record_id, "1", on) == is_recheck_due(record_id, on)
    assert known.needs_detail(record_id, "2", on)


@given(st.text(min_size=1), st.dates(max_value=date(9000, 1, 1)))
def test_each_record_is_due_once_in_the_window(record_id: str, start: date) -> None:
    nights = [start + timedelta(days=day) for day in range(RECHECK_NIGHTS)]
    assert sum(is_recheck_due(record_id, night) for night in nights) == 1


def test_records_are_due_in_equal_shares() -> None:
    due = sum(is_recheck_due(f"record-{number}", ON) for number in range(3000))
    assert 70 <= due <= 130


def test_a_digest_tells_where_a_text_stands() -> None:
    assert digest_of(["a", "b"]) == digest_of(["a", "b"])
    assert digest_of(["a", "b"]) != digest_of(["ab", ""])
    assert digest_of(["a", None]) == digest_of(["a", ""])
    assert len(digest_of([])) == 64
