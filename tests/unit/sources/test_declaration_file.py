from __future__ import annotations

import gzip
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipelines.core import records
from tests.unit.sources.bulk_files import (
    FIRST,
    HEAD,
    INDICATOR,
    NESTED,
    PRODUCT,
    SECOND,
    as_csv,
    as_lines,
    as_parquet,
    as_xlsx,
    row,
)
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.sources.folders import Folder


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "declaration_file", max_bytes=2**24)


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
        lambda text: gzip.compress(text.encode("gb18030"), mtime=0),
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


def test_a_unit_without_a_requirement_is_no_indicator(source: Folder) -> None:
    source.put("a.csv", as_csv({**HEAD, **PRODUCT, "单位": "mm"}))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.indicators.is_empty()
    assert batch.declarations["discloses_indicators"].to_list() == [False]


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
        ("a.jsonl.gz", lambda *rows: gzip.compress(as_lines(*rows).encode(), mtime=0)),
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
        ("a.csv.gz", gzip.compress(b"abc" * 1000, mtime=0)[:-20], "gzip"),
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
