from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sources.bulk_files import (
    FIRST,
    INDICATOR,
    NESTED,
    PRODUCT,
    SECOND,
    as_csv,
    as_lines,
    row,
)
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.folders import Folder


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "declaration_file", max_bytes=2**24)


def test_products_and_indicators_that_a_join_multiplied_are_one_again(source: Folder) -> None:
    products = [{"产品名称": "甲板"}, {"产品名称": "乙板"}]
    indicators = [{"指标名称": "含水率"}, {"指标名称": "密度"}, {"指标名称": "甲醛释放量"}]
    rows = [row(**product, **indicator) for product in products for indicator in indicators]
    source.put("a.csv", as_csv(*rows))
    _, batch = source.night()
    assert batch.received == batch.declarations.height == 1
    assert batch.products.select("product_no", "product_name").rows() == [(1, "甲板"), (2, "乙板")]
    assert batch.indicators.select("row_no", "indicator_name").rows() == [
        (1, "含水率"),
        (2, "密度"),
        (3, "甲醛释放量"),
    ]


def test_rows_of_a_declaration_need_not_stand_together(source: Folder) -> None:
    other = {"声明编号": SECOND, "标准编号": "Q/SLBC 002-2025"}
    rows = [row(), row(**other), row(指标名称="密度", 产品名称="乙板")]
    source.put("a.csv", as_csv(*rows))
    _, batch = source.night()
    assert batch.declarations["record_id"].to_list() == [FIRST, SECOND]
    mine = batch.indicators.filter(pl.col("record_id") == FIRST)
    assert mine.select("row_no", "indicator_name").rows() == [(1, "甲醛释放量"), (2, "密度")]


def test_the_first_value_that_is_not_blank_is_an_attribute(source: Folder) -> None:
    rows = [row(企业名称="", 状态=" "), row(企业名称="示例甲", 状态="废止"), row(企业名称="示例乙")]
    source.put("a.csv", as_csv(*rows))
    _, batch = source.night()
    assert batch.declarations.select("org_name", "status").rows() == [("示例甲", "废止")]


def test_a_declaration_may_have_neither_products_nor_indicators(source: Folder) -> None:
    nothing = dict.fromkeys([*PRODUCT, *INDICATOR], "")
    source.put("a.csv", as_csv(row(), row(声明编号=SECOND, **nothing)))
    _, batch = source.night()
    assert batch.declarations.height == 2
    assert batch.products["record_id"].to_list() == [FIRST]
    assert batch.declarations["discloses_indicators"].to_list() == [True, True]


def test_a_row_without_an_id_is_rejected_with_its_number(source: Folder) -> None:
    source.put("a.csv", as_csv(row(), row(声明编号="  "), row(声明编号=SECOND)))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.received == 3
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.csv#第 3 行", "no_record_id")
    ]
    assert batch.rejected["reason"][0] == (
        "文件 a.csv 第 3 行没有声明编号，不知属于哪一条声明；请在文件中更正后重新提供"
    )


def test_rows_that_break_the_format_are_rejected_and_the_numbers_stay_right(
    source: Folder,
) -> None:
    lines = as_csv(row(), row(声明编号=SECOND), row(声明编号="")).splitlines()
    broken = [lines[0], lines[1], "一,二,三", "", lines[2] + ",多一列", lines[2], lines[3]]
    source.put("a.csv", "\n".join(broken) + "\n")
    _, batch = source.night()
    assert batch.declarations["record_id"].to_list() == [FIRST, SECOND]
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.csv#第 3 行", "broken_row"),
        ("a.csv#第 5 行", "broken_row"),
        ("a.csv#第 7 行", "no_record_id"),
    ]
    assert "第 3 行有 3 列，表头有 22 列，多半是逗号没有加引号" in batch.rejected["reason"][0]
    assert batch.received == 5


def test_a_quote_that_never_closes_is_named(source: Folder) -> None:
    lines = as_csv(row(), row(声明编号=SECOND)).splitlines()
    source.put("a.csv", "\n".join([lines[0], lines[1], 'x,"' + lines[2], lines[2]]) + "\n")
    _, batch = source.night()
    assert batch.declarations.height == 1
    assert "引号没有配对" in batch.rejected["reason"][0]


def test_cells_may_hold_line_breaks_and_commas(source: Folder) -> None:
    source.put("a.csv", as_csv(row(指标要求="≤0.05mg/m³,\n且≥0"), row(声明编号="")))
    _, batch = source.night()
    assert batch.indicators["requirement"].to_list() == ["≤0.05mg/m³,\n且≥0"]
    assert batch.rejected["record_id"].to_list() == ["a.csv#第 3 行"]


def test_one_id_with_two_standard_numbers_is_no_declaration(source: Folder) -> None:
    rows = [row(), row(标准编号="Q/SLBC 009-2025"), row(声明编号=SECOND)]
    source.put("a.csv", as_csv(*rows, row(声明编号=SECOND, 标准编号="q/slbc001-2025")))
    _, batch = source.night()
    assert batch.declarations["record_id"].to_list() == [SECOND]  # blanks and case are spelling
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        (FIRST, "several_standard_nos")
    ]
    assert set(batch.indicators["record_id"]) == {SECOND}
    assert batch.received == 2


def test_a_declaration_in_two_files_is_counted_twice_and_the_later_name_holds(
    source: Folder,
) -> None:
    source.put("b.jsonl", as_lines({**NESTED, "status": "废止", "indicators": []}))
    source.put("a.csv", as_csv(row()))
    _, batch = source.night()
    assert batch.declarations.select("record_id", "status").rows() == [
        (FIRST, "现行有效"),
        (FIRST, "废止"),
    ]
    assert batch.received == 2
    assert batch.indicators.is_empty()  # the later one has none
    assert batch.products.height == 1


def test_a_declaration_on_two_lines_is_counted_twice_and_the_later_line_holds(
    source: Folder,
) -> None:
    later = {**NESTED, "products": [{"name": "乙板"}, {"name": "丙板"}]}
    source.put("a.jsonl", as_lines(NESTED, later))
    _, batch = source.night()
    assert batch.received == batch.declarations.height == 2
    assert batch.products["product_name"].to_list() == ["乙板", "丙板"]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_no_record(tmp_path_factory: Any, order: list[int]) -> None:
    rows = [
        row(
            声明编号=f"id-{number % 3}", 标准编号=f"Q/A {number % 3}-2025", 指标名称=f"指标{number}"
        )
        for number in range(6)
    ]
    source = folder(tmp_path_factory.mktemp("order"), "declaration_file")
    source.put("a.csv", as_csv(*[rows[number] for number in order]))
    _, batch = source.night()
    assert sorted(batch.declarations["record_id"]) == ["id-0", "id-1", "id-2"]
    pairs = batch.indicators.select("record_id", "indicator_name").rows()
    assert sorted(pairs) == sorted((f"id-{n % 3}", f"指标{n}") for n in range(6))
