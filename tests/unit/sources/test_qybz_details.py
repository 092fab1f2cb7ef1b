from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.pages import (
    QYBZ_A,
    QYBZ_B,
    QYBZ_C,
    QYBZ_PRODUCT,
    qybz_detail,
    qybz_home,
    qybz_row,
)
from tests.unit.sources.qybz_night import WHOLE, fetched, only, serve
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.server import ScriptedServer


# Details that cannot be used ------------------------------------------------------------------

NO_PRODUCTS = WHOLE[: WHOLE.rindex("<table>")] + "</body></html>"


@pytest.mark.parametrize(
    ("detail", "code", "said"),
    [
        (WHOLE[: len(WHOLE) // 2], "page_cut_off", "不完整"),
        (WHOLE.removesuffix("</html>"), "page_cut_off", "不完整"),
        (NO_PRODUCTS, "page_cut_off", "产品表"),
        ("<html><table><tr><td>错误</td></tr></table></html>", "not_the_table", "改版"),
        ("<html>没有该标准</html>", "not_the_table", "改版"),
        ("", "empty_answer", "内容为空"),
        (Says("x", status=500), "detail_failed", "http_500"),
        (Says("x", status=403), "detail_failed", "403"),
        (Says("x", status=404), "detail_gone", "撤回"),
        ("x" * 100_001, "detail_failed", "too_large"),
    ],
)
def test_a_detail_that_cannot_be_used_is_rejected_and_the_others_are_read(
    server: ScriptedServer, tmp_path: Path, detail: str | Says, code: str, said: str
) -> None:
    serve(
        server,
        qybz_home(qybz_row(QYBZ_A), qybz_row(QYBZ_B, serial=2)),
        **{QYBZ_A: detail, QYBZ_B: WHOLE},
    )
    attempt, batch, run = fetched(server, tmp_path)
    assert attempt.is_complete == (code == "detail_gone")
    assert batch.received == 2
    rejected = only(batch.rejected)
    assert (rejected["record_id"], rejected["reason_code"]) == (QYBZ_A, code)
    assert QYBZ_A in rejected["reason"]
    assert said in rejected["reason"]
    page = run.raw.page(f"detail/{QYBZ_A}")
    assert page is not None
    assert (rejected["raw_path"], rejected["raw_sha256"]) == (page.path, page.sha256)
    assert batch.declarations["record_id"].to_list() == [QYBZ_B]


def test_a_detail_cut_off_once_is_asked_for_again(server: ScriptedServer, tmp_path: Path) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)))
    server.on(
        f"/user/detail/{QYBZ_A}", Says(WHOLE[:300]), Says(WHOLE, broken_after=99), Says(WHOLE)
    )
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert (batch.declarations.height, batch.rejected.height) == (1, 0)


def test_a_detail_that_was_cut_off_is_read_by_the_next_run_of_the_date(
    server: ScriptedServer, tmp_path: Path
) -> None:
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE[:300]})
    fetched(server, tmp_path)
    serve(server, qybz_home(qybz_row(QYBZ_A)), **{QYBZ_A: WHOLE})
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.is_complete
    assert only(batch.declarations)["attempt"] == 2
    assert batch.rejected.is_empty()


def test_what_a_challenge_left_unread_is_accounted_for(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = (qybz_row(QYBZ_A), qybz_row(QYBZ_B, serial=2), qybz_row(QYBZ_C, serial=3))
    serve(
        server,
        qybz_home(*rows),
        **{QYBZ_A: WHOLE, QYBZ_B: "<html><script src='geetest.js'></script></html>"},
    )
    attempt, batch, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "challenge"
    assert batch.received == batch.declarations.height + batch.rejected.height == 3
    assert only(batch.rejected)["record_id"] == QYBZ_B
    assert batch.declarations["has_detail"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("org", "number", "is_used"),
    [
        ("示例甲有限公司", "Q/OTHER 9-2020", True),
        ("示例乙有限公司", "Q/SLJ 001-2026", True),
        ("示例乙有限公司", "Ｑ/SLJ001-2026", True),
        ("示例乙有限公司", "Q/OTHER 9-2020", False),
        ("示例甲 有限公司", "Q/OTHER 9-2020", True),
    ],
)
def test_a_detail_that_contradicts_its_row_in_all_is_not_its_detail(
    server: ScriptedServer, tmp_path: Path, org: str, number: str, is_used: bool
) -> None:
    serve(
        server,
        qybz_home(qybz_row(QYBZ_A)),
        **{QYBZ_A: qybz_detail(QYBZ_PRODUCT, org=org, number=number)},
    )
    _, batch, _ = fetched(server, tmp_path)
    assert (batch.declarations.height == 1) is is_used
    if not is_used:
        rejected = only(batch.rejected)
        assert rejected["reason_code"] == "detail_contradicts_list"
        assert org in rejected["reason"]
        assert "示例甲有限公司" in rejected["reason"]
