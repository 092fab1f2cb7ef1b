"""Tables of alternatives from files: what is read, and how what cannot be read is named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import xlsxwriter

from pipelines.stages.ranking_table import (
    Alternatives,
    TableError,
    alternatives_of,
    read_alternatives,
)
from tests.unit.stages.ranking_schemes import BANDS, POINTS, scheme_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.scheme_models import Scheme

TEXT = "id,A,B,C\n甲一,5,60,1.5\n乙二,≤3,,95%\n"
GRADES = """\
indicators:
  - {code: G, name: 级, class: core, unit: grade, better: best_first,
     grades: {order: ["1", "2", "3"]}, levels: {advanced: "1"}}
  - {code: F, name: 甲醛, class: core, unit: mg/m3, better: lower,
     grades: {per: GB/T 39600-2021, ENF: 0.025, E0: 0.05}, levels: {advanced: 0.025}}
method: {kind: bands}
board: {lowest_level: 3}
"""
PRODUCTS = """\
products: [{category: chair, name: 椅}, {category: stool, name: 凳}]
indicators:
  - {code: A, name: 甲, class: core, unit: mg/kg, better: lower, levels: {advanced: 2}}
  - {code: B, name: 乙, class: core, unit: "%", better: higher, applies_to: [chair],
     levels: {advanced: 8}}
method: {kind: bands}
board: {lowest_level: 3}
"""


@pytest.fixture
def bands(tmp_path: Path) -> Scheme:
    return scheme_of(tmp_path / "schemes", "bands", BANDS)


def _values(found: Alternatives) -> pl.DataFrame:
    """The values of all indicators, with their codes."""
    return pl.concat(
        values.with_columns(pl.lit(code).alias("indicator_code"))
        for code, values in found.values.items()
    )


def _cells(scheme: Scheme, **columns: list[Any]) -> dict[tuple[int, str], tuple[Any, ...]]:
    """(row, code) → value, is_inclusive, reason_code of a table with those columns."""
    height = len(next(iter(columns.values())))
    ids = [f"r{number}" for number in range(height)]
    found = alternatives_of(pl.DataFrame({"id": ids, **columns}, strict=False), scheme)
    return {
        (row["row_no"], row["indicator_code"]): (
            row["value"],
            row["is_inclusive"],
            row["reason_code"],
        )
        for row in _values(found).iter_rows(named=True)
    }


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        percent = workbook.add_format({"num_format": "0%"})
        for row, cells in enumerate(line.split(",") for line in TEXT.splitlines()):
            for column, cell in enumerate(cells):
                if cell == "95%":
                    sheet.write_number(row, column, 0.95, percent)
                else:
                    sheet.write(row, column, cell)


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "gb18030", "xlsx", "parquet"])
def test_a_table_is_read_whatever_the_file(tmp_path: Path, bands: Scheme, kind: str) -> None:
    path = tmp_path / "table"
    if kind == "xlsx":
        _workbook(path)
    elif kind == "parquet":
        pl.read_csv(TEXT.encode(), infer_schema=False).write_parquet(path)
    else:
        path.write_bytes(TEXT.encode(kind))
    found = read_alternatives(path, bands)
    assert found.rows.rows() == [(2, "甲一", "tables"), (3, "乙二", "tables")]
    values = _values(found).sort("row_no", "indicator_code")
    assert values["value"].to_list() == [5.0, 60.0, 1.5, 3.0, None, 95.0]
    assert values["reason_code"].to_list() == [None, None, None, None, "missing", None]


def test_numbers_need_no_text(bands: Scheme) -> None:
    cells = _cells(bands, A=[1, 2], B=[0.5, None], C=[math.nan, math.inf])
    assert cells[2, "A"] == (1.0, True, None)
    assert cells[3, "B"] == (None, None, "missing")
    assert cells[2, "C"] == cells[3, "C"] == (None, None, "unparsed")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5.0, True, None)),
        ("1e1", (10.0, True, None)),
        ("-2.5", (-2.5, True, None)),
        ("1,000", (1000.0, True, None)),
        ("≤5", (5.0, True, None)),
        ("<5 mg/kg", (5.0, False, None)),
        ("3～5", (5.0, True, None)),
        ("≥5", (None, None, "wrong_side")),
        ("5 mg/L", (None, None, "unparsed")),  # another dimension
        ("5 g/kg", (None, None, "unparsed")),  # nothing is converted here
        ("甲级≤5，乙级≤7", (None, None, "unparsed")),  # nobody says which holds
        ("按合同约定", (None, None, "unparsed")),
        ("——", (None, None, "missing")),
        ("  ", (None, None, "missing")),
    ],
)
def test_a_cell_is_a_number_or_a_requirement_with_one_bound(
    bands: Scheme, text: str, expected: tuple[Any, ...]
) -> None:
    assert _cells(bands, A=[text], B=["1"], C=["1"])[2, "A"] == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("G", "1", (1.0, True, None)),
        ("G", 2, (2.0, True, None)),  # a column of whole numbers is one of grades too
        ("G", "不低于2级", (2.0, True, None)),
        ("G", "9", (None, None, "unparsed")),
        ("G", "≤0.5mg", (None, None, "unparsed")),
        ("F", "ENF", (0.025, True, None)),
        ("F", "E0级", (0.05, True, None)),
        ("F", "E9", (None, None, "unparsed")),
        ("F", "0.03", (0.03, True, None)),
    ],
)
def test_a_cell_may_be_a_grade_of_the_scheme(
    tmp_path: Path, code: str, text: Any, expected: tuple[Any, ...]
) -> None:
    scheme = scheme_of(tmp_path, "grades", GRADES)
    columns: dict[str, list[Any]] = {"G": ["1"], "F": ["0.02"]} | {code: [text]}
    assert _cells(scheme, **columns)[2, code] == expected


def test_missing_columns_are_named_beside_those_that_nobody_knows(
    tmp_path: Path, bands: Scheme
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,A,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(TableError) as told:
        read_alternatives(path, bands)
    assert "t.csv 第 1 行（表头）缺少列：B、C；不认识的列：b" in str(told.value)


def test_unknown_columns_alone_are_left_out_and_named(bands: Scheme) -> None:
    table = pl.DataFrame({"id": ["x"], "A": [1], "name": ["n"], "B": [1], "C": [1], "备注": [""]})
    assert alternatives_of(table, bands).ignored == ("name", "备注")


def test_an_id_that_stands_twice_is_refused_with_its_rows(bands: Scheme) -> None:
    table = pl.DataFrame({"id": ["x", "y", " x"], "A": [1] * 3, "B": [1] * 3, "C": [1] * 3})
    with pytest.raises(TableError, match="列 id 有重复：x（第 2、4 行）"):
        alternatives_of(table, bands)


def test_a_row_without_an_id_is_set_aside_and_an_empty_row_does_not_count(bands: Scheme) -> None:
    table = pl.DataFrame(
        {"id": ["x", None, None], "A": [1, 2, None], "B": [1, 2, None], "C": [1, 2, None]}
    )
    found = alternatives_of(table, bands)
    assert found.nameless == (3,)
    assert found.rows["id"].to_list() == ["x"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "第 1 行没有表头"),
        ("id,A,A,C\n", "列名 A 重复"),
        ("id,,B,C\n", "第 1 行第 2 列没有列名"),
        ("id,A,B,C\nx,1,2,3,4\n", "第 2 行有 5 个单元格，表头只有 4 列"),
        ('id,A,B,C\nx,"1,2,3\n', "id,A,B,C"),
    ],
)
def test_a_broken_file_is_refused_with_the_row(
    tmp_path: Path, bands: Scheme, text: str, told: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    if told == "id,A,B,C":  # an open quote swallows the rest: the row has two cells, B and C none
        found = _values(read_alternatives(path, bands))
        assert found.filter(pl.col("reason_code") == "missing")["indicator_code"].to_list() == [
            "B",
            "C",
        ]
        return
    with pytest.raises(TableError, match=told):
        read_alternatives(path, bands)


def test_bytes_that_are_no_table_are_refused(tmp_path: Path, bands: Scheme) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(TableError, match=r"t\.parquet：Parquet 读不出来"):
        read_alternatives(path, bands)


def test_a_scheme_of_several_categories_asks_for_them(tmp_path: Path) -> None:
    scheme = scheme_of(tmp_path, "products", PRODUCTS)
    rows = {"id": ["x", "y"], "A": [1, 1], "B": [9, None]}
    with pytest.raises(TableError, match="缺少列：product_category"):
        alternatives_of(pl.DataFrame(rows), scheme)
    with pytest.raises(TableError, match="第 3 行的列 product_category 写“desk”"):
        alternatives_of(pl.DataFrame(rows | {"product_category": ["chair", "desk"]}), scheme)
    found = alternatives_of(pl.DataFrame(rows | {"product_category": ["chair", "stool"]}), scheme)
    # B is not asked of stools
    assert _values(found).select("row_no", "indicator_code").rows() == [
        (2, "A"),
        (3, "A"),
        (2, "B"),
    ]


def test_a_veto_needs_its_column(tmp_path: Path) -> None:
    text = POINTS.replace(
        "method: {kind: points,",
        "  - {code: V, name: 否, class: basic, accept: [有]}\nmethod: {kind: points, veto: [V],",
    )
    scheme = scheme_of(tmp_path, "veto", text)
    rows = {"id": ["x"], "A": [1], "B": [1], "C": [1]}
    with pytest.raises(TableError, match="缺少列：V"):
        alternatives_of(pl.DataFrame(rows), scheme)
    found = alternatives_of(pl.DataFrame(rows | {"V": ["有"]}), scheme)
    assert found.answers.rows() == [(2, "V", "有")]


def test_a_code_that_is_a_column_of_the_result_is_refused(tmp_path: Path) -> None:
    scheme = scheme_of(tmp_path, "taken", BANDS.replace("code: A,", "code: rank,"))
    with pytest.raises(TableError, match="指标代码 rank 与结果的列同名"):
        alternatives_of(pl.DataFrame({"id": ["x"], "rank": [1], "B": [1], "C": [1]}), scheme)
