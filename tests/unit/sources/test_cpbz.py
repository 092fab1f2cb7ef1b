from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.sources import cpbz
from pipelines.sources.run import Known, carry_out, is_recheck_due
from tests.unit.sources.harness import ON, run_for
from tests.unit.sources.pages import (
    CPBZ_INDICATORS,
    CPBZ_PRODUCTS,
    CPBZ_WHOLE,
    cpbz_detail,
    cpbz_item,
    cpbz_list,
)
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import Asked, ScriptedServer

QUERY = "/standardProduct/anvancedQueryPaged.do"
ORG = "91990000EX0001478X"


def detail_path(standard_id: int, org_code: str = ORG) -> str:
    return f"/standardProduct/showDetail/{org_code}/{standard_id}.do"


def paged(items: list[Any], size: int = 15) -> Callable[[Asked], Says]:
    def answer(asked: Asked) -> Says:
        start = (int(asked.form["pageNum"]) - 1) * size
        return Says(cpbz_list(*items[start : start + size]))

    return answer


def serve(server: ScriptedServer, items: list[Any], detail: str = CPBZ_WHOLE) -> None:
    server.on(QUERY, paged(items))
    for item in items:
        server.on(detail_path(item["standardId"], item["orgCode"]), Says(detail))


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch, FetchRun]:
    fields = {"name": "cpbz", "module": "cpbz", "coverage": "full", "page_size": 15, **more}
    run = run_for(server, root, **fields)
    attempt = carry_out(run, cpbz.fetch)
    return attempt, cpbz.read(run.raw.pages(), run.config), run


def test_a_declaration_is_read_from_row_and_detail(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, [cpbz_item(1)])
    attempt, batch, run = fetched(server, tmp_path)
    assert attempt.is_complete
    page = run.raw.page(f"detail/{ORG}-1")
    assert page is not None
    row = batch.declarations.row(0, named=True)
    assert row == {
        "record_id": f"{ORG}-1",
        "raw_path": page.path,
        "raw_sha256": page.sha256,
        "attempt": 1,
        "list_digest": row["list_digest"],
        "has_detail": True,
        "discloses_indicators": True,
        "org_name": "示例甲有限公司",
        "credit_code": "EX0001478",
        "area": "浙江省",
        "standard_kind": None,
        "standard_no": "Q/SLJ 001-2016",
        "standard_name": "刨花板",
        "published_at": "2016年5月31日",
        "status": "现行",
    }
    assert batch.indicators.rows() == [
        (f"{ORG}-1", 1, "甲醛释放量", "≤0.05mg/m³", "GB/T 17657", None),
        (f"{ORG}-1", 2, "外观", "附件1.pdf", "目测", None),
    ]
    assert batch.products.select("product_no", "product_name", "brand", "spec", "model").rows() == [
        (1, "刨花板", "示例", "10/20mm", "P-1"),
        (2, "板材", None, "——", "——"),
    ]


def test_personal_data_stay_on_the_page(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, [cpbz_item(1)])
    _, batch, _ = fetched(server, tmp_path)
    for frame in (batch.declarations, batch.products, batch.indicators):
        assert "某某" not in frame.write_csv()
        assert "示例路" not in frame.write_csv()


@pytest.mark.parametrize(
    ("sent", "status"), [(0, "现行"), (1, "废止"), ("1", "废止"), (7, "7"), (None, None)]
)
def test_the_status_is_what_the_platforms_number_means(
    server: ScriptedServer, tmp_path: Path, sent: object, status: str | None
) -> None:
    serve(server, [cpbz_item(1, standardStatus=sent)])
    _, batch, _ = fetched(server, tmp_path)
    assert batch.declarations["status"].to_list() == [status]


def test_every_standard_id_of_a_number_is_a_record(server: ScriptedServer, tmp_path: Path) -> None:
    serve(
        server, [cpbz_item(2, standardCode="Q/A 1-2016"), cpbz_item(1, standardCode="Q/A 1-2016")]
    )
    _, batch, _ = fetched(server, tmp_path)
    assert batch.declarations["record_id"].to_list() == [f"{ORG}-2", f"{ORG}-1"]


# Paging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (14, 1), (15, 2), (16, 2), (45, 4)])
def test_a_page_with_fewer_rows_is_the_last(
    server: ScriptedServer, tmp_path: Path, count: int, pages: int
) -> None:
    serve(server, [cpbz_item(number) for number in range(count)])
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == batch.declarations.height == count
    assert [asked.form["pageNum"] for asked in server.asked if asked.path == QUERY] == [
        str(number) for number in range(1, pages + 1)
    ]


def test_the_query_sets_no_filter(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, [cpbz_item(1)])
    fetched(server, tmp_path)
    assert server.asked[0].form == {
        "standardName": "",
        "enterpriseName": "",
        "standardCode": "",
        "standardStatus": "",
        "xzqh": "",
        "orgCode": "",
        "pageNum": "1",
    }


def test_a_server_that_ignores_the_page_number_is_found_out(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, [cpbz_item(number) for number in range(15)])
    server.on(QUERY, Says(cpbz_list(*(cpbz_item(number) for number in range(15)))))
    attempt, batch, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")
    assert "第 2 页" in (attempt.message or "")
    assert len(server.asked) == 2
    assert batch.received == batch.declarations.height == 30


def test_a_server_that_begins_again_after_the_last_page_is_found_out(
    server: ScriptedServer, tmp_path: Path
) -> None:
    items = [cpbz_item(number) for number in range(30)]
    serve(server, items)
    server.on(
        QUERY,
        Says(cpbz_list(*items[:15])),
        Says(cpbz_list(*items[15:])),
        Says(cpbz_list(*items[:15])),
    )
    attempt, _, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "paging_repeats"


def test_rows_that_move_down_a_page_meanwhile_are_no_repeat(
    server: ScriptedServer, tmp_path: Path
) -> None:
    items = [cpbz_item(number) for number in range(40)]
    serve(server, items)
    server.on(QUERY, Says(cpbz_list(*items[:15])), Says(cpbz_list(*items[1:16])), paged(items))
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.declarations["record_id"].n_unique() == 26
    assert batch.received == 40


def test_a_list_without_end_is_left_at_the_limit(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, [cpbz_item(number) for number in range(60)])
    attempt, _, _ = fetched(server, tmp_path, max_pages=2)
    assert attempt.stop_reason == "page_limit"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Says('{"result": []}'), "empty_answer"),
        (Says(""), "empty_answer"),
        (Says("<html><div id='app'></div></html>"), "not_the_table"),
        (Says('{"code": 500}'), "not_the_table"),
        (Says('{"result": null}'), "not_the_table"),
        (Says("[1]"), "not_the_table"),
        (Says(cpbz_list(cpbz_item(1))[:50]), "page_cut_off"),
        (Says("<html><script src='geetest.js'></script></html>"), "challenge"),
        (Says("no", status=403), "http_403"),
    ],
)
def test_a_list_page_that_is_none_ends_the_run(
    server: ScriptedServer, tmp_path: Path, answer: Says, code: str
) -> None:
    server.on(QUERY, answer)
    attempt, batch, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, code)
    assert batch.received == 0


def test_a_list_that_breaks_off_half_way_keeps_what_came(
    server: ScriptedServer, tmp_path: Path
) -> None:
    items = [cpbz_item(number) for number in range(30)]
    serve(server, items)
    server.on(QUERY, Says(cpbz_list(*items[:15])), Says("busy", status=500))
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "http_500"
    assert batch.received == 15
    assert not batch.declarations["has_detail"].any()

    serve(server, items)
    server.asked.clear()
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert [asked.form["pageNum"] for asked in server.asked if asked.path == QUERY] == ["2", "3"]
    assert batch.declarations.filter("has_detail").height == 30


# Known declarations ---------------------------------------------------------------------------


def test_only_unknown_changed_and_due_details_are_asked_for(
    server: ScriptedServer, tmp_path: Path
) -> None:
    items = [cpbz_item(number) for number in range(60)]
    serve(server, items)
    _, batch, _ = fetched(server, tmp_path / "1")
    known = Known(dict(batch.declarations.select("record_id", "list_digest").iter_rows()))
    items[3]["standardStatus"] = 1
    items.insert(0, cpbz_item(99))
    serve(server, items)
    server.asked.clear()
    on = ON + timedelta(days=15)
    _, batch, _ = fetched(server, tmp_path / "2", known=known, on=on)
    due = {f"{ORG}-{number}" for number in range(60) if is_recheck_due(f"{ORG}-{number}", on)}
    assert due
    with_detail = set(batch.declarations.filter("has_detail")["record_id"])
    assert with_detail == {f"{ORG}-99", f"{ORG}-3"} | due
    assert sum("showDetail" in path for path in server.paths()) == len(with_detail)
    assert batch.received == batch.declarations.height == 61


def test_a_row_that_is_only_listed_has_no_digest_to_remember(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, [cpbz_item(1)])
    _, batch, _ = fetched(server, tmp_path / "1")
    known = Known(dict(batch.declarations.select("record_id", "list_digest").iter_rows()))
    on = ON if not is_recheck_due(f"{ORG}-1", ON) else ON + timedelta(days=1)
    _, batch, _ = fetched(server, tmp_path / "2", known=known, on=on)
    row = batch.declarations.row(0, named=True)
    assert (row["has_detail"], row["list_digest"]) == (False, None)
    assert (row["org_name"], row["credit_code"], row["status"]) == ("示例甲有限公司", ORG, "现行")


def test_threads_bring_the_same_records(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, [cpbz_item(number) for number in range(20)])
    _, one, _ = fetched(server, tmp_path / "1")
    _, three, _ = fetched(server, tmp_path / "3", concurrency=3)
    assert one.declarations.equals(three.declarations)
    assert one.indicators.equals(three.indicators)


# What pages and rows do -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        cpbz_item(1, orgCode=""),
        cpbz_item(1, orgCode="../.."),
        cpbz_item(1, orgCode="甲"),
        cpbz_item(1, standardId=None),
        cpbz_item(1, standardId="1/2"),
        {},
        7,
        None,
    ],
)
def test_a_row_without_an_address_is_rejected_and_counted(
    server: ScriptedServer, tmp_path: Path, item: Any
) -> None:
    server.on(QUERY, Says(cpbz_list(item, cpbz_item(2))))
    server.on(detail_path(2), Says(CPBZ_WHOLE))
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 2
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("list/000001#第 1 行", "no_record_id")
    ]
    assert batch.declarations["record_id"].to_list() == [f"{ORG}-2"]


def test_a_declaration_may_disclose_no_indicators(server: ScriptedServer, tmp_path: Path) -> None:
    for number, indicators in enumerate((None, "", "<tr><td colspan='4'>无</td></tr>"), start=1):
        serve(server, [cpbz_item(1)], cpbz_detail(indicators=indicators, products=CPBZ_PRODUCTS))
        _, batch, _ = fetched(server, tmp_path / str(number))
        assert batch.declarations.height == 1
        assert batch.indicators.is_empty()


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        (CPBZ_WHOLE[:-200], "page_cut_off"),
        (cpbz_detail(indicators=CPBZ_INDICATORS, products=None), "page_cut_off"),
        ("<html><table><tr><td>无此标准</td></tr></table></html>", "not_the_table"),
        (cpbz_detail(org="乙公司", number="Q/B 1-2016", products=""), "detail_contradicts_list"),
        (" ", "empty_answer"),
    ],
)
def test_a_detail_that_cannot_be_used_is_rejected(
    server: ScriptedServer, tmp_path: Path, detail: str, code: str
) -> None:
    serve(server, [cpbz_item(1)], detail)
    _, batch, _ = fetched(server, tmp_path)
    assert batch.declarations.is_empty()
    assert batch.rejected.select("record_id", "reason_code").rows() == [(f"{ORG}-1", code)]


def test_an_old_code_and_a_new_one_are_both_taken_as_sent(
    server: ScriptedServer, tmp_path: Path
) -> None:
    detail = CPBZ_WHOLE.replace("组织机构代码：", "统一社会信用代码：").replace("EX0001478", ORG)
    serve(server, [cpbz_item(1), cpbz_item(2, orgCode="EX000147-8")], detail)
    _, batch, _ = fetched(server, tmp_path)
    assert batch.declarations["record_id"].to_list() == [f"{ORG}-1", "EX000147-8-2"]
    assert batch.declarations["credit_code"].to_list() == [ORG, ORG]


def test_a_specification_without_the_bold_slash_stays_whole(
    server: ScriptedServer, tmp_path: Path
) -> None:
    products = CPBZ_PRODUCTS.replace("<b>/</b>", "/")
    serve(server, [cpbz_item(1)], cpbz_detail(products=products))
    _, batch, _ = fetched(server, tmp_path)
    assert batch.products.select("spec", "model").rows() == [
        ("10/20mm/P-1", None),
        ("——/——", None),
    ]


def test_the_fields_of_the_list_row_make_its_digest(server: ScriptedServer, tmp_path: Path) -> None:
    digests = set()
    items = [
        cpbz_item(1),
        cpbz_item(1, standardCode="x"),
        cpbz_item(1, standardName="x"),
        cpbz_item(1, enterpriseName="x"),
        cpbz_item(1, standardStatus=1),
    ]
    for number, item in enumerate(items):
        serve(server, [item])
        _, batch, _ = fetched(server, tmp_path / str(number))
        digests |= set(batch.declarations["list_digest"])
    assert len(digests) == len(items)
    # another order of keys, or more of them, is the same row
    serve(server, [json.loads(json.dumps({**cpbz_item(1), "extra": 1}, sort_keys=True))])
    _, batch, _ = fetched(server, tmp_path / "again")
    assert set(batch.declarations["list_digest"]) < digests
