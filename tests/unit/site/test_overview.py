"""Key figures and the funnel, and how numbers are written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.site.audience import Audience, seen_by
from pipelines.site.overview import overview_page
from pipelines.site.pages import change_text, count_text, day_text, share_text
from pipelines.site.words import period_text
from tests.site_release import BULK, make_release

if TYPE_CHECKING:
    from pathlib import Path

REACHED_ON = date(2026, 7, 8)


def figures(database: Path, audience: Audience) -> dict[str, tuple[int, int | None]]:
    with seen_by(audience, database) as seen:
        page = overview_page(seen, audience, REACHED_ON)
    return {figure.name: (figure.value, figure.before) for figure in page["figures"]}


def test_a_figure_is_compared_with_the_end_of_the_last_quarter(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update fct_declarations set published_on = '2026-07-01' where declaration_id = 'd5'"
        )
    found = figures(database, Audience.INTERNAL)
    assert found["声明公开的标准"] == (8 + BULK, 7 + BULK)
    # of three titles one ended by an exit in June; one more is only shortlisted
    assert found["有效的领跑者"] == (2, 2)
    assert found["违反强制性标准"] == (1, 1)


def test_boards_are_compared_only_where_there_was_a_period_before(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    # 2 entries of the second quarter and 1 panel; the first quarter had 4 and the bulk
    assert figures(database, Audience.INTERNAL)["上榜标准"] == (3, 3 + (4 + BULK) - 2)
    # the public sees one period, so nothing to compare with
    assert figures(database, Audience.PUBLIC)["上榜标准"] == (3 + BULK, None)


def test_only_the_institution_sees_violations(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    assert "违反强制性标准" not in figures(database, Audience.PUBLIC)


def test_a_funnel_never_widens(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    for audience in Audience:
        with seen_by(audience, database) as seen:
            (funnel,) = overview_page(seen, audience, REACHED_ON)["funnels"]
        counts = [step["count"] for step in funnel["steps"]]
        assert counts[:4] == sorted(counts[:4], reverse=True)
        assert funnel["steps"][0]["share"] == 1.0


@pytest.mark.parametrize(
    ("change", "text"), [(0, "持平"), (12, "+12"), (-3, "−3"), (1234, "+1,234"), (-1234, "−1,234")]
)
def test_a_change_has_its_sign(change: int, text: str) -> None:
    assert change_text(change) == text


def test_numbers_and_days_are_written_in_chinese() -> None:
    assert count_text(3165625) == "3,165,625"
    assert count_text(None) == "—"
    assert day_text(date(2026, 7, 7)) == "2026 年 7 月 7 日"
    assert share_text(0.7561) == "75.6%"
    assert (period_text("2026Q2"), period_text("2023")) == ("2026 年第 2 季度", "2023 年度")
