"""The level analysis of a field: its numbers worked out by hand, nobody named in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import fastexcel
import pytest

from pipelines.reports.field.paper import field_analysis
from pipelines.reports.field.scope import find_field
from pipelines.reports.field.tables import field_tables
from tests.unit.reports.level_release import NAMES, open_world
from tests.unit.reports.papers import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipelines.reports.figures import Release, Table

_Q4, _Q1, _Q2 = "2025年第四季度", "2026年第一季度", "2026年第二季度"


@pytest.fixture(scope="module")
def release() -> Iterator[Release]:
    with duckdb.connect() as connection:
        yield open_world(connection)


@pytest.fixture(scope="module")
def tables(release: Release) -> Mapping[str, Table]:
    return {each.code: each for each in field_tables(find_field(release, "national", "air"))}


@pytest.fixture(scope="module")
def papers(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = field_analysis(release, tmp_path_factory.mktemp("own"), "national", "air")
    return {each.name.rpartition(".")[2]: each.body for each in made}


def rows(table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.rows]


def test_levels_are_shares_of_the_entries_of_each_period(tables: Mapping[str, Table]) -> None:
    found = rows(tables["levels"], "period", "entries", "level_1_share", "level_2_share")
    assert found == [
        (_Q4, 4, 0.25, 0.25),
        (_Q1, 3, pytest.approx(1 / 3), 0),
        (_Q2, 5, 0.4, 0.4),
    ]


def test_indicators_are_held_against_the_strictest_limit_in_force_in_its_own_unit(
    tables: Mapping[str, Table],
) -> None:
    noise = [row for row in tables["core"].rows if row["indicator"] == "噪声"]
    found = [
        (row["period"], row["median_value"], row["best_decile"], row["limit_value"],
         row["standard_no"], row["better_share"])
        for row in noise
    ]  # fmt: skip
    assert found == [
        (_Q4, 57.5, 50, 60, "GB 9-2020", 0.5),  # a value at the limit is no stricter
        (_Q1, 55, 50, 60, "GB 9-2020", pytest.approx(2 / 3)),
        (_Q2, 52, 48, 52, "GB 9-2026", 0.4),  # 5.2 B
    ]


def test_the_best_decile_lies_where_it_is_better(tables: Mapping[str, Table]) -> None:
    air = [row for row in tables["core"].rows if row["indicator"] == "累积净化量"]
    assert [row["best_decile"] for row in air] == [1000, 1000, 1200]
    assert [row["limit_value"] for row in air] == [None] * 3


def test_who_joins_leaves_rises_and_falls_is_counted(tables: Mapping[str, Table]) -> None:
    names = ("period", "entered", "departed", "revised", "improved", "worsened", "promoted",
             "demoted")  # fmt: skip
    assert rows(tables["moved"], *names) == [
        (_Q1, 0, 1, 0, 0, 0, 0, 1),
        (_Q2, 2, 0, 2, 1, 1, 1, 0),
    ]


def test_only_leaders_that_were_published_count(tables: Mapping[str, Table]) -> None:
    assert rows(tables["leaders"], "year", "titled", "valid", "expired") == [
        (2025, 1, 0, 1),
        (2026, 1, 1, 0),
    ]


def test_nobody_is_named_in_paper_or_workbook(papers: Mapping[str, bytes]) -> None:
    book = fastexcel.read_excel(papers["xlsx"])
    cells = "".join(
        str(book.load_sheet(name, header_row=None).to_polars().rows()) for name in book.sheet_names
    )
    text = said(papers["docx"]) + cells
    for name in NAMES.values():
        assert name not in text
    assert "Q/A 1" not in text


def test_sentences_say_what_the_tables_say(papers: Mapping[str, bytes]) -> None:
    text = said(papers["docx"])
    for sentence in (
        f"空气净化器：{_Q2}上榜标准5项，达到第1水平的占40.0%，第2水平占40.0%，第3水平及以下占"
        f"20.0%；第1水平占比较{_Q4}提高15.0个百分点。",
        f"空气净化器的噪声（dB，越小越好）：{_Q2}中位数52，最优十分位48；"
        f"中位数较{_Q4}的57.5提升9.6%。该期有效的GB 9-2026限值为52，严于限值的标准占40.0%"
        f"（{_Q4}限值为60，占50.0%）。",
        f"{_Q1}以来新上榜2项次，企业修订后重新声明2项次，其中核心指标提高的1项次、有核心指标降低的"
        "1项次；总体水平上升1项次、下降1项次。",
        "累计发布企业标准“领跑者”2项，现在有效期内1项",
    ):
        assert sentence in text
    assert "图4  空气净化器噪声的变化（dB）" in text


def test_a_field_without_a_closed_board_or_leader_reads_well(
    release: Release, tmp_path: Path
) -> None:
    [paper, _] = field_analysis(release, tmp_path, "national", "water")
    text = said(paper.body)
    assert "净水机领域还没有周期已结束的排行榜" in text
    assert "表1" not in text


def test_statistics_of_fewer_than_three_standards_are_not_told() -> None:
    with duckdb.connect() as connection:
        release = open_world(connection)
        for table in ("fct_board_entries", "fct_board_entry_indicators"):
            connection.execute(
                f"delete from {table} where period = '2026Q1' and declaration_id = 'c'"
            )
        made = {each.code: each for each in field_tables(find_field(release, "national", "air"))}
    [few] = [row for row in made["levels"].rows if row["period"] == _Q1]
    assert (few["entries"], few["level_1_share"]) == (2, None)
    told = [row for row in made["core"].rows if row["period"] == _Q1]
    assert [(row["median_value"], row["best_decile"], row["better_share"]) for row in told] == [
        (None, None, None)
    ] * 2


def test_a_field_that_is_none_is_refused_with_those_there_are(release: Release) -> None:
    with pytest.raises(LookupError, match=r"没有领域 x；有：air（空气净化器）、water（净水机）"):
        find_field(release, "national", "x")
