from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.sources import ttbz
from pipelines.sources.run import carry_out
from tests.unit.sources.catalogues import as_json, ttbz_pages, ttbz_rows
from tests.unit.sources.harness import run_for
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import ScriptedServer

LIST = "/cms-proxy/ms/portal/standardInfo/getPortalStandardList"
DISABLED = "/cms-proxy/ms/portal/standardInfo/getDisabledStandardList"
FRONT_END = "<!doctype html><html><head><title>全国团体标准信息平台</title></head></html>"


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch]:
    fields = {
        "name": "ttbz",
        "module": "ttbz",
        "role": "catalogue",
        "coverage": "full",
        "page_size": 10,
        **more,
    }
    run = run_for(server, root, **fields)
    attempt = carry_out(run, ttbz.fetch)
    return attempt, ttbz.read(run.raw.pages(), run.config)


def test_current_and_abolished_standards_come_from_two_lists(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(LIST, ttbz_pages(ttbz_rows(12), 10))
    server.on(DISABLED, ttbz_pages(ttbz_rows(3, status=0, prefix="b"), 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 15
    row = batch.standards.row(0, named=True)
    assert row["standard_no"] == "T/SLXH 001—2024"  # the em dash as sent
    assert (row["kind"], row["status"], row["department"]) == ("团体标准", "现行", "示例协会")
    assert (row["issued_on"], row["in_force_on"]) == ("2024-01-02", "2024-02-01")
    assert batch.standards["abolished_on"].to_list()[-1] == "2026-01-01"


def test_requests_are_forms_and_carry_the_filter(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(LIST, ttbz_pages(ttbz_rows(1), 10))
    server.on(DISABLED, ttbz_pages(ttbz_rows(1, status=0, prefix="b"), 10))
    fetched(server, tmp_path)
    first, second = server.asked
    assert first.headers["content-type"] == "application/x-www-form-urlencoded"
    assert first.form == {"pageNo": "1", "pageSize": "10", "standardStatus": "1"}
    assert second.form == {"pageNo": "1", "pageSize": "10"}


def test_the_list_of_abolished_ones_can_be_left_out(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(LIST, ttbz_pages(ttbz_rows(1), 10))
    attempt, _ = fetched(server, tmp_path, options={"abolished": False})
    assert attempt.is_complete
    assert server.paths() == [LIST]


def test_of_a_standard_in_both_lists_the_abolition_is_the_later_row(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(LIST, ttbz_pages(ttbz_rows(2), 10))
    server.on(DISABLED, ttbz_pages(ttbz_rows(1, status=0), 10))
    _, batch = fetched(server, tmp_path)
    rows = batch.standards.select("record_id", "status").rows()
    assert [status for record_id, status in rows if record_id.endswith("01")] == ["现行", "废止"]
    assert batch.received == 3


def test_always_the_same_hundred_rows_are_noticed(server: ScriptedServer, tmp_path: Path) -> None:
    rows = ttbz_rows(50)
    server.on(LIST, as_json({"code": 0, "data": {"total": 100, "rows": rows}}))
    attempt, _ = fetched(server, tmp_path, page_size=50)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")


def test_the_same_hundred_rows_are_noticed_where_a_page_holds_a_hundred(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(LIST, as_json({"code": 0, "data": {"total": 100, "rows": ttbz_rows(100)}}))
    attempt, _ = fetched(server, tmp_path, page_size=100)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")


def test_an_ignored_filter_is_noticed_by_the_rows(server: ScriptedServer, tmp_path: Path) -> None:
    rows = ttbz_rows(5) + ttbz_rows(1, status=0, prefix="b")
    server.on(LIST, ttbz_pages(rows, 10))
    attempt, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert "standardStatus" in str(attempt.message)


def test_the_front_ends_index_is_not_the_table(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(LIST, Says(FRONT_END))
    attempt, batch = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert batch.rejected["record_id"].to_list() == ["list/00001"]


def test_data_that_is_null_is_not_the_table(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(LIST, as_json({"code": 5320, "data": None}))
    attempt, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "not_the_table"
