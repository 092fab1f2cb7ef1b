from __future__ import annotations

import gzip
import io
import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.core import records
from pipelines.sources.json_lines import _json_line_by_line, _json_lines
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.unit.sources.folders import Folder

FIRST, SECOND = "Q-91990000EX0001005N-202605291540-0001", "Q-91990000EX0001021C-202605291541-0002"
HEAD = {
    "声明编号": FIRST,
    "统一社会信用代码": "91990000EX0001005N",
    "企业名称": "示例板材有限公司",
    "法定代表人": "示例人",
    "联系电话": "010-00000000",
    "行政区划": "浙江省杭州市",
    "标准类型": "企业标准",
    "标准编号": "Q/SLBC 001-2025",
    "标准名称": "示例刨花板",
    "公开时间": "2026-05-29 15:40",
    "状态": "现行有效",
}
PRODUCT = {
    "产品名称": "刨花板",
    "通用名": "",
    "品牌": "示例",
    "条码": "6901234567892",
    "规格": "18mm",
    "型号": "A1",
    "产品分类": "人造板",
}
INDICATOR = {
    "指标名称": "甲醛释放量",
    "指标要求": "≤0.050mg/m³",
    "测试方法": "GB/T 17657-2013",
    "指标水平说明": "优",
}
NESTED = {
    "declaration_id": FIRST,
    "uscc": "91990000EX0001005N",
    "org_name": "示例板材有限公司",
    "legal_person": "示例人",
    "address": "示例路 1 号",
    "area": "浙江省杭州市",
    "standard_kind": "企业标准",
    "standard_no": "Q/SLBC 001-2025",
    "standard_name": "示例刨花板",
    "published_at": "2026-05-29 15:40",
    "status": "现行有效",
    "indicators": [
        {"name": "甲醛释放量", "requirement": "≤0.050mg/m³", "test_method": "GB/T 17657-2013"},
        {"name": "甲醛释放量", "requirement": "≤0.050mg/m³", "test_method": "GB/T 17657-2013"},
    ],
    "products": [
        {"name": "刨花板", "generic_name": "", "barcode": 6901234567892, "category": "人造板"}
    ],
}


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "declaration_file", max_bytes=2**24)


def row(**changes: Any) -> dict[str, Any]:
    return {**HEAD, **PRODUCT, **INDICATOR, **changes}


def as_csv(*rows: dict[str, Any], headers: Sequence[str] | None = None) -> str:
    return (
        pl.DataFrame(rows).rename(dict(zip(rows[0], headers or rows[0], strict=True))).write_csv()
    )


def as_parquet(*rows: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(buffer)
    return buffer.getvalue()


def as_xlsx(*rows: dict[str, Any], above: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("声明")
        for line, title in enumerate(above):
            sheet.write(line, 0, title)
        for line, values in enumerate([list(rows[0]), *(list(each.values()) for each in rows)]):
            for column, value in enumerate(values):
                if isinstance(value, datetime):
                    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
                    sheet.write_datetime(line + len(above), column, value, day)
                else:
                    sheet.write(line + len(above), column, value)
    return buffer.getvalue()


def as_lines(*entries: Any) -> str:
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in entries)


def test_a_flat_row_becomes_declaration_product_and_indicator(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.declarations.schema == records.DECLARATIONS
    assert batch.products.schema == records.PRODUCTS
    assert batch.indicators.schema == records.INDICATORS
    declaration = batch.declarations.row(0, named=True)
    assert declaration["record_id"] == FIRST
    assert declaration["raw_path"].startswith("declaration-file/2026-05-30/pages/file/a.csv")
    assert declaration["has_detail"] is True
    assert declaration["discloses_indicators"] is True
    assert declaration["list_digest"] is None
    assert declaration["credit_code"] == "91990000EX0001005N"
    assert declaration["area"] == "浙江省杭州市"
    assert declaration["published_at"] == "2026-05-29 15:40"
    assert batch.products.rows() == [
        (FIRST, 1, "刨花板", None, "示例", "6901234567892", "18mm", "A1", "人造板")
    ]
    assert batch.indicators.rows() == [
        (FIRST, 1, "甲醛释放量", "≤0.050mg/m³", "GB/T 17657-2013", None)
    ]


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


def test_a_file_without_indicator_columns_discloses_none(source: Folder) -> None:
    source.put("a.csv", as_csv({**HEAD, **PRODUCT}))
    _, batch = source.night()
    assert batch.declarations["discloses_indicators"].to_list() == [False]
    assert batch.indicators.is_empty()


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gb18030"),
        lambda text: gzip.compress(text.encode("gb18030")),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
)
def test_csv_comes_in_every_encoding_that_is_seen(
    source: Folder, encode: Callable[[str], bytes]
) -> None:
    source.put("a.csv", encode(as_csv(row())))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.declarations["org_name"].to_list() == ["示例板材有限公司"]
    assert batch.indicators["requirement"].to_list() == ["≤0.050mg/m³"]


@pytest.mark.parametrize(
    "headers",
    [
        "declaration_id,uscc,org_name,area_name,standard_kind,standard_no,standard_name,"
        "published_at,status,product_name,indicator_name,requirement,test_method",
        "i,orgCode,enterpriseName,xzqh,standardType,standardCode,standardName,"
        "公开时间,standardStatus,产品名称,指标名称,指标要求,测试方法",
        " 声明编号* ,统一社会信用代码（必填）,机构名称,行政区划,标准类型,标准编号,标准名称,"
        "公开时间,状态,产品名称,指标名称,指标要求,检验方法",
    ],
)
def test_headers_may_be_canonical_source_keys_or_chinese(source: Folder, headers: str) -> None:
    values = {name: value for name, value in row().items() if name in HEAD}
    del values["法定代表人"], values["联系电话"]
    values |= {"产品": "刨花板", **{name: INDICATOR[name] for name in list(INDICATOR)[:3]}}
    source.put("a.csv", as_csv(values, headers=headers.split(",")))
    attempt, batch = source.night()
    assert attempt.is_complete
    declaration = batch.declarations.row(0, named=True)
    assert (declaration["org_name"], declaration["standard_no"]) == (
        "示例板材有限公司",
        "Q/SLBC 001-2025",
    )
    assert (declaration["area"], declaration["status"]) == ("浙江省杭州市", "现行有效")
    assert batch.products["product_name"].to_list() == ["刨花板"]
    assert batch.indicators["test_method"].to_list() == ["GB/T 17657-2013"]


def test_of_two_columns_for_one_thing_the_more_trusted_counts_unless_it_is_blank(
    source: Folder,
) -> None:
    rows = [
        {
            "id": "1",
            "声明编号": FIRST,
            "标准编号": "Q/A 1-2025",
            "行政区划": "杭州",
            "area_code": "330100",
        },
        {
            "id": SECOND,
            "声明编号": "",
            "标准编号": "Q/A 2-2025",
            "行政区划": "宁波",
            "area_code": "",
        },
    ]
    source.put("a.csv", as_csv(*rows))
    _, batch = source.night()
    assert batch.declarations.select("record_id", "area").rows() == [
        (FIRST, "330100"),
        (SECOND, "宁波"),
    ]


def test_a_unit_in_a_column_of_its_own_joins_a_bare_number(source: Folder) -> None:
    rows = [
        row(指标要求="≤0.05", 单位="mg/m³"),
        row(指标名称="乙", 指标要求="≤5mg/m3", 单位="mg/m3"),
        row(指标名称="丙", 指标要求="E0级", 单位="——"),
    ]
    source.put("a.csv", as_csv(*rows))
    _, batch = source.night()
    assert batch.indicators["requirement"].to_list() == ["≤0.05 mg/m³", "≤5mg/m3", "E0级"]


def test_personal_data_stay_in_the_file(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    source.put("b.jsonl", as_lines({**NESTED, "declaration_id": SECOND}))
    _, batch = source.night()
    frames = (batch.declarations, batch.products, batch.indicators, batch.rejected)
    texts = "".join(frame.write_csv() for frame in frames)
    assert not {"示例人", "010-00000000", "示例路 1 号"} & set(texts.replace("\n", ",").split(","))


def test_columns_that_mean_nothing_are_named_in_the_log(
    source: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    source.put("a.csv", as_csv(row(抽查批次="1", 内部备注="x")))
    with caplog.at_level(logging.WARNING):
        attempt, _ = source.night()
    assert attempt.is_complete
    (said,) = caplog.messages
    assert "a.csv" in said
    assert "抽查批次、内部备注" in said
    assert "法定代表人" not in said


def test_the_nested_layout_gives_the_same_records(source: Folder) -> None:
    source.put("a.jsonl", as_lines(NESTED))
    attempt, batch = source.night()
    assert attempt.is_complete
    declaration = batch.declarations.row(0, named=True)
    assert (declaration["record_id"], declaration["org_name"]) == (FIRST, "示例板材有限公司")
    assert batch.products.rows() == [
        (FIRST, 1, "刨花板", None, None, "6901234567892", None, None, "人造板")
    ]
    # a list of its own: what it says twice was said twice
    assert batch.indicators.select("row_no", "indicator_name").rows() == [
        (1, "甲醛释放量"),
        (2, "甲醛释放量"),
    ]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.jsonl", lambda *rows: as_lines(*rows).encode()),
        ("a.jsonl.gz", lambda *rows: gzip.compress(as_lines(*rows).encode())),
        ("a.parquet", as_parquet),
        ("a.csv", lambda *rows: as_csv(*rows).encode()),
        ("a.xlsx", as_xlsx),
    ],
)
def test_every_format_may_be_flat(source: Folder, name: str, write: Callable[..., bytes]) -> None:
    source.put(name, write(row(), row(指标名称="密度"), row(声明编号=SECOND)))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.declarations["record_id"].to_list() == [FIRST, SECOND]
    assert batch.products["record_id"].to_list() == [FIRST, SECOND]
    assert batch.indicators.select("record_id", "indicator_name").rows() == [
        (FIRST, "甲醛释放量"),
        (FIRST, "密度"),
        (SECOND, "甲醛释放量"),
    ]


def test_parquet_may_be_nested_and_typed(source: Folder) -> None:
    nested = {
        **NESTED,
        "published_at": datetime(2026, 5, 29, 7, 40, tzinfo=UTC),
        "indicators": [{"name": "噪声", "requirement": 55.0}, {"name": "时长", "requirement": 0.5}],
    }
    source.put(
        "a.parquet", as_parquet(nested, {**nested, "declaration_id": SECOND, "products": []})
    )
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.declarations["published_at"].to_list() == ["2026-05-29 15:40:00"] * 2
    assert batch.products["barcode"].to_list() == ["6901234567892"]
    assert batch.indicators["requirement"].to_list() == ["55", "0.5", "55", "0.5"]


def test_a_workbook_may_open_with_titles_and_hold_dates_and_numbers(source: Folder) -> None:
    published = datetime.fromisoformat("2026-05-29 15:40")
    values = row(公开时间=published, 条码=6901234567892)
    source.put("a.xlsx", as_xlsx(values, above=["示例平台声明数据", ""]))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.declarations["published_at"].to_list() == ["2026-05-29 15:40:00"]
    assert batch.products["barcode"].to_list() == ["6901234567892"]


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


def test_lines_that_are_no_objects_are_rejected_and_the_others_read(source: Folder) -> None:
    good = json.dumps(NESTED, ensure_ascii=False)
    other = json.dumps({**NESTED, "declaration_id": SECOND, "status": 1, "pdf": True})
    lines = [good, good[:40], "", "[1]", other, '{"products": "刨花板", "standard_no": "x"}']
    source.put("a.jsonl", "\n".join(lines))
    _, batch = source.night()
    assert batch.declarations.select("record_id", "status").rows() == [
        (FIRST, "现行有效"),
        (SECOND, "1"),
    ]
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.jsonl#第 2 行", "broken_row"),
        ("a.jsonl#第 4 行", "broken_row"),
        ("a.jsonl#第 6 行", "broken_row"),
    ]
    assert batch.received == 5


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


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", "企业,编号\n甲,乙\n".encode(), "没有“声明编号”"),
        ("a.csv", b"", "只见 空行"),
        ("a.csv", "声明编号,标准编号\n".encode("utf-16"), "像是 UTF-16"),
        ("a.csv", "声明编号,标准编号\n甲".encode() + b"\xff", "既不是 UTF-8 也不是 GB18030"),
        ("a.jsonl", b'{"a": 1}\n', "只见 a"),
        ("a.json", b'[{"declaration_id": "1"}]', "每行一条"),
        ("a.parquet", b"PAR1" + b"x" * 100 + b"PAR1", "Parquet 已损坏"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "不是完好的 xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 100, "旧版 .xls"),
        ("a.xlsx", as_xlsx({"企业": "甲"}), "没有一张工作表"),
        ("a.csv.gz", gzip.compress(b"abc" * 1000)[:-20], "gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_whole_and_the_others_are_read(
    source: Folder, name: str, body: bytes, said: str
) -> None:
    source.put(name, body)
    source.put("z.csv", as_csv(row()))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert said in str(attempt.message)
    assert batch.rejected["record_id"].to_list() == [name]
    assert batch.declarations.height == 1
    assert batch.received == 2


def test_mojibake_is_not_guessed_at(source: Folder) -> None:
    source.put("a.csv", as_csv(row(企业名称="锟斤拷")))
    _, batch = source.night()
    assert batch.declarations["org_name"].to_list() == ["锟斤拷"]


def test_each_file_is_taken_once(source: Folder) -> None:
    source.put("first.csv", as_csv(row()))
    assert source.night("2026-05-30")[1].received == 1
    source.put("second.csv", as_csv(row(声明编号=SECOND)))
    attempt, batch = source.night("2026-05-31")
    assert (attempt.is_complete, attempt.requested) == (True, 1)
    assert batch.declarations["record_id"].to_list() == [SECOND]
    assert source.night("2026-06-01")[1].received == 0


def test_the_same_night_again_takes_nothing_and_reads_the_same(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    _, first = source.night()
    attempt, second = source.night()
    assert (attempt.is_complete, attempt.requested) == (True, 0)
    assert second.declarations.equals(first.declarations)


def test_a_corrected_file_of_the_same_name_is_a_new_file(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    source.night("2026-05-30")
    source.put("a.csv", as_csv(row(状态="废止")))
    _, batch = source.night("2026-05-31")
    assert batch.declarations["status"].to_list() == ["废止"]


@pytest.mark.parametrize(
    ("name", "nights"),
    [
        ("声明.csv", ["2026-05-30"]),
        ("声明_20260530.csv", ["2026-05-30"]),
        ("声明_2026-06-02.csv", ["2026-06-14"]),
        ("批次20269999.csv", ["2026-05-30"]),  # eight digits, but no day
    ],
)
def test_a_file_waits_for_the_day_in_its_name(source: Folder, name: str, nights: list[str]) -> None:
    source.put(name, as_csv(row()))
    taken = [
        on for on in ("2026-05-30", "2026-06-14", "2026-07-05") if source.night(on)[1].received
    ]
    assert taken == nights


@pytest.mark.parametrize(
    "name", [".hidden.csv", "~$a.csv", "a.csv.part", "a.csv.tmp", "a.csv.crdownload", "README.md"]
)
def test_scratch_files_and_descriptions_are_left_alone(source: Folder, name: str) -> None:
    source.put(name, as_csv(row()))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.requested, batch.received) == (True, 0, 0)


def test_a_folder_that_is_not_there_says_how_to_give_one(source: Folder) -> None:
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "folder_missing")
    assert "LINGPAO_SOURCE_DECLARATION_FILE_URL" in str(attempt.message)
    assert batch.received == 0


def test_a_file_above_the_ceiling_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    source = folder(tmp_path, "declaration_file", max_bytes=1000)
    source.put("big.csv", as_csv(*[row(声明编号=str(number)) for number in range(50)]))
    source.put("small.csv", as_csv(row()))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "too_large")
    assert "big.csv" in str(attempt.message)
    assert batch.received == 1


LEAF = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
ENTRY = st.fixed_dictionaries(
    {"declaration_id": st.text(min_size=1, max_size=5), "standard_no": LEAF},
    optional={
        "status": LEAF,
        "products": st.none()
        | st.lists(st.dictionaries(st.sampled_from(["name", "model", "规格"]), LEAF), max_size=3),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRY, min_size=1, max_size=4))
def test_pieces_and_single_lines_of_json_give_the_same_rows(entries: list[dict[str, Any]]) -> None:
    text = as_lines(*entries).encode()
    whole = _json_lines(text, 1, len(entries)).rows
    single = _json_line_by_line(text, 1).rows

    def rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
        return frame.select("row_no", "record_id", "standard_no").rows()

    assert rows(whole) == rows(single)


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


def test_a_file_in_several_pieces_is_read_as_one(
    source: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.sources.bulk._PIECE", 700)
    monkeypatch.setattr("pipelines.sources.json_lines._PIECE", 700)
    rows = [row(声明编号=f"id-{number // 3}", 指标名称=f"指标{number % 3}") for number in range(30)]
    lines = as_csv(*rows).splitlines()
    lines.insert(20, "坏行")
    source.put("a.csv", "\n".join(lines))
    source.put("b.jsonl", as_lines(*[{**NESTED, "declaration_id": f"b-{n}"} for n in range(9)]))
    _, batch = source.night()
    assert batch.declarations.height == 10 + 9
    assert batch.indicators.height == 30 + 18
    assert batch.rejected["record_id"].to_list() == ["a.csv#第 21 行"]
    assert batch.indicators["row_no"].to_list()[:6] == [1, 2, 3, 1, 2, 3]
