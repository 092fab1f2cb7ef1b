from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core import records
from pipelines.sources import qybz
from pipelines.sources.run import Known, carry_out, is_recheck_due
from tests.unit.sources.harness import ON, run_for
from tests.unit.sources.pages import (
    QYBZ_A,
    QYBZ_B,
    QYBZ_C,
    qybz_detail,
    qybz_home,
    qybz_row,
)
from tests.unit.sources.qybz_night import WHOLE, fetched, only, serve
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from tests.unit.sources.server import ScriptedServer


def not_due(record_id: str) -> Any:
    return ON if not is_recheck_due(record_id, ON) else ON + timedelta(days=1)


def test_an_unknown_declaration_is_read_from_row_and_detail(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    attempt, batch, run = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 1
    row = only(batch.declarations)
    page = run.raw.page(f"detail/{QYBZ_A}")
    assert page is not None
    assert row == {
        "record_id": QYBZ_A,
        "raw_path": page.path,
        "raw_sha256": page.sha256,
        "attempt": 1,
        "list_digest": row["list_digest"],
        "has_detail": True,
        "discloses_indicators": False,
        "org_name": "示例甲有限公司",
        "credit_code": "91990000EX0001478X",
        "area": "江苏省苏州市",
        "standard_kind": None,
        "standard_no": "Q/SLJ 001-2026",
        "standard_name": "空气净化器",
        "published_at": "2026-05-20 10:00",
        "status": "现行有效",
    }
    assert len(row["list_digest"]) == 64
    assert only(batch.products) == {
        "record_id": QYBZ_A,
        "product_no": 1,
        "product_name": "净化器甲",
        "generic_name": "空气净化器",
        "brand": "示例",
        "barcode": "——",
        "spec": "30m²",
        "model": "KJ-1/A",
        "category": "家用空气净化器",
    }
    assert batch.indicators.is_empty()
    assert batch.rejected.is_empty()


def test_frames_have_the_schemas_even_when_nothing_came() -> None:
    batch = qybz.read([], None)  # type: ignore[arg-type]
    assert batch.received == 0
    assert batch.declarations.schema == records.DECLARATIONS
    assert batch.products.schema == records.PRODUCTS
    assert batch.indicators.schema == records.INDICATORS
    assert batch.rejected.schema == records.REJECTED


def test_personal_data_stay_on_the_page(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, batch, _ = fetched(server, tmp_path)
    assert "某某" in WHOLE
    for frame in (batch.declarations, batch.products, batch.rejected):
        assert "某某" not in frame.write_csv()


# Known declarations ---------------------------------------------------------------------------


def digests(batch: Batch) -> dict[str, str]:
    return dict(batch.declarations.select("record_id", "list_digest").iter_rows())


def test_a_known_declaration_with_the_same_row_is_not_asked_for(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, batch, _ = fetched(server, tmp_path / "1")
    server.asked.clear()
    # a newer declaration moves it down: the serial is no part of the row's digest
    serve(server, qybz_home(qybz_row(QYBZ_B), qybz_row(QYBZ_A, serial=2)), **{QYBZ_B: WHOLE})
    attempt, batch, _ = fetched(
        server, tmp_path / "2", known=Known(digests(batch)), on=not_due(QYBZ_A)
    )
    assert attempt.is_complete
    assert server.paths() == ["/", f"/user/detail/{QYBZ_B}"]
    assert batch.received == 2
    known = batch.declarations.row(1, named=True)
    assert (known["record_id"], known["has_detail"], known["list_digest"]) == (QYBZ_A, False, None)
    assert (known["org_name"], known["status"]) == ("示例甲有限公司", "现行有效")


def test_a_known_declaration_whose_row_changed_is_asked_for(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, batch, _ = fetched(server, tmp_path / "1")
    serve(server, qybz_home(qybz_row(QYBZ_A, status="废止")), **{QYBZ_A: WHOLE})
    _, after, _ = fetched(server, tmp_path / "2", known=Known(digests(batch)), on=not_due(QYBZ_A))
    assert server.counts()[f"/user/detail/{QYBZ_A}"] == 2
    assert only(after.declarations)["status"] == "废止"
    assert digests(after) != digests(batch)


def test_each_known_detail_is_asked_for_again_within_thirty_nights(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE, QYBZ_C: WHOLE})
    _, batch, _ = fetched(server, tmp_path / "first")
    known = Known({**digests(batch), QYBZ_C: "left the list"})
    nights: dict[str, list[int]] = {QYBZ_A: [], QYBZ_C: []}
    for night in range(1, 31):
        _, batch, _ = fetched(
            server, tmp_path / str(night), known=known, on=ON + timedelta(days=night)
        )
        for record_id in batch.declarations.filter("has_detail")["record_id"]:
            nights[record_id].append(night)
        assert batch.received == 1 + (QYBZ_C in batch.declarations["record_id"])
    assert {record_id: len(found) for record_id, found in nights.items()} == {QYBZ_A: 1, QYBZ_C: 1}


def test_a_declaration_that_left_the_list_has_no_row_to_compare(
    server: ScriptedServer, tmp_path: Path
) -> None:
    on = next(
        ON + timedelta(days=n) for n in range(30) if is_recheck_due(QYBZ_C, ON + timedelta(days=n))
    )
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE, QYBZ_C: WHOLE})
    _, batch, _ = fetched(server, tmp_path, known=Known({QYBZ_C: "1"}), on=on)
    left = batch.declarations.filter(record_id=QYBZ_C)
    assert (only(left)["list_digest"], only(left)["has_detail"]) == (None, True)


def test_a_second_run_of_the_date_asks_for_nothing(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, first, _ = fetched(server, tmp_path)
    server.asked.clear()
    attempt, again, _ = fetched(server, tmp_path)
    assert (attempt.attempt, attempt.requested, server.asked) == (2, 0, [])
    assert again.declarations.equals(first.declarations)


# The newest list ------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [True, False])
def test_the_list_is_read_with_and_without_a_header_row(
    server: ScriptedServer, tmp_path: Path, header: bool
) -> None:
    known = Known({QYBZ_A: None})
    serve(server, qybz_home(qybz_row(QYBZ_A), header=header), **{QYBZ_A: Says("", status=404)})
    run = run_for(server, tmp_path, known=known)
    carry_out(run, qybz.fetch)
    pages = [page for page in run.raw.pages() if page.key == "list/home"]
    row = only(qybz.read(pages, run.config).declarations)
    assert (row["org_name"], row["standard_no"], row["standard_name"]) == (
        "示例甲有限公司",
        "Q/SLJ 001-2026",
        "空气净化器",
    )
    assert (row["published_at"], row["status"]) == ("2026-05-20 10:00", "现行有效")


def listed(server: ScriptedServer, tmp_path: Path, home: str) -> Batch:
    run = run_for(server, tmp_path)
    server.on("/", Says(home))
    run.raw.begin(run.session.now())
    run.get("list/home", "/")
    return qybz.read(run.raw.pages(), run.config)


def test_moved_columns_are_followed_by_their_headers(
    server: ScriptedServer, tmp_path: Path
) -> None:
    home = (
        "<html><table><tr><td>布局</td><td><table>"
        "<tr><th>状态</th><th>公开日期</th><th>标准编号及名称</th><th>机构</th></tr>"
        f"<tr onclick='toDetail(\"{QYBZ_A}\")'><td>已公开</td><td>2026-05-20</td>"
        "<td>Q/A 1-2026《<b>甲</b>《乙》标准》</td><td>示例<br>公司</td></tr>"
        "</table></td></tr></table></html>"
    )
    row = only(listed(server, tmp_path, home).declarations)
    assert (row["status"], row["published_at"]) == ("已公开", "2026-05-20")
    assert (row["standard_no"], row["standard_name"]) == ("Q/A 1-2026", "甲《乙》标准")
    assert row["org_name"] == "示例\n公司"


def test_a_title_without_marks_is_the_number(server: ScriptedServer, tmp_path: Path) -> None:
    home = qybz_home(qybz_row(QYBZ_A).replace("《空气净化器》", ""))
    row = only(listed(server, tmp_path, home).declarations)
    assert (row["standard_no"], row["standard_name"]) == ("Q/SLJ 001-2026", None)


@pytest.mark.parametrize("record_id", ["short", "x" * 129, "../../etc/passwd/aaaa", ""])
def test_a_row_that_leads_nowhere_is_rejected_and_counted(
    server: ScriptedServer, tmp_path: Path, record_id: str
) -> None:
    home = qybz_home(qybz_row(QYBZ_A), qybz_row(record_id, serial=2), "<tr><td>更多</td></tr>")
    batch = listed(server, tmp_path, home)
    assert batch.received == 2
    rejected = only(batch.rejected)
    assert (rejected["record_id"], rejected["reason_code"]) == (
        "list/home#第 2 行",
        "no_record_id",
    )
    assert batch.declarations["record_id"].to_list() == [QYBZ_A]


def test_a_repeated_row_counts_twice_and_discloses_once(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A), qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, batch, _ = fetched(server, tmp_path)
    assert (batch.received, batch.declarations.height, batch.products.height) == (2, 2, 1)
    assert server.counts()[f"/user/detail/{QYBZ_A}"] == 1


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ("<html><body><table><tr><td>维护中</td></tr></table></body></html>", "not_the_table"),
        ("<html><body>系统维护</body></html>", "not_the_table"),
        (qybz_home(), "not_the_table"),
        (qybz_home(qybz_row(QYBZ_A)).removesuffix("</table></body></html>"), "page_cut_off"),
        ("<html><script>regLogin()</script></html>", "challenge"),
        ("", "empty_answer"),
    ],
)
def test_a_home_page_without_the_list_ends_the_run(
    server: ScriptedServer, tmp_path: Path, home: str, code: str
) -> None:
    serve(server, home)
    attempt, batch, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, code)
    assert batch.received == 0


def test_a_home_page_cut_off_once_is_asked_for_again(
    server: ScriptedServer, tmp_path: Path
) -> None:
    home = qybz_home(qybz_row(QYBZ_A))
    serve(server, home, **{QYBZ_A: WHOLE})
    server.on("/", Says(home[:-40]), Says(home))
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.declarations.height == 1


# What pages do --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "detail",
    [
        WHOLE.replace("<td>", "<td class='x' align=left>").replace("<table>", "<TABLE BORDER=0>"),
        WHOLE.replace("机构名称：", "机&nbsp;构&nbsp;名&nbsp;称 :"),
        WHOLE.replace("示例甲有限公司", "<span><b>示例甲</b>有限公司</span>"),
        WHOLE.replace("</td>", "").replace("</tr>", ""),
        WHOLE.replace("</td></tr><tr><td>统一", "</td><td>统一"),
        WHOLE.replace("<html><body>", "<html><body><div><table><tr><td>").replace(
            "</body>", "</td></tr></table></div></body>"
        ),
    ],
    ids=["attributes", "blanks", "nested", "unclosed", "pairs_in_a_row", "layout_table"],
)
def test_a_detail_is_read_whatever_its_markup(
    server: ScriptedServer, tmp_path: Path, detail: str
) -> None:
    assert detail != WHOLE
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    _, expected, _ = fetched(server, tmp_path / "plain")
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: detail})
    _, batch, _ = fetched(server, tmp_path / "other")
    assert batch.declarations.drop("raw_path", "raw_sha256").equals(
        expected.declarations.drop("raw_path", "raw_sha256")
    )
    assert batch.products.equals(expected.products)


def test_products_with_missing_cells_have_nulls(server: ScriptedServer, tmp_path: Path) -> None:
    serve(
        server,
        qybz_home(qybz_row(QYBZ_A)),
        **{
            QYBZ_A: qybz_detail(
                "<tr><td>甲</td></tr><tr><td>乙</td><td></td><td>丙</td></tr>",
                "<tr><td colspan='7'>暂无更多产品</td></tr>",
            )
        },
    )
    _, batch, _ = fetched(server, tmp_path)
    assert batch.products.select("product_no", "product_name", "generic_name", "brand").rows() == [
        (1, "甲", None, None),
        (2, "乙", None, "丙"),
    ]
