"""A page of a template as GB/T 9704 lays it out: margins, fonts, titles, tables, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.shared import Length

# GB/T 9704-2012: A4, 37 mm above, 28 mm to the left, 156 by 225 mm of text, 22 lines of 28
# characters in size 3 (16 pt), title in size 2 (22 pt), page number in size 4 (14 pt)
_ABOVE, _BELOW, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
_TURNED_ABOVE, _TURNED_BELOW, _TURNED_SIDE = Mm(28), Mm(26), Mm(30)
_LINE, _TITLE_LINE = Pt(29), Pt(36)
TEXT, TITLE, HEADING, NUMBER = "仿宋", "方正小标宋简体", "黑体", "宋体"
_HEADINGS = {1: HEADING, 2: "楷体", 3: TEXT}
_LATIN = "Times New Roman"


class Page:
    """A document that is written from top to bottom."""

    def __init__(self, title: str) -> None:
        self.document = docx.Document()
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "", title, ""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = _ABOVE, _BELOW
        section.left_margin, section.right_margin = _LEFT, _RIGHT
        section.footer_distance = Mm(25)
        style = self.document.styles["Normal"]
        style.font.size = Pt(16)
        _fonts(style.element.get_or_add_rPr(), TEXT)
        style.paragraph_format.space_after = Pt(0)
        self._number_pages(section.footer.paragraphs[0])

    def title(self, text: str) -> None:
        """The paper's title, two lines above the text."""
        paragraph = self._paragraph(text, 22, TITLE, _TITLE_LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = _LINE

    def mark(self, text: str) -> None:
        """Who may read it, above the title."""
        self._paragraph(text, 16, HEADING, _LINE)

    def address(self, text: str) -> None:
        """Whom it goes to."""
        self._paragraph(text, 16, TEXT, _LINE)

    def text(self, text: str) -> None:
        """A paragraph of the text, two characters in."""
        paragraph = self._paragraph(text, 16, TEXT, _LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading: 一、 in bold face (level 1), （一） in regular script (2), 1. as the text (3).

        Word and WPS list headings in their outline.
        """
        paragraph = self._paragraph(text, 16, _HEADINGS[level], _LINE)
        paragraph.style = self.document.styles[f"Heading {level}"]
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.keep_with_next = True
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")
        run = paragraph.runs[0]
        run.bold, run.italic, run.font.color.rgb = False, False, RGBColor(0, 0, 0)

    def chart(self, name: str, caption: str) -> None:
        """Where a chart goes, with what it shows below it and never apart from it."""
        paragraph = self.document.add_paragraph(f"{{{{ charts.{name} }}}}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        below = self._paragraph(caption, 14, HEADING, _LINE)
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def small(self, text: str) -> None:
        """Text of an appendix, a line a line, as small as can be read."""
        paragraph = self._paragraph(text, 8, NUMBER, Pt(11))
        paragraph.paragraph_format.space_after = Pt(6)

    def control(self, text: str) -> None:
        """A mark that repeats or leaves out what stands between it and its end."""
        self._paragraph(text, 16, TEXT, _LINE)

    def caption(self, text: str) -> None:
        """What a table shows, above it and never apart from it."""
        paragraph = self._paragraph(text, 14, HEADING, _LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True

    def remark(self, text: str) -> None:
        """What explains a table, in small type below it; who signs stands on the same page."""
        self._paragraph(text, 10.5, TEXT, Pt(16)).paragraph_format.keep_with_next = True

    def signature(self, *lines: str, note: str | None = None) -> None:
        """Who signs, and when; never parted, and never alone on a page."""
        last = self.document.paragraphs[-1].paragraph_format
        last.keep_with_next = last.keep_together = True
        for number, text in enumerate(lines):
            paragraph = self._paragraph(text, 16, TEXT, _LINE)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            form = paragraph.paragraph_format
            form.right_indent = Pt(16 * 4)
            form.space_before = _LINE if number == 0 else Pt(0)
            form.keep_with_next = note is not None or number < len(lines) - 1
            form.keep_together = True
        if note is not None:
            self.text(note)

    def turn(self) -> None:
        """What follows stands on pages on their side: tables may be 237 mm wide there."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENTATION.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = _TURNED_ABOVE, _TURNED_BELOW
        section.left_margin = section.right_margin = _TURNED_SIDE
        section.footer_distance = Mm(17)

    def break_page(self) -> None:
        """What follows stands on a page of its own."""
        self._paragraph("", 16, TEXT, _LINE).paragraph_format.page_break_before = True

    def table(
        self,
        header: Sequence[str],
        cells: Sequence[str],
        widths: Sequence[int],
        each: str | None = None,
        rows: Sequence[Sequence[str]] = (),
    ) -> None:
        """A table with a header that is repeated on every page, its rows never torn apart.

        Args:
            header: of the columns.
            cells: of a row.
            widths: of the columns, mm; together 156, on a turned page 237.
            each: what the row is repeated for, as `x in entries`; None: one row.
            rows: more rows, as they are.
        """
        table = self.document.add_table(0, len(header), style="Table Grid")
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _row(table, header, widths, HEADING, is_header=True)
        if each is not None:
            _row(table, [f"{{%tr for {each} %}}", *[""] * (len(header) - 1)], widths, TEXT)
        _row(table, cells, widths, TEXT)
        if each is not None:
            _row(table, ["{%tr endfor %}", *[""] * (len(header) - 1)], widths, TEXT)
        for more in rows:
            _row(table, more, widths, TEXT)
        self.room()

    def line(
        self,
        text: str,
        size: float,
        font: str,
        height: float,
        alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    ) -> Any:
        """A paragraph of a cover or a certificate, in type of its own; sizes in points."""
        paragraph = self._paragraph(text, size, font, Pt(height))
        paragraph.alignment = alignment
        return paragraph

    def write(self, paragraph: Any, text: str, size: float, font: str, height: Length) -> None:
        """Text in a paragraph that is there, as one of a table's cell."""
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, height
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _fonts(run._r.get_or_add_rPr(), font)

    def room(self) -> None:
        """A little room between a table and the text."""
        self._paragraph("", 8, TEXT, Pt(10))

    def save(self, path: Path) -> None:
        """Writes the template."""
        self.document.save(str(path))

    def _paragraph(self, text: str, size: float, font: str, line: Length) -> Any:
        paragraph = self.document.add_paragraph()
        self.write(paragraph, text, size, font, line)
        return paragraph

    def _number_pages(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (
            ("t", "— "),
            ("begin", ""),
            ("instrText", "PAGE"),
            ("end", ""),
            ("t", " —"),
        ):
            run = paragraph.add_run(text if kind == "t" else "")
            run.font.size = Pt(14)
            _fonts(run._r.get_or_add_rPr(), NUMBER)
            if kind == "instrText":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = text
                run._r.append(code)
            elif kind != "t":
                field = OxmlElement("w:fldChar")
                field.set(qn("w:fldCharType"), kind)
                run._r.append(field)


def _fonts(properties: Any, east_asian: str) -> None:
    """Latin letters and figures in one font, Chinese characters in another."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks too are Chinese ones


def _row(
    table: Any, cells: Sequence[str], widths: Sequence[int], font: str, *, is_header: bool = False
) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.line_spacing, form.space_before, form.space_after = Pt(15), Pt(3), Pt(3)
        form.keep_with_next = is_header  # never alone at the foot of a page
        run = paragraph.add_run(text)
        run.font.size = Pt(10.5)
        _fonts(run._r.get_or_add_rPr(), font)
