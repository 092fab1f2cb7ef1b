"""The sample platform's own behaviour, on recordings made here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import requests

from pipelines.sources.sample_platform import (
    ANY,
    FILE_SOURCES,
    HTTP_SOURCES,
    Answer,
    SampleError,
    SamplePlatform,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[[dict[date, list[Answer]]], SamplePlatform]

FIRST, SECOND, THIRD = date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a platform whose source `qybz` has the given answers; the others have one each."""
    running: list[SamplePlatform] = []

    def started(answers: dict[date, list[Answer]]) -> SamplePlatform:
        for name in HTTP_SOURCES:
            recorded = answers if name == "qybz" else {FIRST: [Answer("GET", "/", b"{}")]}
            (tmp_path / name).mkdir()
            for on, lines in recorded.items():
                text = "".join(f"{line.to_line()}\n" for line in lines)
                (tmp_path / name / f"{on}.jsonl").write_text(text, encoding="utf-8")
        running.append(SamplePlatform(tmp_path).__enter__())
        return running[0]

    yield started
    for platform in running:
        platform.__exit__(None, None, None)


def _get(platform: SamplePlatform, path: str, **params: str) -> requests.Response:
    return requests.get(platform.source_urls()["qybz"] + path, params=params, timeout=5)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("GET", "/", "页面".encode()),
        Answer("GET", "/", b'{"a":[1,null]}'),
        Answer("GET", "/", b'{"a": 1}'),
        Answer("GET", "/", b"12"),
        Answer("GET", "/", b""),
        Answer("GET", "/", b"\xff\xfe\x00"),
        Answer(
            "POST",
            "/x",
            b"{}",
            match={"pageNo": "2"},
            encoding="form",
            status=503,
            headers={"Retry-After": "0"},
            times=2,
        ),
        Answer("GET", "/x", b"abc", tonight=True, cut_to=2),
    ],
)
def test_a_line_gives_back_the_answer_that_it_was_made_from(answer: Answer) -> None:
    assert Answer.from_line(answer.to_line(), "here") == answer


@pytest.mark.parametrize("line", ["", "no json", "[]", "{}", '{"method": "GET", "path": "/"}'])
def test_a_line_that_is_no_answer_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(SampleError, match=r"a\.jsonl 第 3 行.*benchmarks\.sample"):
        Answer.from_line(line, "a.jsonl 第 3 行")


def test_an_answer_holds_from_its_date_until_a_later_one_replaces_it(start: Start) -> None:
    platform = start({FIRST: [Answer("GET", "/", b"old")], THIRD: [Answer("GET", "/", b"new")]})
    given = []
    for on in (FIRST, SECOND, THIRD, date(2026, 7, 7)):
        platform.set_date(on)
        given.append(_get(platform, "/").text)
    assert given == ["old", "old", "new", "new"]


def test_the_platform_stands_at_its_first_date_until_told_otherwise(start: Start) -> None:
    platform = start({FIRST: [Answer("GET", "/", b"old")], SECOND: [Answer("GET", "/", b"new")]})
    assert platform.dates == [FIRST, SECOND]
    assert _get(platform, "/").text == "old"


def test_errors_with_times_are_given_that_often_and_on_their_date_only(start: Start) -> None:
    busy = Answer("GET", "/", b"", status=503, times=2)
    limited = Answer("GET", "/", b"", status=429, headers={"Retry-After": "0"}, times=1)
    platform = start({FIRST: [Answer("GET", "/", b"page")], SECOND: [busy, limited]})
    platform.set_date(SECOND)
    answers = [_get(platform, "/") for _ in range(5)]
    assert [one.status_code for one in answers] == [503, 503, 429, 200, 200]
    assert answers[2].headers["Retry-After"] == "0"
    platform.set_date(THIRD)
    assert _get(platform, "/").status_code == 200


def test_setting_the_date_again_starts_its_faults_anew(start: Start) -> None:
    platform = start({FIRST: [Answer("GET", "/", b"", status=503, times=1), _page(b"page")]})
    first = [_get(platform, "/").status_code for _ in range(2)]
    platform.set_date(FIRST)
    assert first == [503, 200]
    assert _get(platform, "/").status_code == 503


def test_an_answer_of_one_night_gives_way_to_the_one_before_it(start: Start) -> None:
    cut = Answer("GET", "/", b"<html>cut", tonight=True)
    platform = start({FIRST: [_page(b"whole")], SECOND: [cut]})
    given = []
    for on in (FIRST, SECOND, THIRD):
        platform.set_date(on)
        given.append(_get(platform, "/").text)
    assert given == ["whole", "<html>cut", "whole"]


def test_a_page_recorded_with_a_passing_fault_lasts_beyond_that_night(start: Start) -> None:
    platform = start(
        {FIRST: [_page(b"old")], SECOND: [Answer("GET", "/", b"", status=502, times=1)]}
    )
    platform.set_date(SECOND)
    assert [_get(platform, "/").status_code for _ in range(2)] == [502, 200]


def test_the_answer_that_asks_for_most_wins_and_unknown_parameters_change_nothing(
    start: Start,
) -> None:
    platform = start(
        {
            FIRST: [
                Answer("GET", "/list", b"page 1"),
                Answer("GET", "/list", b"page 2", match={"pageNumber": "2"}),
                Answer("GET", "/list", b"past the end", match={"pageNumber": ANY}),
                Answer("GET", "/list", b"one kind", match={"pageNumber": "2", "kind": "a"}),
            ]
        }
    )
    assert _get(platform, "/list").text == "page 1"
    assert _get(platform, "/list", pageNo="2").text == "page 1"
    assert _get(platform, "/list", pageNumber="2").text == "page 2"
    assert _get(platform, "/list", pageNumber="9").text == "past the end"
    assert _get(platform, "/list", pageNumber="2", kind="a").text == "one kind"


def test_a_json_body_is_not_read_as_a_form(start: Start) -> None:
    platform = start(
        {
            FIRST: [
                Answer("POST", "/list", b"ignored", encoding="json"),
                Answer("POST", "/list", b"page 2", match={"pageNo": "2"}, encoding="form"),
            ]
        }
    )
    url = platform.source_urls()["qybz"] + "/list"
    assert requests.post(url, data={"pageNo": "2"}, timeout=5).text == "page 2"
    assert requests.post(url, json={"pageNo": "2"}, timeout=5).text == "ignored"


def test_any_other_path_gets_the_front_end_where_one_is_recorded(start: Start) -> None:
    platform = start({FIRST: [Answer(ANY, ANY, b"index"), _page(b"home")]})
    url = platform.source_urls()["qybz"]
    assert requests.get(f"{url}/", timeout=5).text == "home"
    assert requests.post(f"{url}/ms/portal", data={}, timeout=5).text == "index"


def test_a_path_without_any_answer_is_not_found(start: Start) -> None:
    platform = start({FIRST: [_page(b"home")]})
    assert _get(platform, "/other").status_code == 404
    missing = platform.source_urls()["qybz"].replace("qybz", "nobody")
    assert requests.get(missing, timeout=5).status_code == 404


def test_a_cut_answer_breaks_the_connection(start: Start) -> None:
    broken = Answer("GET", "/", b"0123456789", times=1, cut_to=4)
    platform = start({FIRST: [broken, _page(b"0123456789")]})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _get(platform, "/")
    assert _get(platform, "/").text == "0123456789"


def test_every_request_is_remembered_with_its_parameters(start: Start) -> None:
    platform = start({FIRST: [_page(b"home")]})
    _get(platform, "/", pageNo="2")
    assert [(one.source, one.path, one.params, one.status) for one in platform.seen] == [
        ("qybz", "/", {"pageNo": "2"}, 200)
    ]


def test_http_sources_have_their_own_prefix_and_file_sources_a_folder(
    start: Start, tmp_path: Path
) -> None:
    urls = start({FIRST: [_page(b"home")]}).source_urls()
    assert set(urls) == {*HTTP_SOURCES, *FILE_SOURCES}
    assert all(urls[name].endswith(f"/{path}") for name, path in HTTP_SOURCES.items())
    assert urls["sacinfo"].endswith("/sacinfo/{site}")
    assert urls["declaration-file"] == (tmp_path / "declaration-file").as_uri()


def test_a_date_before_the_first_recording_is_refused(start: Start) -> None:
    with pytest.raises(SampleError, match="2026-05-30"):
        start({FIRST: [_page(b"home")]}).set_date(date(2026, 5, 29))


def test_a_source_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match=r"qybz.*benchmarks\.sample"):
        SamplePlatform(tmp_path)


def test_addresses_are_given_only_while_the_platform_runs(start: Start) -> None:
    platform = start({FIRST: [_page(b"home")]})
    platform.__exit__(None, None, None)
    with pytest.raises(SampleError, match="没有启动"):
        platform.source_urls()


def _page(body: bytes) -> Answer:
    return Answer("GET", "/", body)
