"""The December summary of a body: its numbers worked out by hand, its paper read back."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import fastexcel
import pytest

from pipelines.reports.summary.levels import effect_tables, standard_tables
from pipelines.reports.summary.paper import body_summary
from pipelines.reports.summary.scope import find_body_year
from pipelines.reports.summary.work import (
    difficulty_tables,
    other_tables,
    scheme_tables,
    work_tables,
)
from tests.hostile_names import QUOTES, RIGHT_TO_LEFT, SCRIPT
from tests.unit.reports.level_release import BODY, BODY_NAME, NAMES, OTHER_BODY, open_world
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
    scope = find_body_year(release, "national", 2026, BODY)
    made = [
        *work_tables(scope), *standard_tables(scope), *effect_tables(scope),
        *difficulty_tables(scope), *scheme_tables(scope), *other_tables(scope),
    ]  # fmt: skip
    return {each.code: each for each in made}


@pytest.fixture(scope="module")
def papers(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    own = tmp_path_factory.mktemp("own")
    made = body_summary(release, own, "national", 2026, BODY)
    return {each.name.rpartition(".")[2]: each.body for each in made}


def rows(table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.rows]


def test_the_year_is_compared_with_the_year_before(tables: Mapping[str, Table]) -> None:
    assert rows(tables["years"], "code", "value_before", "value", "change") == [
        ("boards", 1, 2, 1),  # the water board is not closed
        ("standards", 4, 7, 3),  # a2, b, c2, d, e, f and g; before a, b, c, d
        ("enterprises", 4, 7, 3),
        ("entries", 4, 6, 2),
        ("level_1", 1, 2, 1),
        ("leaders", 1, 1, 0),  # the shortlisted one is none yet
    ]


def test_levels_are_those_of_the_last_board_and_of_the_one_it_is_compared_with(
    tables: Mapping[str, Table],
) -> None:
    assert rows(tables["levels"], "label", "period", "entries", "level_1_share", "level_3_share")[
        :2
    ] == [
        ("空气净化器", "2025年第四季度", 4, 0.25, 0.5),
        ("空气净化器", "2026年第二季度", 5, 0.4, 0.2),
    ]


def test_medians_and_best_values_move_in_the_direction_that_is_better(
    tables: Mapping[str, Table],
) -> None:
    found = rows(
        tables["core"], "indicator", "median_base", "median_now", "best_base", "best_now", "rise"
    )
    assert found[:2] == [
        ("累积净化量", 700, 800, 1000, 1200, pytest.approx(100 / 700)),
        ("噪声", 57.5, 52, 50, 48, pytest.approx(5.5 / 57.5)),
    ]
    assert [row[1] for row in found[2:]] == [None, None]  # water has nothing to compare with


def test_grades_are_compared_by_their_order(tables: Mapping[str, Table]) -> None:
    first, *_ = rows(tables["grades"], "median_base", "median_now", "best_base", "best_now")
    # 五星 四星 三星 三星; 五星 四星 四星 五星 五星
    assert first == ("四星", "五星", "五星", "五星")


def test_a_revision_with_any_indicator_worse_is_worse(tables: Mapping[str, Table]) -> None:
    assert rows(tables["revised"], "revised", "improved", "worsened", "same") == [(2, 1, 1, 0)]


def test_why_standards_were_left_out_is_counted(tables: Mapping[str, Table]) -> None:
    assert rows(tables["left_out"], "rule", "standards") == [("符合强制性标准", 1)]


def test_publicities_are_those_of_the_bodys_own_subjects(tables: Mapping[str, Table]) -> None:
    assert rows(tables["publicities"], "what", "publicities", "objections", "open") == [
        ("排行榜", 1, 2, 1),
        ("领跑者退出", 1, 0, 0),
    ]


def test_only_published_leaders_are_named(
    tables: Mapping[str, Table], papers: Mapping[str, bytes]
) -> None:
    assert tables["titles"].values("org_name") == [NAMES["a"]]
    text = said(papers["docx"])
    assert NAMES["a"] in text
    for each in "bcdefg":
        assert NAMES[each] not in text


def test_sentences_say_what_the_tables_say(papers: Mapping[str, bytes]) -> None:
    text = said(papers["docx"])
    for sentence in (
        "参与比较的企业标准7项（比上年增加3项）、涉及企业7家（比上年增加3家）、"
        "上榜标准6项（比上年增加2项）、发布“领跑者”1项（与上年持平）",
        "已截止的排行榜2期，其中已发布1期；另有1期周期尚未结束",
        "空气净化器：2026年第二季度上榜标准5项，其中达到第1水平2项，占40.0%，"
        "较2025年第四季度提高15.0个百分点",
        "（上年最后一期；上年没有的，为本年第一期）比较，2项可比的核心指标中，中位数提升的2项、持平的0项、下降的0项。提升最多的是空气净化器的"
        "累积净化量，中位数由700变为800（mg），提升14.3%。",
        "修订后重新声明并参与比较的标准2项，其中核心指标提高的1项，有核心指标降低的1项",
        "“符合强制性标准”1项",
        "收到异议2件，其中成立0件、尚未处理1件",
    ):
        assert sentence in text
    assert f"{BODY_NAME}（公章）" in text


def test_every_table_has_a_number_and_a_source_and_no_number_is_left_out(
    papers: Mapping[str, bytes],
) -> None:
    text = said(papers["docx"])
    captions = re.findall(r"^表(\d+)  ", text, flags=re.MULTILINE)
    places = [int(each) for each in captions]
    half = len(places) // 2  # each stands above its table, and again in the appendix
    assert places == [*range(1, half + 1)] * 2
    assert len(re.findall(r"^图\d  ", text, flags=re.MULTILINE)) == 2
    assert text.count("摘要：") >= half
    assert "20260707T000000Z" in text


def test_its_charts_are_native_ones_with_the_tables_numbers(papers: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(papers["docx"])) as package:
        charts = [name for name in package.namelist() if "charts/chart" in name]
        sheet = fastexcel.read_excel(package.read("word/embeddings/chart1.xlsx"))
    assert len(charts) == 2
    assert sheet.load_sheet(0).to_polars()["第1水平"].to_list() == [1, 2, 0]


def test_the_workbook_has_the_same_tables(papers: Mapping[str, bytes]) -> None:
    book = fastexcel.read_excel(papers["xlsx"])
    sheet = book.load_sheet("表3", header_row=1).to_polars()
    assert sheet["本年"].to_list() == [2, 7, 7, 6, 2, 1]


@pytest.mark.parametrize(("body", "year"), [(OTHER_BODY, 2026), (BODY, 2020)])
def test_a_year_without_anything_reads_well(
    release: Release, tmp_path: Path, body: str, year: int
) -> None:
    [paper, _] = body_summary(release, tmp_path, "national", year, body)
    text = said(paper.body)
    assert "没有在册的评估方案" in text
    assert "本年度没有由我单位方案形成的排行榜" in text
    assert "表1" not in text
    assert "（没有数据）" in text
    assert "None" not in text


def test_a_body_that_the_release_does_not_know_is_refused_with_those_there_are(
    release: Release,
) -> None:
    with pytest.raises(LookupError, match=f"没有评估机构 X；有：.*{BODY}"):
        find_body_year(release, "national", 2026, "X")


@pytest.mark.parametrize("name", [SCRIPT, QUOTES, RIGHT_TO_LEFT, "=cmd|' /C calc'!A0"])
def test_a_hostile_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    with duckdb.connect() as connection:
        hostile = open_world(connection)
        connection.execute("update fct_declarations set org_name = ?", [name])
        paper, book = body_summary(hostile, tmp_path, "national", 2026, BODY)
    shown = "".join(each for each in name if unicodedata.category(each) != "Cf")
    assert shown.split("\n")[0] in said(paper.body)
    assert "\u202e" not in said(paper.body)
    sheets = fastexcel.read_excel(book.body)
    cells = [
        cell
        for sheet in sheets.sheet_names
        for row in sheets.load_sheet(sheet, header_row=None).to_polars().rows()
        for cell in row
    ]
    assert name in cells
    with zipfile.ZipFile(io.BytesIO(book.body)) as package:
        formulas = [part for part in package.namelist() if b"<f>" in package.read(part)]
    assert formulas == []
