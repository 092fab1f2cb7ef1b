"""Tables of a release that can be traced, as texts, as sheets and as native charts."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb
import fastexcel
import pytest
from lxml import etree

from pipelines.reports.charts import Chart
from pipelines.reports.charts import Kind as Drawn
from pipelines.reports.figures import (
    Column,
    Kind,
    Release,
    Table,
    counted,
    numbered,
    open_release,
    sources,
    text_of,
)
from pipelines.reports.pages import filled
from pipelines.reports.templating.page import Page
from pipelines.reports.workbooks import workbook
from pipelines.store.manifest import Manifest, ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = Manifest(
    release_id="20261122T000000Z",
    number=1,
    previous=None,
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    run_on=date(2026, 11, 22),
    database="lingpao-20261122T000000Z.duckdb",
    code_version="abc",
    reference_digest="def",
    ledger_head="7:0123",
    tables={},
)
COLUMNS = (
    Column("org_name", "企业名称"),
    Column("made", "数量", Kind.COUNT),
    Column("share", "占比", Kind.SHARE),
    Column("on", "日期", Kind.DAY),
)
ROWS = """
select * from (values
    ('=cmd|示例', 1200, 0.256, date '2026-07-01', 1),
    ('示例乙', 3, null, null, 2)
) as rows(org_name, made, share, "on", place)
where made >= $least
order by place
"""


@pytest.fixture
def release() -> Iterator[Release]:
    with duckdb.connect() as connection:
        yield Release(connection, MANIFEST)


def table(release: Release, least: int = 0) -> Table:
    return release.table("made", "示例企业", COLUMNS, ROWS, least=least, unused="x")


def test_a_table_has_its_rows_in_the_order_of_its_query_and_shows_them_as_texts(
    release: Release,
) -> None:
    made = table(release)
    assert made.values("place") == [1, 2]
    assert made.shown == [
        {"org_name": "=cmd|示例", "made": "1,200", "share": "25.6%", "on": "2026年7月1日"},
        {"org_name": "示例乙", "made": "3", "share": "—", "on": "—"},
    ]


def test_the_digest_depends_on_the_rows_alone(release: Release) -> None:
    assert table(release).sha256 == table(release).sha256
    assert table(release).sha256 != table(release, least=10).sha256


def test_the_appendix_lists_each_table_with_a_query_that_anybody_can_run(
    release: Release,
) -> None:
    tables = numbered([table(release, least=10), table(release)])
    assert list(tables) == ["made"]
    [source] = sources(numbered([table(release, least=10)]))
    assert source.title == "表1  示例企业"
    assert source.row_count == "1"
    assert source.query.startswith("-- $least = 10\nselect")
    assert release.connection.execute(source.query, {"least": 10}).fetchall()[0][1] == 1200


def test_a_table_without_rows_takes_no_number_and_says_that_it_is_empty(release: Release) -> None:
    empty = release.table("none", "示例空表", COLUMNS, ROWS, least=10_000)
    tables = counted([empty, table(release)])
    assert [each.title for each in tables.values()] == ["表1  示例企业", "示例空表（没有数据）"]
    assert fastexcel.read_excel(workbook(tables, MANIFEST)).sheet_names == ["表1", "数据来源"]


@pytest.mark.parametrize("code", ["Made", "a-b", "1a", "a b", ""])
def test_a_code_that_is_none_is_refused(release: Release, code: str) -> None:
    with pytest.raises(ValueError, match="lower case"):
        release.table(code, "", (), "select 1")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0, Kind.COUNT, "0"),
        (3165625, Kind.COUNT, "3,165,625"),
        (0.05, Kind.NUMBER, "0.05"),
        (12000.0, Kind.NUMBER, "12,000"),
        (1, Kind.SHARE, "100.0%"),
        (0.3125, Kind.SHARE, "31.3%"),
        (-0.0004, Kind.SHARE, "0.0%"),
        (25.822784810126582, Kind.SHARE, "2,582.3%"),
        (None, Kind.SHARE, "—"),
    ],
)
def test_a_number_is_written_as_a_chinese_report_writes_it(
    value: float | None, kind: Kind, text: str
) -> None:
    assert text_of(value, kind) == text


def test_a_release_root_without_a_release_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="lingpao nightly"), open_release(tmp_path):
        pass


def test_a_workbook_has_a_sheet_a_table_and_the_sources_and_no_formula(release: Release) -> None:
    body = workbook(numbered([table(release)]), MANIFEST)
    book = fastexcel.read_excel(body)
    assert book.sheet_names == ["表1", "数据来源"]
    rows = book.load_sheet("表1", header_row=1).to_polars()
    assert rows.columns == ["企业名称", "数量", "占比", "日期"]
    assert rows["企业名称"].to_list() == ["=cmd|示例", "示例乙"]
    assert rows["数量"].to_list() == [1200, 3]
    said = book.load_sheet("数据来源", header_row=None).to_polars()
    assert table(release).sha256 in said.to_series(2).to_list()
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_chart_is_a_native_one_with_its_numbers_in_a_sheet(tmp_path: Path) -> None:
    page = Page("示例")
    page.text("{{ charts.trend }} 是图的名称")
    page.chart("trend", "图1  历年数量")
    page.save(tmp_path / "template.docx")
    chart = Chart(
        Drawn.COLUMNS,
        ["2025年", "2026年"],
        {"声明": [1.0, None], "<领跑者>": [3.0, 4.0]},
        'a "b" <c>',
    )
    body = filled(tmp_path / "template.docx", {}, {"trend": chart})
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        drawn = etree.fromstring(parts.read("word/charts/chart1.xml"))
        texts = [each.text for each in drawn.iter("{*}v")]
        document = etree.fromstring(parts.read("word/document.xml"))
        sheet = fastexcel.read_excel(parts.read("word/embeddings/chart1.xlsx"))
    assert texts == [
        "声明",
        "2025年",
        "2026年",
        "1.0",
        "<领跑者>",
        "2025年",
        "2026年",
        "3.0",
        "4.0",
    ]
    assert [each.get("descr") for each in document.iter("{*}docPr")] == ['a "b" <c>']
    assert sheet.load_sheet(0).to_polars().columns[1:] == ["声明", "<领跑者>"]
