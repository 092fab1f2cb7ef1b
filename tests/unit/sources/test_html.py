from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import html


def page(inside: str) -> list[html.Table]:
    return html.tables(f"<html><body>{inside}</body></html>".encode())


def cell_text(inside: str) -> str:
    ((row,),) = page(f"<table><tr><td>{inside}</td></tr></table>")
    return row[0].text


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("≤0.05&nbsp;mg/m<sup>3</sup>", "≤0.05 mg/m³"),
        ("1&times;10<sup>-3</sup>", "1×10⁻³"),
        ("1×10<SUP> −3 </SUP>", "1×10⁻³"),
        ("m<sup>n</sup>", "m^n"),
        ("PM<sub>2.5</sub>", "PM2.5"),
        ("  \n a \t b\r\n ", "a b"),
        ("E<span>0</span><b>级</b>", "E0级"),
        ("坐姿≤58<br>卧姿≤55", "坐姿≤58\n卧姿≤55"),
        ("<p>一</p><p>二</p>", "一\n二"),
        ("<div>一<div>二</div></div>", "一\n二"),
        ("<a href='x.do'>附件1.pdf</a>", "附件1.pdf"),
        ("a<!-- b -->c<script>d()</script><style>e</style>f", "acf"),
        ("&lt;0.05 &amp; &gt;0.01", "<0.05 & >0.01"),
        ("<img src='x.png'>", ""),
        ("　全角　空格　", "全角　空格"),
        ("", ""),
    ],
)
def test_a_text_is_what_a_reader_sees(inside: str, expected: str) -> None:
    assert cell_text(inside) == expected


def test_a_raised_number_is_never_read_as_part_of_another() -> None:
    assert cell_text("10<sup>-3</sup>") != "10-3"
    assert cell_text("m<sup>2</sup>") != "m2"


GRID = """
<table><tr><th colspan="3">产品信息</th></tr>
<tr><th>产品名称 *</th><th>规格／型号：</th><th>分&nbsp;类</th></tr>
<tr><td>甲</td><td>A</td><td>x</td></tr>
<tr><td>乙</td><td>B</td></tr>
<tr><td> </td><td></td><td>&nbsp;</td></tr>
<tr><td colspan="3">暂无更多</td></tr>
<tr><th>产品名称</th><th>规格/型号</th><th>分类</th></tr>
<tr><td>丙</td><td>C</td><td>z</td><td>多余</td></tr>
</table>"""


def texts(records: list[dict[str, html.Cell]] | None) -> list[dict[str, str]] | None:
    return records and [{name: cell.text for name, cell in record.items()} for record in records]


def test_records_are_read_by_header_and_missing_cells_are_missing() -> None:
    assert texts(html.records(page(GRID), ("产品名称", "规格/型号"))) == [
        {"产品名称": "甲", "规格/型号": "A", "分类": "x"},
        {"产品名称": "乙", "规格/型号": "B"},
        {"产品名称": "丙", "规格/型号": "C", "分类": "z"},
    ]


def test_a_table_without_the_headers_is_not_the_one() -> None:
    assert html.records(page(GRID), ("指标名称",)) is None
    assert html.records(page("<p>产品名称</p>"), ("产品名称",)) is None


def test_headers_without_rows_are_an_empty_table() -> None:
    root = page("<table><tr><th>产品名称</th><th>规格</th></tr></table>")
    assert html.records(root, ("产品名称",)) == []


def test_moved_columns_do_not_matter() -> None:
    root = page(
        "<table><tbody><tr><td>规格</td><td></td><td>产品名称</td></tr>"
        "<tr><td>10L</td><td>x</td><td>甲</td></tr></tbody></table>"
    )
    (record,) = html.records(root, ("产品名称", "规格")) or []
    assert (record["产品名称"].text, record["规格"].text) == ("甲", "10L")


def test_the_first_column_of_a_name_counts() -> None:
    root = page("<table><tr><th>名称</th><th>名称</th></tr><tr><td>甲</td><td>乙</td></tr></table>")
    assert texts(html.records(root, ("名称",))) == [{"名称": "甲"}]


def test_a_cell_that_spans_rows_holds_for_each() -> None:
    root = page(
        "<table><tr><th>产品名称</th><th>型号</th><th>分类</th></tr>"
        "<tr><td rowspan='2'>甲</td><td>A</td><td rowspan=3>x</td></tr>"
        "<tr><td>B</td></tr><tr><td>乙</td><td>C</td></tr></table>"
    )
    assert texts(html.records(root, ("产品名称", "型号"))) == [
        {"产品名称": "甲", "型号": "A", "分类": "x"},
        {"产品名称": "甲", "型号": "B", "分类": "x"},
        {"产品名称": "乙", "型号": "C", "分类": "x"},
    ]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "99999999"])
def test_an_odd_span_does_no_harm(span: str) -> None:
    root = page(f"<table><tr><td colspan='{span}'>甲</td><td>乙</td></tr></table>")
    ((row,),) = root
    assert row[0].text == "甲"
    assert len(row) <= 101


def test_a_layout_table_does_not_hide_the_one_inside() -> None:
    root = page(f"<table><tr><td>菜单</td><td>{GRID}</td></tr></table>")
    assert len(html.records(root, ("产品名称", "规格/型号")) or []) == 3


LABELS = {"org_name": ("机构名称", "企业名称"), "area": ("行政区划",), "code": ("机构代码",)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td>企业名称：</td><td>甲公司</td><td>机构代码:</td><td>1</td></tr>",
            {"org_name": "甲公司", "code": "1"},
        ),
        ("<tr><th>*机构名称</th><td><b>甲</b>公司</td></tr>", {"org_name": "甲公司"}),
        ("<tr><td>企 业 名 称</td><td>甲</td></tr>", {"org_name": "甲"}),
        # a label whose value cell is missing does not take the next label for its value
        (
            "<tr><td>行政区划</td><td>企业名称</td><td>甲</td></tr>",
            {"area": "", "org_name": "甲"},
        ),
        ("<tr><td>行政区划</td></tr>", {"area": ""}),
        (
            "<tr><td>企业名称</td><td></td></tr><tr><td>企业名称</td><td>甲</td></tr>"
            "<tr><td>企业名称</td><td>乙</td></tr>",
            {"org_name": "甲"},
        ),
        ("<tr><td>法定代表人</td><td>某人</td></tr>", {}),
    ],
)
def test_values_stand_beside_their_labels(rows: str, expected: dict[str, str]) -> None:
    assert html.values(page(f"<table>{rows}</table>"), LABELS) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("10/20mm<b>/</b>A-1", ["10/20mm", "A-1"]),
        ("500mL <strong> ／ </strong> A", ["500mL", "A"]),
        ("<span>x<i>/</i></span>y", ["x", "y"]),
        ("——<b>/</b>——", ["——", "——"]),
        ("10/20mm", ["10/20mm"]),
        ("a<b>b</b>c", ["abc"]),
        ("<b>/</b>A", ["", "A"]),
        ("", [""]),
    ],
)
def test_a_cell_parts_at_its_emphasised_slash_only(inside: str, expected: list[str]) -> None:
    ((row,),) = page(f"<table><tr><td>{inside}</td></tr></table>")
    assert html.bold_parts(row[0], "/") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<html></html>", False),
        (b"<HTML></HTML >\n<!-- 12 ms -->", False),
        (b"<html><table><tr>", True),
        (b"", True),
        (b"</html>" + b"x" * 5000, True),
    ],
)
def test_a_page_without_its_end_is_cut_off(body: bytes, expected: bool) -> None:
    assert html.is_cut_off(body.replace(b" >", b">")) is expected


def test_bytes_that_are_no_utf8_become_marks_that_quarantine_finds() -> None:
    (((cell,),),) = html.tables(b"<html><table><tr><td>\xb1\xea\xd7\xbc</table></html>")
    assert "\ufffd" in cell.text


def test_an_xml_declaration_and_a_byte_order_mark_do_no_harm() -> None:
    declared = "\ufeff<?xml version='1.0' encoding='gbk'?><html><table><tr><td>标准</table></html>"
    (((cell,),),) = html.tables(declared.encode())
    assert cell.text == "标准"


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_raise(body: bytes) -> None:
    root = html.tables(body)
    html.records(root, ("产品名称",))
    html.values(root, LABELS)


_MARKUP = st.lists(
    st.sampled_from(
        ["<table>", "</table>", "<tr>", "</tr>", "<td>", "<td colspan=3>", "<td rowspan=2>",
         "</td>", "<th>", "<b>/</b>", "<sup>2</sup>", "产品名称", "企业名称", "<br>", "&nbsp;", "x"]
    ),
    max_size=40,
)  # fmt: skip


@given(_MARKUP)
def test_no_markup_makes_the_tables_raise(pieces: list[str]) -> None:
    root = html.tables("".join(pieces).encode())
    html.values(root, LABELS)
    for record in html.records(root, ("产品名称",)) or []:
        for cell in record.values():
            html.bold_parts(cell, "/")
