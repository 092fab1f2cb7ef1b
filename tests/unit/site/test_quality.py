"""What the page on data quality says of a release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.site.quality import quality_page
from tests.quality_rows import (
    LAST,
    bad,
    broken,
    checked,
    fill_quality,
    insert,
    match,
    run,
)
from tests.site_release import make_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YESTERDAY = LAST - timedelta(days=1)
REACHED = date(2026, 7, 8)
EMPTY = (
    "fct_source_runs", "fct_quarantine", "fct_expectation_results", "fct_milestones",
    "fct_match_candidates", "fct_unknown_indicator_names", "fct_national_violations",
    "fct_declared_indicators", "fct_boards",
)  # fmt: skip


@pytest.fixture
def release(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A release in which nothing is known of its quality."""
    with duckdb.connect(str(make_release(tmp_path / "lingpao.duckdb"))) as connection:
        for table in EMPTY:
            connection.execute(f"delete from {table}")
        yield connection


def page(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return quality_page(connection, REACHED)


def figure(shown: dict[str, Any], place: str) -> dict[str, Any]:
    return next(each for each in shown["figures"] if each["place"] == place)


def unpacked(table: dict[str, Any]) -> list[dict[str, Any]]:
    columns = {
        name: [None if i < 0 else column["d"][i] for i in column["i"]]
        if isinstance(column, dict)
        else column
        for name, column in table.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_a_release_without_nights_still_has_a_page(release: duckdb.DuckDBPyConnection) -> None:
    shown = page(release)
    assert shown["sources"] == shown["expected"] == shown["failed"] == shown["boards"] == []
    assert figure(shown, "parsed")["value"] == "—"


def test_a_day_is_complete_once_one_of_its_attempts_is(release: duckdb.DuckDBPyConnection) -> None:
    insert(
        release,
        "fct_source_runs",
        run(on=YESTERDAY, is_complete=False, stop_reason="challenge"),
        run(is_complete=False, stop_reason="pages_failed", received=4, new=0, changed=0,
            quarantined=0, seconds=60.0),
        run(attempt=2, received=6, new=2, changed=3, unchanged=0, quarantined=1, seconds=1.0),
    )  # fmt: skip
    insert(release, "fct_quarantine", bad())
    (source,) = page(release)["sources"]
    assert source["last"]["is_complete"]
    assert (source["last"]["received"], source["last"]["seconds"]) == (10, 61.0)
    assert source["last"]["stop_reason"] is None
    assert source["complete_on"] == LAST
    assert [mark for _, mark in source["marks"]] == ["failed", "held"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [("challenge", "遇到验证页"), ("a_new_code", "a_new_code"), (None, None)],
)
def test_why_a_fetch_ended_early_is_told(
    release: duckdb.DuckDBPyConnection, reason: str | None, said: str | None
) -> None:
    insert(release, "fct_source_runs", run(is_complete=False, stop_reason=reason))
    (source,) = page(release)["sources"]
    assert source["last"]["stop_text"] == said
    assert source["complete_on"] is None
    assert not figure(page(release), "sources")["is_good"]


@pytest.mark.parametrize(
    ("received", "reasons", "difference", "without_reason"),
    [(10, 1, 0, 0), (12, 1, 2, 0), (9, 1, -1, 0), (10, 0, 0, 1), (10, 2, 0, -1)],
)
def test_what_was_received_is_good_or_in_quarantine_with_a_reason(
    release: duckdb.DuckDBPyConnection,
    received: int,
    reasons: int,
    difference: int,
    without_reason: int,
) -> None:
    insert(release, "fct_source_runs", run(received=received))
    insert(release, "fct_quarantine", *(bad(record=str(each)) for each in range(reasons)))
    shown = page(release)
    (source,) = shown["sources"]
    found = source["last"]
    assert (found["difference"], found["without_reason"]) == (difference, without_reason)
    is_even = not difference and not without_reason
    assert found["is_even"] is is_even
    assert bool(source["uneven"]) is not is_even
    assert figure(shown, "records")["is_good"] is is_even


def test_a_reason_counts_what_is_there_now_and_shows_the_newest_page_of_each_record(
    release: duckdb.DuckDBPyConnection,
) -> None:
    insert(release, "fct_source_runs", run(), run(on=YESTERDAY))
    insert(
        release,
        "fct_quarantine",
        *(bad(on=day, record=record) for day in (YESTERDAY, LAST) for record in ("r1", "r2")),
        bad(on=YESTERDAY, record="r3"),
        bad("decisions", YESTERDAY, "D-1", reason_code="match_no_such_match", raw_path=None),
    )
    first, second = page(release)["quarantine"]
    assert (first["now_count"], first["record_count"]) == (2, 3)
    assert (first["first_on"], first["last_on"]) == (YESTERDAY, LAST)
    assert [sample["raw_path"] for sample in first["samples"]] == [
        f"cpbz/{LAST}/pages/r1.gz",
        f"cpbz/{LAST}/pages/r2.gz",
    ]
    assert (second["source"], second["now_count"]) == ("decisions", 1)


def test_what_the_parser_read_counts_whatever_a_person_made_of_it(
    release: duckdb.DuckDBPyConnection,
) -> None:
    cell = {"declaration_id": "d1", "version": 1, "part_no": 1, "indicator_code": "ccm"}
    release.execute("update fct_declarations set version = 1")
    insert(
        release,
        "fct_declared_indicators",
        {**cell, "row_no": 1, "status": "parsed"},
        {**cell, "row_no": 2, "status": "parsed", "is_overruled": True,
         "parsed_status": "unparsed", "requirement_raw": "约 5 升"},
        {**cell, "row_no": 3, "status": "empty"},
        {**cell, "row_no": 4, "status": "unparsed", "version": 0},
        {**cell, "row_no": 5, "status": "text", "indicator_code": None},
        {**cell, "row_no": 1, "status": "parsed", "declaration_id": "d8"},
    )  # fmt: skip
    shown = page(release)
    field, outside = shown["fields"]
    assert (field["name"], field["cell_count"], field["unread_count"]) == ("空气净化器", 3, 1)
    assert field["unnamed_count"] == 1
    assert (outside["name"], outside["read_share"]) == ("不属任何重点领域", 1.0)
    first, *_ = unpacked(shown["payload"]["read"])
    assert first == {
        "field": "空气净化器", "indicator": "累积净化量", "code": "ccm", "cells": 2, "unread": 1,
        "share": 0.5, "example": "约 5 升",
    }  # fmt: skip
    assert figure(shown, "parsed")["value"] == "75.0%"


def test_fields_of_one_name_are_told_apart_by_their_programmes(
    release: duckdb.DuckDBPyConnection,
) -> None:
    cell = {"declaration_id": "d1", "version": 1, "row_no": 1, "part_no": 1, "status": "parsed"}
    insert(release, "fct_declared_indicators", {**cell, "indicator_code": "ccm"})
    insert(
        release,
        "dim_programmes",
        {"programme": "city", "name_zh": "示例市活动", "kind": "assessment"},
    )
    insert(
        release,
        "dim_key_fields",
        {"programme": "city", "year": 2026, "field_code": "air", "name_zh": "空气净化器"},
    )
    insert(
        release,
        "fct_eligibility",
        {"programme": "city", "field_code": "air", "declaration_id": "d1"},
    )
    release.execute("update fct_declarations set version = 1")
    shown = page(release)
    assert {field["name"] for field in shown["fields"]} == {
        "空气净化器（示例活动）",
        "空气净化器（示例市活动）",
    }
    assert {row["field"] for row in unpacked(shown["payload"]["read"])} == {
        field["name"] for field in shown["fields"]
    }


def test_violations_count_at_the_end_of_each_month_and_ahead(
    release: duckdb.DuckDBPyConnection,
) -> None:
    spell = {"version": 1, "rule_id": "r", "standard_no": "GB 1-2020"}
    insert(
        release,
        "fct_national_violations",
        {**spell, "declaration_id": "d1", "valid_from": date(2026, 5, 31),
         "valid_to": date(2026, 6, 30)},
        {**spell, "declaration_id": "d2", "valid_from": date(2026, 7, 8)},
        {**spell, "declaration_id": "d3", "valid_from": date(2026, 9, 1)},
        {**spell, "declaration_id": "d4", "valid_from": date(2027, 9, 1)},
    )  # fmt: skip
    shown = page(release)
    by_month = shown["violated_by_month"]
    assert [
        (month["name"], month["counts"]["GB 1-2020"], month["is_ahead"])
        for month in by_month["months"]
    ] == [
        ("2026-05", 1, False),
        ("2026-06", 0, False),  # ended on the 30th, which is no longer in it
        ("2026-07", 1, False),
        ("2026-08", 1, True),
        ("2026-09", 2, True),
        ("2026-10", 2, True),
    ]
    (standard,) = shown["violated"]
    assert (standard["now_count"], standard["coming_count"]) == (1, 1)
    assert (standard["coming_on"], standard["all_count"]) == (date(2026, 9, 1), 4)


def test_of_many_standards_the_rarer_are_drawn_as_one(release: duckdb.DuckDBPyConnection) -> None:
    insert(
        release,
        "fct_national_violations",
        *(
            {"declaration_id": f"d{place}", "version": 1, "rule_id": "r",
             "standard_no": f"GB {standard}-2020", "valid_from": date(2026, 7, 1)}
            for standard in range(1, 10)
            for place in range(10 - standard)
        ),
    )  # fmt: skip
    by_month = page(release)["violated_by_month"]
    assert by_month["standards"] == [f"GB {standard}-2020" for standard in range(1, 7)]
    assert by_month["other_count"] == 3
    assert by_month["months"][0]["others"] == 3 + 2 + 1


def test_the_last_night_stands_against_the_thirty_before(
    release: duckdb.DuckDBPyConnection,
) -> None:
    nights = [LAST - timedelta(days=days) for days in range(40)]
    insert(release, "fct_expectation_results", *(checked(night) for night in nights))
    insert(
        release,
        "fct_expectation_results",
        *(broken(night, "a", severity="blocking") for night in nights[:1]),
        *(broken(night, "b", unexpected_count=9) for night in nights[1:3] + nights[35:]),
        checked(LAST, "b"),
    )
    shown = page(release)
    (fact,) = shown["expected"]
    assert (fact["last"]["subject_count"], fact["last"]["failed_count"]) == (3, 1)
    assert (fact["failed_nights"], fact["usual"]) == (2, 0)
    marks = [mark for _, mark in fact["marks"]]
    assert len(marks) == 31
    assert marks[-4:] == ["held", "warned", "warned", "failed"]
    assert shown["nights"][-1] == LAST


@pytest.mark.parametrize(
    ("failing", "holding", "said"),
    [
        ((0,), (), "首次核对"),
        ((0,), (1, 2), "新出现"),
        ((0, 1, 2), (3,), "连续 3 夜"),
        ((0, 2), (1,), "新出现"),
        ((0, 2), (), "连续 2 夜"),  # not looked at in between
    ],
)
def test_how_long_a_fact_has_not_held_is_told(
    release: duckdb.DuckDBPyConnection,
    failing: tuple[int, ...],
    holding: tuple[int, ...],
    said: str,
) -> None:
    insert(
        release,
        "fct_expectation_results",
        *(broken(LAST - timedelta(days=days)) for days in failing),
        *(checked(LAST - timedelta(days=days)) for days in holding),
    )
    (found,) = page(release)["failed"]
    assert found["lasting_text"] == said
    assert figure(page(release), "expected")["note"] == "最近一夜，其中阻断 0"


def test_what_holds_again_is_not_among_the_failures(release: duckdb.DuckDBPyConnection) -> None:
    insert(release, "fct_expectation_results", broken(YESTERDAY), checked(LAST))
    assert page(release)["failed"] == []


@pytest.mark.parametrize(
    ("published", "is_same"), [("d" * 64, True), ("0" * 64, False), (None, False)]
)
def test_a_published_board_is_reproduced_when_its_digest_is_the_same(
    tmp_path: Path, published: str | None, is_same: bool
) -> None:
    with duckdb.connect(str(make_release(tmp_path / "lingpao.duckdb"))) as connection:
        connection.execute("update fct_boards set published_digest = ?", [published])
        shown = page(connection)
    (board,) = shown["boards"]  # the others are computed or under revision
    assert board["is_same"] is is_same
    assert board["board"] == "national/air_cleaner/air_cleaner/2026Q1"
    assert figure(shown, "reproduced")["value"] == f"{int(is_same)} / 1"
    assert figure(shown, "reproduced")["is_good"] is is_same


@pytest.mark.parametrize(
    ("state", "due_on", "done_on", "is_late", "said", "look"),
    [
        ("done", date(2026, 6, 30), date(2026, 6, 30), False, "按期完成", "pass"),
        ("done", date(2026, 6, 30), date(2026, 7, 1), True, "逾期完成", "doubt"),
        ("overdue", date(2026, 7, 7), None, None, "逾期 1 天", "fail"),
        ("ahead", date(2026, 7, 8), None, None, "尚余 0 天", "plain"),
    ],
)
def test_a_milestone_is_kept_missed_or_ahead(
    release: duckdb.DuckDBPyConnection,
    state: str,
    due_on: date,
    done_on: date | None,
    is_late: bool | None,
    said: str,
    look: str,
) -> None:
    insert(
        release,
        "fct_milestones",
        {
            "programme": "national", "year": 2026, "milestone_code": "m", "what_zh": "示例",
            "due_on": due_on, "done_on": done_on, "state": state, "is_late": is_late,
            "by_whom": "work_institution;somebody",
        },
    )  # fmt: skip
    shown = page(release)
    (milestone,) = shown["milestones"]
    assert (milestone["state_text"], milestone["look"]) == (said, look)
    assert milestone["by_text"] == "工作机构、somebody"
    assert figure(shown, "milestones")["is_good"] is (state != "overdue")


def test_a_name_waits_once_with_all_whom_it_may_mean(release: duckdb.DuckDBPyConnection) -> None:
    insert(
        release,
        "fct_match_candidates",
        match("e1", "示例甲公司", 83.3),
        match("e2", "示例乙公司", 91.0, basis="name"),
        match("e3", "示例丙公司", 99.0, match_id="M-2", state="settled_same"),
    )
    (waiting,) = page(release)["waiting"]
    assert waiting["match_id"] == "M-1"
    assert [(each["name"], each["basis_text"]) for each in waiting["candidates"]] == [
        ("示例乙公司", "名称相同"),
        ("示例甲公司", "名称相近"),
    ]


def test_every_section_has_something_when_there_is_something(tmp_path: Path) -> None:
    with duckdb.connect(str(make_release(tmp_path / "lingpao.duckdb"))) as connection:
        fill_quality(connection)
        shown = page(connection)
    sections = ("sources", "quarantine", "fields", "violated", "expected", "failed", "boards",
                "milestones", "waiting")  # fmt: skip
    assert [name for name in sections if not shown[name]] == []
    assert {each["place"] for each in shown["figures"] if not each["is_good"]} == {
        "sources", "records", "expected", "reproduced", "milestones", "matches",
    }  # fmt: skip
    assert [len(each["runs"]) for each in shown["sources"]] == [31, 1]
