from __future__ import annotations

import gzip
import io
import logging
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from pipelines.core import records
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.core.records import Batch
    from tests.unit.sources.folders import Folder

HEADER = [
    "声明编号",
    "企业名称",
    "统一社会信用代码",
    "标准编号",
    "指标名称",
    "指标要求",
    "测试方法",
    "页码",
]
REF = "Q-91990000EX0001005N-202605291540-0001"
ORG, CODE, NUMBER = "示例净化有限公司", "91990000EX0001005N", "Q/SLJH 001-2025"

Grid = list[list[Any]]


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "indicator_file", max_bytes=2**24)


def as_csv(grid: Grid) -> str:
    return "".join(
        ",".join("" if cell is None else f'"{cell}"' for cell in line) + "\n" for line in grid
    )


def as_xlsx(
    sheets: dict[str, Grid], merges: Sequence[tuple[int, int, int, str]] = (), hidden: str = ""
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, grid in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(grid):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(line, column, cell)
            for column, first, last, value in merges:
                sheet.merge_range(first, column, last, column, value)
            if name == hidden:
                sheet.hide()
    return buffer.getvalue()


def sets(batch: Batch) -> list[tuple[Any, ...]]:
    return batch.indicator_sets.select("record_id", "row_count").rows()


def test_a_sheet_becomes_sets_and_indicators(source: Folder) -> None:
    grid: Grid = [
        HEADER,
        [REF, ORG, CODE, NUMBER, "颗粒物CCM", "≥12000mg", "GB/T 18801-2015", "3"],
        [REF, ORG, CODE, NUMBER, "噪声", "≤55dB(A)", None, 4],
    ]
    source.put("a.xlsx", as_xlsx({"提取表": grid}))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.indicator_sets.schema == records.INDICATOR_SETS
    assert batch.indicators.schema == records.INDICATORS
    found = batch.indicator_sets.row(0, named=True)
    assert (found["record_id"], found["declaration_ref"], found["row_count"]) == (REF, REF, 2)
    assert (found["org_name"], found["credit_code"], found["standard_no"]) == (ORG, CODE, NUMBER)
    assert batch.indicators.rows() == [
        (REF, 1, "颗粒物CCM", "≥12000mg", "GB/T 18801-2015", "3"),
        (REF, 2, "噪声", "≤55dB(A)", None, "4"),
    ]
    assert batch.received == 2


@pytest.mark.parametrize(
    ("org", "code", "number", "record_id"),
    [
        (ORG, CODE, NUMBER, f"{CODE}|{NUMBER}"),
        (ORG, None, NUMBER, f"{ORG}|{NUMBER}"),
        (None, CODE, "q/sljh001—2025", f"{CODE}|{NUMBER}"),
    ],
)
def test_without_an_id_enterprise_and_number_name_the_declaration(
    source: Folder, org: str | None, code: str | None, number: str, record_id: str
) -> None:
    source.put("a.csv", as_csv([HEADER, [None, org, code, number, "噪声", "≤55dB(A)", None, None]]))
    _, batch = source.night()
    assert sets(batch) == [(record_id, 1)]
    assert batch.indicator_sets["declaration_ref"].to_list() == [None]
    assert batch.indicator_sets["standard_no"].to_list() == [number]


def test_merged_cells_hold_for_all_their_rows(source: Folder) -> None:
    grid: Grid = [
        ["示例评估中心企业标准指标提取表"],
        ["提取日期：2026-05-28"],
        HEADER,
        *[[None] * 4 + [name, "≥1", None, None] for name in "甲乙丙丁"],
    ]
    merges = [(0, 3, 5, REF), (1, 3, 5, ORG), (2, 3, 5, CODE), (3, 3, 5, NUMBER)]
    grid[6] = ["另一声明", None, None, None, "丁", "≥1", None, None]
    source.put("a.xlsx", as_xlsx({"提取表": grid}, merges))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert sets(batch) == [(REF, 3), ("另一声明", 1)]
    other = batch.indicator_sets.row(1, named=True)
    # nothing of the declaration above is carried into the next one
    assert (other["org_name"], other["credit_code"], other["standard_no"]) == (None, None, None)


def test_a_new_number_alone_is_another_standard_of_the_enterprise_above(source: Folder) -> None:
    grid: Grid = [
        HEADER,
        [REF, ORG, CODE, NUMBER, "甲", "≥1", None, None],
        [None, None, None, "Q/SLJH 002-2025", "甲", "≥2", None, None],
        [None, None, None, None, "乙", "≥3", None, None],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    assert sets(batch) == [(REF, 1), (f"{CODE}|Q/SLJH 002-2025", 2)]


def test_a_column_that_repeats_what_stands_above_begins_nothing_new(source: Folder) -> None:
    grid: Grid = [
        HEADER,
        [REF, ORG, None, NUMBER, "甲", "≥1", None, None],
        [None, ORG, None, None, "乙", "≥2", None, None],
        [None, None, None, NUMBER, "丙", "≥3", None, None],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    assert sets(batch) == [(REF, 3)]


def test_another_enterprise_without_a_number_gets_none_from_above(source: Folder) -> None:
    grid: Grid = [
        HEADER,
        [None, ORG, None, NUMBER, "甲", "≥1", None, None],
        [None, "示例乙有限公司", None, None, "甲", "≥2", None, None],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    assert sets(batch) == [(f"{ORG}|{NUMBER}", 1)]
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.csv#第 3 行", "no_declaration")
    ]


def test_a_line_that_only_names_the_declaration_stands_above_its_indicators(
    source: Folder,
) -> None:
    grid: Grid = [
        HEADER,
        [REF, ORG, None, NUMBER, None, None, None, None],
        [None, None, None, None, "甲", "≥1", None, None],
        ["Q-2", None, None, None, None, None, None, None],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    assert sets(batch) == [(REF, 1)]
    assert batch.rejected["reason"].to_list() == [
        "文件 a.csv 第 4 行之下没有指标；请在文件中更正后重新提供"
    ]
    assert batch.received == 2


@pytest.mark.parametrize(
    "header",
    [
        [
            "声明ID",
            "机构名称",
            "信用代码",
            "企业标准编号",
            "指标",
            "指标值",
            "试验方法",
            "标准页码",
        ],
        [
            "declaration_id",
            "org_name",
            "uscc",
            "standard_no",
            "indicator_name",
            "requirement",
            "test_method",
            "page",
        ],
        [
            "声明编号*",
            "企业 名称",
            "统一社会信用代码（选填）",
            "标准编号：",
            "检验项目",
            "技术要求",
            "检验方法",
            "页",
        ],
    ],
)
def test_headers_vary(source: Folder, header: list[str]) -> None:
    line = [REF, ORG, CODE, NUMBER, "噪声", "≤55dB(A)", "GB/T 1", "7"]
    source.put("a.csv", as_csv([header, line]))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.indicators.rows() == [(REF, 1, "噪声", "≤55dB(A)", "GB/T 1", "7")]
    assert batch.indicator_sets["credit_code"].to_list() == [CODE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_comes_in_every_encoding_that_is_seen(source: Folder, encoding: str) -> None:
    grid: Grid = [["提取表"] + [""] * 7, HEADER, [REF, None, None, None, "噪声", "≤55", None, None]]
    source.put("a.csv", as_csv(grid).encode(encoding))
    source.put("b.csv.gz", gzip.compress(as_csv(grid).encode(encoding), mtime=0))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.indicators["indicator_name"].to_list() == ["噪声"]
    assert sets(batch) == [(REF, 1), (REF, 1)]


def test_a_number_that_the_sheet_shows_in_percent_is_read_in_percent(source: Folder) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("提取表")
        sheet.write_row(0, 1, HEADER)
        shown = ("0%", "0.00%", '"≥"0.0"%"', '0.00"mg/m³"', "0.00")
        for line, code in enumerate(shown, start=1):
            sheet.write_row(line, 1, [REF, ORG, CODE, NUMBER, f"指标{line}"])
            sheet.write_number(line, 6, 0.95, book.add_format({"num_format": code}))
    source.put("a.xlsx", buffer.getvalue())
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.indicators["requirement"].to_list() == [
        "95%",
        "95%",
        "≥0.95%",
        "0.95mg/m³",
        "0.95",
    ]


def test_a_unit_in_a_column_of_its_own_joins_a_bare_number(source: Folder) -> None:
    header = ["声明编号", "指标名称", "指标要求", "单位"]
    grid: Grid = [
        header,
        [REF, "甲", "≤55", "dB(A)"],
        [REF, "乙", "≤55dB", "dB"],
        [REF, "丙", "有", "/"],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    assert batch.indicators["requirement"].to_list() == ["≤55 dB(A)", "≤55dB", "有"]


def test_a_row_without_a_name_is_rejected_with_sheet_and_row(source: Folder) -> None:
    grid: Grid = [HEADER, [REF, ORG, CODE, NUMBER, None, "≥1", None, None]]
    good: Grid = [HEADER, [REF, ORG, CODE, NUMBER, "甲", None, None, None]]
    source.put("提取.xlsx", as_xlsx({"第一批": grid, "第二批": good}))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.rejected["record_id"].to_list() == ["提取.xlsx#工作表 第一批 第 2 行"]
    assert batch.rejected["reason"].to_list() == [
        "文件 提取.xlsx 工作表 第一批 第 2 行没有指标名称；请在文件中更正后重新提供"
    ]
    # an indicator without a requirement is one that the standard leaves open
    assert batch.indicators.select("indicator_name", "requirement").rows() == [("甲", None)]
    assert batch.received == 2


def test_a_set_goes_on_in_the_next_sheet(source: Folder) -> None:
    line = [REF, ORG, CODE, NUMBER, "甲", "≥1", None, None]
    sheets: dict[str, Grid] = {
        "一": [HEADER, line],
        "二": [HEADER, [*line[:4], "乙", "≥2", None, None]],
    }
    source.put("a.xlsx", as_xlsx(sheets))
    _, batch = source.night()
    assert sets(batch) == [(REF, 2)]
    assert batch.indicators.select("row_no", "indicator_name").rows() == [(1, "甲"), (2, "乙")]


def test_of_two_files_the_later_name_holds_and_both_count(source: Folder) -> None:
    def grid(*names: str) -> Grid:
        return [HEADER, *[[REF, ORG, CODE, NUMBER, name, "≥1", None, None] for name in names]]

    source.put("提取_2026-05-28.csv", as_csv(grid("甲", "乙")))
    source.put("提取_2026-05-30.csv", as_csv(grid("丙")))
    _, batch = source.night()
    assert sets(batch) == [(REF, 2), (REF, 1)]
    assert batch.indicators["indicator_name"].to_list() == ["丙"]
    assert batch.received == 3


def test_hidden_and_empty_sheets_are_passed_over_and_others_named(
    source: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    line = [REF, ORG, CODE, NUMBER, "甲", "≥1", None, None]
    sheets: dict[str, Grid] = {
        "提取表": [[*HEADER, "校对"], [*line, "示例人"]],
        "说明": [["填写说明"]],
        "空": [],
        "选项": [HEADER, ["Q-9", *line[1:]]],
    }
    source.put("a.xlsx", as_xlsx(sheets, hidden="选项"))
    with caplog.at_level(logging.WARNING):
        attempt, batch = source.night()
    assert attempt.is_complete
    assert sets(batch) == [(REF, 1)]
    assert any("校对" in said for said in caplog.messages)
    assert any("说明" in said and "空" not in said for said in caplog.messages)


def test_personal_data_stay_in_the_sheet(source: Folder) -> None:
    grid: Grid = [
        [*HEADER, "联系人", "联系电话"],
        [REF, ORG, CODE, NUMBER, "甲", "≥1", None, None, "示例人", "010-00000000"],
    ]
    source.put("a.csv", as_csv(grid))
    _, batch = source.night()
    texts = batch.indicator_sets.write_csv() + batch.indicators.write_csv()
    assert "示例人" not in texts
    assert "010-00000000" not in texts


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", "指标名称,指标要求\n甲,≥1\n".encode(), "找不到表头"),
        ("a.csv", b"", "找不到表头"),
        ("a.xlsx", as_xlsx({"说明": [["填写说明"]]}), "找不到表头"),
        ("a.xlsx", b"PK\x03\x04x", "不是完好的 xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0x", "旧版 .xls"),
        ("a.csv", "声明编号".encode("utf-16"), "像是 UTF-16"),
    ],
)
def test_a_file_that_is_no_sheet_is_rejected_whole(
    source: Folder, name: str, body: bytes, said: str
) -> None:
    source.put(name, body)
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert said in str(attempt.message)
    assert batch.rejected["record_id"].to_list() == [name]


def test_each_file_is_taken_once(source: Folder) -> None:
    source.put("a.csv", as_csv([HEADER, [REF, ORG, CODE, NUMBER, "甲", "≥1", None, None]]))
    assert source.night("2026-05-30")[1].received == 1
    assert source.night("2026-05-31")[1].received == 0
