"""Template of a leader's certificate: one page in a frame."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipelines.reports.templating.page import HEADING, NUMBER, TEXT, TITLE, Page

_RED = "9C1C1C"
_WIDTHS = (Mm(46), Mm(104))
_FACTS = (
    ("证书编号", "{{ certificate_no }}"),
    ("统一社会信用代码", "{{ uscc }}"),
    ("重点领域", "{{ field_name }}"),
    ("产品（或服务）名称", "{{ product }}"),
    ("类别/型号", "{{ model }}"),
    ("执行标准", "{{ standard_no }}"),
    ("有效期", "{{ valid_from }}至{{ valid_to }}前"),
)


def certificate() -> Page:
    """A certificate, with number, digest and the page on which they are checked."""
    page = Page("企业标准“领跑者”证书")
    section = page.document.sections[0]
    section.top_margin, section.bottom_margin = Mm(32), Mm(38)
    section.left_margin = section.right_margin = Mm(30)
    section.footer_distance = Mm(22)
    _frame(section)
    page.control("{%p for mark in marks %}")
    page.line("{{ mark }}", 14, HEADING, 20, WD_ALIGN_PARAGRAPH.CENTER)
    page.control("{%p endfor %}")
    title = page.line("企业标准“领跑者”证书", 34, TITLE, 52, WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.space_before = Pt(24)
    title.paragraph_format.space_after = Pt(26)
    page.line("{{ org_name }}：", 18, HEADING, 30)
    said = page.line(
        "按照《{{ basis }}》，经评估和公示，你单位声明公开并执行的企业标准 {{ standard_no }}"
        "{% if standard_name %}《{{ standard_name }}》{% endif %}列入{{ year }}年"
        "{{ category_name }}产品（或服务）企业标准“领跑者”名单，特发此证。",
        16,
        TEXT,
        28,
    )
    said.paragraph_format.first_line_indent = Pt(32)
    said.paragraph_format.space_after = Pt(14)
    _facts(page)
    for text, before in (("{{ work_institution }}（公章）", 22), ("{{ dated }}", 0)):
        signed = page.line(text, 16, TEXT, 28, WD_ALIGN_PARAGRAPH.RIGHT)
        signed.paragraph_format.space_before = Pt(before)
        signed.paragraph_format.right_indent = Pt(24)
    _check(page, section.footer)
    return page


def _check(page: Page, footer: Any) -> None:
    """How it is checked, at the foot of the page, which has no number."""
    first = footer.paragraphs[0]
    for run in list(first.runs):
        run._r.getparent().remove(run._r)
    for paragraph, text in (
        (first, "查验：在{{ publishes_in }}公开网页“领跑者”一页输入证书编号或校验值，或打开"),
        (footer.add_paragraph(), "{{ page }}"),
        (footer.add_paragraph(), "校验值（SHA-256）：{{ digest }}"),
    ):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        page.write(paragraph, text, 9, NUMBER, Pt(13))


def _facts(page: Page) -> None:
    """What was awarded, in two columns without lines."""
    table = page.document.add_table(0, 2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for name, value in _FACTS:
        row = table.add_row()
        for cell, text, width, font in zip(
            row.cells, (name, value), _WIDTHS, (HEADING, TEXT), strict=True
        ):
            cell.width = width
            page.write(cell.paragraphs[0], text, 13, font, Pt(21))


def _frame(section: Any) -> None:
    """A double line around the page."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "thinThickSmallGap"),
            ("sz", "24"),
            ("space", "24"),
            ("color", _RED),
        ):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    # the schema wants it right after the margins
    section._sectPr.find(qn("w:pgMar")).addnext(borders)
