"""Documents of a word processor as texts and tables."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipelines.sources.submitted import LIMIT, Grid, find_headed, folded, read_submitted
from pipelines.sources.tabular import UnreadableError
from pipelines.sources.word import read_document


def body_of(made: Any) -> bytes:
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


def from_xml(*blocks: str) -> bytes:
    """A document whose body has these blocks besides what python-docx puts there."""
    made = docx.Document()
    for number, block in enumerate(blocks):
        opened = block.partition(">")
        made.element.body.insert(
            number, parse_xml(f"{opened[0]} {nsdecls('w')}{opened[1]}{opened[2]}")
        )
    return body_of(made)


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in cells)


def test_paragraphs_and_tables_are_read_in_their_order() -> None:
    made = docx.Document()
    made.add_paragraph("标题")
    made.add_table(1, 2).cell(0, 1).text = "甲\n乙"
    made.add_paragraph("落款")
    read = read_document(body_of(made), LIMIT)
    assert read.paragraphs == ("标题", "落款")
    assert read.tables[0].rows == [["", "甲\n乙"]]
    assert read.tables[0].above == ("标题",)


def test_a_cell_over_several_columns_and_rows_stands_in_each() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "高"
    table.cell(2, 2).text = "角"
    assert read_document(body_of(made), LIMIT).tables[0].rows == [
        ["宽", "宽", ""],
        ["高", "", ""],
        ["高", "", "角"],
    ]


def test_tracked_changes_are_read_as_accepted() -> None:
    text = (
        "<w:p><w:r><w:t>第</w:t></w:r><w:del><w:r><w:delText>一</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>二</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>三</w:t></w:r></w:moveFrom><w:r><w:t>季度</w:t></w:r></w:p>"
    )
    kept, gone = row("留"), row("删").replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    read = read_document(from_xml(text, f"<w:tbl>{kept}</w:tr>{gone}</w:tr></w:tbl>"), LIMIT)
    assert read.paragraphs[0] == "第二季度"
    assert read.tables[0].rows == [["留"]]


def test_what_stands_in_content_controls_is_read_and_tab_stops_are_no_tabs() -> None:
    control = (
        "<w:sdt><w:sdtContent><w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>"
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    table = f"<w:tbl><w:sdt><w:sdtContent>{row('丙')}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    read = read_document(from_xml(control, table), LIMIT)
    assert read.paragraphs[0] == "甲\t乙"
    assert read.tables[0].rows == [["丙"]]


def test_a_row_that_begins_later_keeps_its_columns() -> None:
    late = row("乙").replace("<w:tr>", "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>")
    read = read_document(from_xml(f"<w:tbl>{row('甲', '丁')}</w:tr>{late}</w:tr></w:tbl>"), LIMIT)
    assert read.tables[0].rows == [["甲", "丁"], ["", "乙"]]


def test_a_cell_spread_over_endless_columns_is_refused() -> None:
    wide = row("甲").replace("<w:p>", "<w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p>")
    with pytest.raises(UnreadableError, match="个单元格"):
        read_document(from_xml(f"<w:tbl>{wide}</w:tr></w:tbl>"), LIMIT)


def test_a_package_without_a_document_is_refused() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        package.writestr("word/x.xml", "<x/>")
    with pytest.raises(UnreadableError, match="docx 内容读不出来"):
        read_document(body.getvalue(), LIMIT)


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("产品（或服务）名称", "产品名称"),
        ("产品(或服务) 名称\n", "产品名称"),
        ("备注（明确排行方法及核心指标）", "备注"),
        ("所属省份", "所属省份"),
    ],
)
def test_headings_are_compared_without_blanks_and_brackets(heading: str, plain: str) -> None:
    assert folded(heading) == plain


COLUMNS = {"org": ("企业名称",), "answer": ("答复",)}


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid("表 1", (), tuple(enumerate(rows, 1)))


def test_a_header_is_found_below_titles_and_its_repetitions_are_no_rows() -> None:
    header = ("答复", "企业名称", "别的")
    given = grid(("回执", "", ""), header, ("同意", "甲", "x"), header, ("", "", ""), ("不同意",))
    found = find_headed(given, COLUMNS, ("org", "answer"))
    assert found is not None
    assert found.above == ("回执",)
    assert [(each.row_no, dict(each.cells)) for each in found.rows] == [
        (3, {"answer": "同意", "org": "甲"}),
        (6, {"answer": "不同意", "org": ""}),
    ]


def test_a_grid_without_the_columns_is_none() -> None:
    assert find_headed(grid(("企业名称", "别的")), COLUMNS, ("org", "answer")) is None


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(UnreadableError, match="有两列都是"):
        find_headed(grid(("企业名称", "答复", "企业 名称")), COLUMNS, ("org", "answer"))


def test_text_of_any_encoding_becomes_a_grid() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        read = read_submitted("企业名称,答复\r\n 甲 ,同意\r\n".encode(encoding))
        assert read.grids[0].rows == ((1, ("企业名称", "答复")), (2, ("甲", "同意")))


def test_blanks_are_read_by_their_tags_around_paragraphs_and_within_one() -> None:
    control = (
        '<w:sdt><w:sdtPr><w:tag w:val="{}"/>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    )
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    body = from_xml(
        control.format("a", "", paragraph.format("甲") + paragraph.format("乙")),
        control.format("b", "<w:showingPlcHdr/>", paragraph.format("请填写")),
        control.format("c", '<w:showingPlcHdr w:val="0"/>', paragraph.format("丙")),
        "<w:p>" + control.format("d", "", "<w:r><w:t>丁</w:t></w:r>") + "</w:p>",
    )
    read = [(each.tag, each.text, each.is_untouched) for each in read_document(body, LIMIT).blanks]
    assert read == [
        ("a", "甲\n乙", False), ("b", "请填写", True), ("c", "丙", False), ("d", "丁", False)
    ]  # fmt: skip
