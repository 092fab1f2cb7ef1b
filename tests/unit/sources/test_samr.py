from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core import records
from pipelines.sources import samr
from pipelines.sources.run import carry_out
from tests.unit.sources.catalogues import as_json, samr_pages, samr_rows
from tests.unit.sources.harness import FakeClock, run_for
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import ScriptedServer

PATH = "/gb/search/gbQueryPage"
FIELDS: dict[str, Any] = {
    "name": "samr",
    "module": "samr",
    "role": "catalogue",
    "coverage": "full",
    "page_size": 10,
}


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch]:
    run = run_for(server, root, **{**FIELDS, **more})
    attempt = carry_out(run, samr.fetch)
    return attempt, samr.read(run.raw.pages(), run.config)


def test_a_standard_is_read_as_sent(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, samr_pages(samr_rows(1), 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.standards.schema == records.STANDARDS
    row = batch.standards.row(0, named=True)
    assert (row["record_id"], row["attempt"]) == (f"{1:032x}", 1)
    assert row["standard_no"] == "<sacinfo>GB/T 1-2020</sacinfo>"
    assert row["name"] == "示例<sacinfo>标准</sacinfo>1"
    assert (row["nature"], row["kind"], row["status"]) == ("推荐性", "国家标准", "现行")
    assert (row["issued_on"], row["in_force_on"], row["abolished_on"]) == (
        "2020-03-06",
        "2020-10-01",
        None,
    )


def test_a_standard_may_have_no_day_of_coming_into_force(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(2)
    del rows[0]["ACT_DATE"]
    server.on(PATH, samr_pages(rows, 10))
    _, batch = fetched(server, tmp_path)
    assert batch.standards["in_force_on"].to_list() == [None, "2020-10-01"]


def test_pages_are_asked_for_until_every_row_of_the_total_is_there(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert [asked.query["pageNumber"] for asked in server.asked] == ["1", "2", "3"]
    assert {asked.query["pageSize"] for asked in server.asked} == {"10"}
    assert batch.received == batch.standards.height == 25


def test_a_platform_that_caps_the_page_size_is_paged_through_all_the_same(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 5))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 25


def test_the_parameter_that_turns_the_page_is_configured(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 10, by="pageNo"))
    attempt, batch = fetched(server, tmp_path, options={"page_parameter": "pageNo"})
    assert attempt.is_complete
    assert batch.received == 25


def test_an_ignored_paging_parameter_is_noticed_by_the_number_that_the_page_says(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 10, by="pageNo"))
    attempt, batch = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")
    assert "第 2 页" in str(attempt.message)
    assert batch.standards.height == 10  # what came before is kept
    assert batch.rejected["reason_code"].to_list() == ["paging_repeats"]
    assert batch.received == 11


def test_page_1_again_is_noticed_even_where_it_says_to_be_page_2(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(10)
    server.on(
        PATH,
        as_json({"total": 25, "pageNumber": 1, "rows": rows}),
        as_json({"total": 25, "pageNumber": 2, "rows": rows}),
    )
    attempt, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "paging_repeats"


def test_rows_of_earlier_pages_in_another_order_are_a_repeat_too(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(10)
    server.on(
        PATH,
        as_json({"total": 25, "rows": rows}),
        as_json({"total": 25, "rows": rows[::-1]}),
    )
    attempt, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "paging_repeats"


def test_a_row_that_moved_to_the_next_page_meanwhile_is_no_repeat(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(19)
    server.on(
        PATH,
        as_json({"total": 19, "rows": rows[:10]}),
        as_json({"total": 19, "rows": rows[9:]}),
    )
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 20  # the row that came twice counts twice, and the later one holds
    assert batch.standards["record_id"].n_unique() == 19


def test_fewer_different_rows_than_the_total_are_not_complete(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(15), 10, total=20))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.stop_reason == "total_mismatch"
    assert "15" in str(attempt.message)
    assert "20" in str(attempt.message)
    assert batch.standards.height == 15


def test_more_different_rows_than_the_total_are_not_complete(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(15), 10, total=12))
    attempt, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "total_mismatch"


def test_no_rows_of_no_rows_are_not_complete(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, as_json({"total": 0, "pageNumber": 1, "rows": []}))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.stop_reason == "empty_answer"
    assert batch.standards.is_empty()


def test_a_total_of_exactly_one_page_is_believed_only_after_the_next_page(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, samr_pages(samr_rows(10), 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert (len(server.asked), batch.received) == (2, 10)


def test_the_depth_limit_ends_the_run_as_incomplete(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 10))
    attempt, batch = fetched(server, tmp_path, max_pages=2)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "page_limit")
    assert "max_pages" in str(attempt.message)
    assert batch.standards.height == 20


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><body>首页</body></html>",
        json.dumps({"code": 500, "message": "系统繁忙"}),
        json.dumps({"total": 3, "rows": [{"title": "别的表"}] * 3}),
        json.dumps({"total": None, "rows": []}),
        json.dumps({"total": True, "rows": [{"id": "1"}]}),
        json.dumps({"total": 1, "rows": {"id": "1"}}),
        json.dumps({"total": 1, "rows": ["1"]}),
        json.dumps([]),
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_an_answer_that_is_no_such_list_ends_the_run(
    server: ScriptedServer, tmp_path: Path, body: str
) -> None:
    server.on(PATH, Says(body))
    attempt, batch = fetched(server, tmp_path, max_bytes=1_000_000)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert batch.standards.is_empty()
    assert batch.received == batch.rejected.height == 1


def test_an_answer_that_is_cut_off_is_asked_for_again(
    server: ScriptedServer, tmp_path: Path
) -> None:
    whole = json.dumps({"total": 1, "rows": samr_rows(1)})
    server.on(PATH, Says(whole[:-20]), Says(whole))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert (len(server.asked), batch.received) == (2, 1)


def test_too_frequent_is_waited_out_and_then_an_end(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, Says("访问过于频繁", status=401))
    clock = FakeClock()
    run = run_for(server, tmp_path, clock=clock, **FIELDS, cooldown_seconds=1800)
    attempt = carry_out(run, samr.fetch)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "rate_limited")
    assert clock.seconds >= 1800


def test_an_interrupted_night_goes_on_where_it_stopped(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(25)
    server.on(PATH, samr_pages(rows, 10), Says("维护", status=404), samr_pages(rows, 10))
    first, _ = fetched(server, tmp_path)
    second, batch = fetched(server, tmp_path)
    assert (first.is_complete, second.is_complete) == (False, True)
    asked = [asked.query["pageNumber"] for asked in server.asked]
    assert asked == ["1", "2", "2", "3"]  # page 1 was stored
    assert batch.received == 25
    assert set(batch.standards["attempt"]) == {1, 2}


def test_a_page_that_repeated_is_asked_for_again_by_the_next_run(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(15)
    first_page = as_json({"total": 15, "rows": rows[:10]})
    server.on(PATH, first_page, first_page, samr_pages(rows, 10))
    first, _ = fetched(server, tmp_path)
    second, batch = fetched(server, tmp_path)
    assert (first.stop_reason, second.is_complete) == ("paging_repeats", True)
    assert (batch.received, batch.rejected.height) == (15, 0)


def test_a_row_without_id_or_number_is_rejected_and_counted(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = samr_rows(3)
    rows[0]["id"] = ""
    rows[1]["C_STD_CODE"] = None
    server.on(PATH, samr_pages(rows, 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 3
    assert batch.standards.height == 1
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("list/00001#1", "no_record_id"),
        ("list/00001#2", "no_standard_no"),
    ]
    assert "标准编号 C_STD_CODE" in batch.rejected["reason"][1]


def test_progress_knows_the_pages_after_the_first(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, samr_pages(samr_rows(25), 10))
    told: list[tuple[int, int | None]] = []
    run = run_for(server, tmp_path, **FIELDS)
    run.progress = lambda done, total: told.append((done, total))
    carry_out(run, samr.fetch)
    assert told == [(1, 3), (2, 3), (3, 3)]
