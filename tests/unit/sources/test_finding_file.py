from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from pipelines.sources.config import ConfigError
from pipelines.sources.findings import parties, record_id_of
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.folders import Folder

JOINED = "不合格项目║检验结果║标准值"


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "finding_file", max_bytes=2**24, options={"finding_kind": "spot_check"})


def lines(*rows: tuple[str, ...]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def read(source: Folder, name: str, body: bytes | str) -> list[dict[str, Any]]:
    source.put(name, body)
    attempt, batch = source.night("2026-06-14")
    assert attempt.is_complete, attempt.message
    return batch.findings.to_dicts()


def workbook(sheets: dict[str, tuple[str, list[str], list[list[str]]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, (title, header, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.merge_range(0, 0, 0, len(header) - 1, title)
            for place, cells in enumerate((header, *rows), start=1):
                for column, cell in enumerate(cells):
                    sheet.write_string(place, column, cell)
    return buffer.getvalue()


def test_a_provinces_dictionary_in_whichever_case(source: Folder) -> None:
    row = {
        "ORGNAME": "示例甲有限公司",
        "REGION": "浙江省",
        "ORGANNO": "91990000EX0008143W",
        "PRODNAME": "衣柜",
        "MODEL": "A-1",
        "BRAND": "示例牌",
        "BATCHNUM": "2026-01",
        "REPORTNO": "R1",
        "ISPASS": 0,
        "UNPASSXM": "甲醛释放量",
        "ISREFUSE": 0,
        "ISCANCEL": 1,
        "ISIMPORTANT": 1,
        "STANDARDNAME": "GB/T 1-2020",
        "ZXSTANDARDCODE": "Q/SLJH 001-2026",
        "ZXSTANDARDNAME": "衣柜",
        "CYDATE": "2026-05-01",
        "VERIFYORG": "示例院",
    }
    lowered = {key.lower(): value for key, value in row.items()} | {"reportno": "R2"}
    first, second = read(source, "p.json", json.dumps([row, lowered]))
    expected = {
        "record_id": "R1",
        "document_no": "R1",
        "org_name": "示例甲有限公司",
        "credit_code": "91990000EX0008143W",
        "area": "浙江省",
        "product_name": "衣柜",
        "result": "0",
        "is_void": "1",
        "is_serious": "1",
        "is_refused": "0",
        "failed_items": "甲醛释放量",
        "standard_no": "Q/SLJH 001-2026",
        "decided_on": "2026-05-01",
        "testing_body": "示例院",
        "locator": "p.json 第 1 条",
        "record_count": 1,
    }
    assert {name: first[name] for name in expected} == expected
    changed = ("record_id", "document_no", "locator")
    assert {name: second[name] for name in expected if name not in changed} == {
        name: expected[name] for name in expected if name not in changed
    }


@pytest.mark.parametrize(("flag", "retests"), [("1", "R1"), ("0", None), ("", None)])
def test_only_a_retest_names_the_report_that_it_tests_again(
    source: Folder, flag: str, retests: str | None
) -> None:
    header = ("ORGNAME", "REPORTNO", "ISPASS", "ISFUJIAN", "RELATIONID", "CYDATE")
    row = ("示例甲有限公司", "R2", "1", flag, "R1", "2026-05-01")
    (found,) = read(source, "p.csv", lines(header, row))
    assert found["retests"] == retests


@pytest.mark.parametrize(
    ("cell", "items", "measured", "required"),
    [
        ("霉菌║40 CFU/g║≤25", "霉菌", "40 CFU/g", "≤25"),
        ("霉菌║40║≤25\n铅║0.5║≤0.2", "霉菌;铅", "40;0.5", "≤25;≤0.2"),
        ("霉菌║40║≤25；铅║0.5║≤0.2", "霉菌;铅", "40;0.5", "≤25;≤0.2"),
        ("霉菌‖40‖≤25", "霉菌", "40", "≤25"),
        # a semicolon inside a value is no boundary
        ("菌落总数║100;200;300║n=5", "菌落总数", "100,200,300", "n=5"),
        ("标签不合格", "标签不合格", None, None),
    ],
)
def test_a_joined_cell_is_taken_apart(
    source: Folder, cell: str, items: str, measured: str | None, required: str | None
) -> None:
    header = ("标称生产企业名称", "食品名称", JOINED)
    (found,) = read(source, "不合格-2026-06-01.csv", lines(header, ("示例甲", "瓜子", cell)))
    assert (found["failed_items"], found["measured"], found["required"]) == (
        items,
        measured,
        required,
    )


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("示例甲有限公司", [(None, "示例甲有限公司")]),
        (
            "委托方：示例甲有限公司；受托方：示例乙有限公司",
            [("entrusting", "示例甲有限公司"), ("entrusted", "示例乙有限公司")],
        ),
        (
            "受委托生产企业:示例乙（北京）有限公司 委托单位:示例甲有限公司",
            [("entrusted", "示例乙（北京）有限公司"), ("entrusting", "示例甲有限公司")],
        ),
        ("被委托方：示例乙", [("entrusted", "示例乙")]),
        ("委托方：", [("entrusting", None)]),
        (None, [(None, None)]),
    ],
)
def test_a_cell_can_name_who_had_it_made_and_who_made_it(
    cell: str | None, named: list[tuple[str | None, str | None]]
) -> None:
    assert parties(cell) == named


def test_a_row_with_two_parties_is_a_finding_on_each_and_counts_once(source: Folder) -> None:
    header = ("标称生产企业名称", "食品名称", "规格型号", JOINED)
    row = ("委托方：示例甲；受托方：示例乙", "瓜子", "500g", "霉菌║40║≤25")
    found = read(source, "不合格-2026-06-01.csv", lines(header, row))
    assert [(row["org_name"], row["party"], row["record_count"]) for row in found] == [
        ("示例甲", "entrusting", 1),
        ("示例乙", "entrusted", 0),
    ]
    assert len({row["record_id"] for row in found}) == 2


def test_title_and_file_name_say_what_an_announcement_does_not(source: Folder) -> None:
    header = ["序号", "标称生产企业名称", "食品名称", "规格型号"]
    body = workbook(
        {
            "表1": ("附件1 不合格产品信息", header, [["1", "示例甲", "瓜子", "500g"]]),
            "表2": ("附件2 合格产品信息", header, [["1", "示例乙", "瓜子", "/"]]),
        }
    )
    found = read(source, "抽检公示20260601.xlsx", body)
    assert [(row["org_name"], row["result"], row["decided_on"]) for row in found] == [
        ("示例甲", "不合格", "2026-06-01"),
        ("示例乙", "合格", "2026-06-01"),
    ]
    assert found[1]["locator"] == "抽检公示20260601.xlsx 工作表 表2 第 3 行"


def test_an_empty_result_is_not_made_up_from_the_title(source: Folder) -> None:
    header = ("企业名称", "产品名称", "抽查结果", "抽查时间")
    (found,) = read(source, "不合格.csv", lines(header, ("示例甲", "柜", "", "2026-05-01")))
    assert found["result"] is None


@pytest.mark.parametrize(
    "heading", ["企业名称", "标称生产企业名称", "生产企业名称", "生产者名称", "*受检单位名称"]
)
def test_offices_head_their_columns_in_their_own_ways(source: Folder, heading: str) -> None:
    header = (heading, "样品名称", "检验结论", "抽样日期")
    (found,) = read(source, "a.csv", lines(header, ("示例甲", "柜", "合格", "2026-05-01")))
    assert (found["org_name"], found["product_name"]) == ("示例甲", "柜")


def test_a_list_entry_that_is_taken_off_stays_the_same_entry(tmp_path: Path) -> None:
    source = folder(
        tmp_path, "finding_file", max_bytes=2**24, options={"finding_kind": "abnormal_list"}
    )
    header = ("企业名称", "列入日期", "列入原因", "移出日期")
    before = read(source, "a.csv", lines(header, ("示例甲", "2026-05-01", "未报年报", "")))
    after = lines(header, ("示例甲", "2026-05-01", "未报年报", "2026-06-01"))
    source.put("b.csv", after)
    _, batch = source.night()
    assert set(batch.findings["record_id"]) == {before[0]["record_id"]}


def test_a_column_that_says_nothing_makes_no_other_finding() -> None:
    said = {"org_name": "示例甲", "result": "合格", "model": None}
    assert record_id_of("spot_check", said) == record_id_of("spot_check", said | {"brand": None})
    assert record_id_of("spot_check", said) != record_id_of("spot_check", said | {"brand": "甲"})


def test_rows_that_break_the_format_are_told_of(source: Folder) -> None:
    body = "企业名称,产品名称,抽查结果\n示例甲,柜\n\n示例乙,柜,合格\n"
    source.put("a.csv", body)
    _, batch = source.night()
    assert batch.received == 2
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.csv#第 2 行", "broken_row")
    ]


def test_a_line_that_is_no_json_is_told_of_and_the_others_are_read(source: Folder) -> None:
    good = json.dumps({"ORGNAME": "示例甲", "PRODNAME": "柜", "ISPASS": 1})
    source.put("a.jsonl", f"{good}\n{{broken\n{good}\n")
    _, batch = source.night()
    assert (batch.findings.height, batch.rejected.height) == (2, 1)


@pytest.mark.parametrize(
    "body",
    ["一,二,三\n1,2,3\n", "企业名称,地址\n示例甲,某地\n", '{"a": 1}', '{"rows": [{"b": 2}]}', "{"],
)
def test_a_file_that_is_no_such_list_stops_the_run_and_says_so(source: Folder, body: str) -> None:
    source.put("a.csv", body)
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert "a.csv" in str(attempt.message)
    assert batch.rejected["reason_code"].to_list() == ["not_the_table"]


def test_headers_that_mean_nothing_are_logged(
    source: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    header = ("企业名称", "产品名称", "抽查结果", "心情", "被抽样单位名称")
    with caplog.at_level(logging.WARNING):
        read(source, "a.csv", lines(header, ("示例甲", "柜", "合格", "好", "示例超市")))
    assert "心情" in caplog.text
    assert "被抽样单位名称" not in caplog.text


@pytest.mark.parametrize("options", [{}, {"finding_kind": "gossip"}])
def test_a_source_must_say_what_its_lists_are(tmp_path: Path, options: dict[str, str]) -> None:
    source = folder(tmp_path, "finding_file", max_bytes=2**24, options=options)
    source.put("a.csv", "企业名称,产品名称,抽查结果\n示例甲,柜,合格\n")
    with pytest.raises(ConfigError, match="finding_kind"):
        source.night()
