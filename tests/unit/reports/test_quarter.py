"""The statistics of a quarter: its numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.reports.quarter.paper import quarter_statistics
from pipelines.reports.quarter.tables import Quarter, find_quarter, quarter_tables
from tests.unit.reports.level_release import NAMES, open_world
from tests.unit.reports.papers import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipelines.reports.figures import Release, Table


@pytest.fixture(scope="module")
def release() -> Iterator[Release]:
    with duckdb.connect() as connection:
        yield open_world(connection)


@pytest.fixture(scope="module")
def tables(release: Release) -> Mapping[str, Table]:
    return {each.code: each for each in quarter_tables(find_quarter(release, "2026Q2"))}


def rows(table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.rows]


@pytest.mark.parametrize(
    ("number", "begins", "ends"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_days(release: Release, number: int, begins: date, ends: date) -> None:
    quarter = Quarter(release, 2026, number)
    assert (quarter.begins, quarter.ends) == (begins, ends)


def test_stock_and_new_declarations_are_those_of_the_quarter(tables: Mapping[str, Table]) -> None:
    assert rows(tables["overview"], "code", "value_before", "value") == [
        ("standards", 4, 7),  # d was abolished in May
        ("new_standards", 0, 4),  # f on the last day, g a day later
        ("enterprises", 4, 5),
        ("declaring", 0, 4),
        ("products", 4, 7),
    ]


def test_the_trend_ends_with_the_quarter(tables: Mapping[str, Table]) -> None:
    assert rows(tables["trend"], "quarter", "new_standards", "standards")[2:] == [
        ("2025年第一季度", 2, 2),
        ("2025年第二季度", 1, 3),
        ("2025年第三季度", 1, 4),
        ("2025年第四季度", 0, 4),
        ("2026年第一季度", 0, 4),
        ("2026年第二季度", 4, 7),
    ]
    assert len(tables["trend"].rows) == 8


def test_provinces_and_industries_add_up(tables: Mapping[str, Table]) -> None:
    assert rows(tables["provinces"], "province", "standards", "new_standards", "enterprises") == [
        ("北京市", 5, 3, 4),
        ("广东省", 2, 1, 1),
    ]
    assert tables["provinces"].values("share") == [pytest.approx(5 / 7), pytest.approx(2 / 7)]
    assert rows(tables["industries"], "industry", "standards", "new_standards") == [
        ("家用电力器具制造", 6, 3),
        ("未归入行业", 1, 1),
    ]


def test_violations_that_stand_at_the_end_are_counted_by_standard(
    tables: Mapping[str, Table],
) -> None:
    found = rows(tables["violations"], "standard_no", "standard_name", "declarations")
    assert found == [("GB 9-2026", "示例噪声限值", 1)]


def test_boards_are_those_whose_period_ended_in_the_quarter(tables: Mapping[str, Table]) -> None:
    assert rows(tables["boards"], "category", "candidates", "entries") == [("空气净化器", 6, 5)]


def test_the_paper_says_it_in_sentences_and_names_nobody(release: Release, tmp_path: Path) -> None:
    paper, book = quarter_statistics(release, tmp_path, "2026Q2")
    text = said(paper.body)
    for sentence in (
        "2026年第二季度新增自我声明公开的标准4项，涉及企业4家。",
        "季末现行声明标准7项，比上季末增加3项；涉及企业5家、产品7种。",
        "分布在2个省（区、市），较多的有北京市（5项，占71.4%）、广东省（2项，占28.6%）",
        "涉及1项强制性国家标准，最多的是GB 9-2026（1项声明）",
        "本季截止的排行榜1期，参与比较的标准合计6项，上榜5项",
    ):
        assert sentence in text
    for name in NAMES.values():
        assert name not in text
    assert "本季度尚未结束" not in text
    assert [paper.name, book.name] == [
        "2026年第二季度企业标准自我声明公开统计.docx",
        "2026年第二季度企业标准自我声明公开统计附表.xlsx",
    ]


def test_a_quarter_that_runs_says_so(release: Release, tmp_path: Path) -> None:
    text = said(quarter_statistics(release, tmp_path, "2026Q3")[0].body)
    assert "数据截至2026年7月7日，本季度尚未结束" in text
    assert "本季没有截止的排行榜" in text


def test_a_quarter_before_anything_was_declared_reads_well(
    release: Release, tmp_path: Path
) -> None:
    text = said(quarter_statistics(release, tmp_path, "2020Q1")[0].body)
    assert "2020年第一季度没有自我声明公开的企业标准" in text
    assert "季末没有发现与强制性国家标准限值不符的声明" in text


@pytest.mark.parametrize(("text", "why"), [("2026", "不是季度"), ("2026Q5", "不是季度"),
                                           ("2026Q4", "还没有开始")])  # fmt: skip
def test_what_is_no_quarter_or_lies_ahead_is_refused(release: Release, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        find_quarter(release, text)
