"""The templates as delivered, by `python -m pipelines.reports.template_pages`.

Once written they are files like any other: who wants another wording edits them in Word or WPS.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

# GB/T 9704-2012: A4, 37 mm above, 28 mm to the left, 156 by 225 mm of text, 22 lines of 28
# characters in size 3 (16 pt), title in size 2 (22 pt), page number in size 4 (14 pt)
_ABOVE, _BELOW, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
_LINE, _TITLE_LINE = Pt(29), Pt(36)
_TEXT, _TITLE, _HEADING, _NUMBER = "仿宋", "方正小标宋简体", "黑体", "宋体"
_LATIN = "Times New Roman"

_BASIS = "《{{ basis }}》"
_LEADER = "{{ year }}年{{ category_name }}产品（或服务）企业标准“领跑者”"


class _Page:
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
        _fonts(style.element.get_or_add_rPr(), _TEXT)
        style.paragraph_format.space_after = Pt(0)
        self._number_pages(section.footer.paragraphs[0])

    def title(self, text: str) -> None:
        """The paper's title, two lines above the text."""
        paragraph = self._paragraph(text, 22, _TITLE, _TITLE_LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = _LINE

    def mark(self, text: str) -> None:
        """Who may read it, above the title."""
        self._paragraph(text, 16, _HEADING, _LINE)

    def address(self, text: str) -> None:
        """Whom it goes to."""
        self._paragraph(text, 16, _TEXT, _LINE)

    def text(self, text: str) -> None:
        """A paragraph of the text, two characters in."""
        paragraph = self._paragraph(text, 16, _TEXT, _LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")

    def control(self, text: str) -> None:
        """A mark that repeats or leaves out what stands between it and its end."""
        self._paragraph(text, 16, _TEXT, _LINE)

    def caption(self, text: str) -> None:
        """What a table shows, above it and never apart from it."""
        paragraph = self._paragraph(text, 14, _HEADING, _LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True

    def signature(self, *lines: str, note: str | None = None) -> None:
        """Who signs, and when; never parted, and never alone on a page."""
        last = self.document.paragraphs[-1].paragraph_format
        last.keep_with_next = last.keep_together = True
        for number, text in enumerate(lines):
            paragraph = self._paragraph(text, 16, _TEXT, _LINE)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            form = paragraph.paragraph_format
            form.right_indent = Pt(16 * 4)
            form.space_before = _LINE if number == 0 else Pt(0)
            form.keep_with_next = note is not None or number < len(lines) - 1
            form.keep_together = True
        if note is not None:
            self.text(note)

    def break_page(self) -> None:
        """What follows stands on a page of its own."""
        self._paragraph("", 16, _TEXT, _LINE).paragraph_format.page_break_before = True

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
            widths: of the columns, mm; together 156.
            each: what the row is repeated for, as `x in entries`; None: one row.
            rows: more rows, as they are.
        """
        table = self.document.add_table(0, len(header), style="Table Grid")
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _row(table, header, widths, _HEADING, is_header=True)
        if each is not None:
            _row(table, [f"{{%tr for {each} %}}", *[""] * (len(header) - 1)], widths, _TEXT)
        _row(table, cells, widths, _TEXT)
        if each is not None:
            _row(table, ["{%tr endfor %}", *[""] * (len(header) - 1)], widths, _TEXT)
        for more in rows:
            _row(table, more, widths, _TEXT)
        self.room()

    def room(self) -> None:
        """A little room between a table and the text."""
        self._paragraph("", 8, _TEXT, Pt(10))

    def save(self, path: Path) -> None:
        """Writes the template."""
        self.document.save(str(path))

    def _paragraph(self, text: str, size: int, font: str, line: Pt) -> Any:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _fonts(run._r.get_or_add_rPr(), font)
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
            _fonts(run._r.get_or_add_rPr(), _NUMBER)
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
        run = paragraph.add_run(text)
        run.font.size = Pt(10.5)
        _fonts(run._r.get_or_add_rPr(), font)


def consent_letter() -> _Page:
    """To an enterprise, with its own figures, and a slip to reply by (D1 part 3 (2) 4)."""
    page = _Page("关于征求列入企业标准排行榜意见的函")
    page.mark("内部资料  公示前不公开")
    page.title("关于征求列入{{ category_name }}产品（或服务）\n企业标准排行榜意见的函")
    page.address("{{ org_name }}：")
    page.text(
        "我单位作为{{ category_name }}产品（或服务）企业标准排行榜和“领跑者”评估机构，按照既定"
        "评估方案《{{ scheme_title }}》，依据{{ indicator_names }}水平，以企业标准信息公共服务平台"
        "中声明公开的企业标准数据为对象，开展了{{ period_text }}排行榜评估工作，数据截至"
        "{{ cut_off_on }}。评估过程公开透明，客观公正，未向被评估企业收取评估费用。"
    )
    page.text(
        "你单位下列企业标准达到入榜水平，排行榜共{{ entry_count }}项。排行方法：{{ note }}"
        "{% if is_provisional %}本周期尚未截止，以下为截至目前的结果。{% endif %}"
        "{% if is_example %}本函仅供演示，不得寄出。{% endif %}"
    )
    page.caption("表1  入榜的企业标准")
    page.table(
        ("执行标准", "产品（或服务）\n名称", "类别/型号", "名次", "总体水平"),
        (
            "{{ e.standard_no }}",
            "{{ e.product }}",
            "{{ e.model }}",
            "{{ e.rank }}",
            "{{ e.level }}",
        ),
        (40, 34, 34, 24, 24),
        each="e in entries",
    )
    page.control("{%p for e in entries %}")
    page.caption("表{{ loop.index + 1 }}  核心指标（{{ e.standard_no }}）")
    page.table(
        ("核心指标", "声明的要求", "试验方法", "比较值", "{{ result_name }}"),
        ("{{ i.name }}", "{{ i.declared }}", "{{ i.method }}", "{{ i.value }}", "{{ i.result }}"),
        (34, 36, 36, 28, 22),
        each="i in e.indicators",
    )
    page.control("{%p endfor %}")
    page.text(
        f"按照{_BASIS}，排行榜须同入榜企业充分沟通并征得其同意后，方可报送、公示和发布。请核对上述内容，"
        "于{{ reply_by }}前将加盖公章的回执寄回我单位，同时将填好答复的电子版发至我单位邮箱。"
        "不同意的，不列入排行榜，其他企业的名次不变。"
    )
    page.text("公示前，排行榜不公开；请勿对外引用上述名次和水平。")
    page.signature("{{ body_name }}（公章）", "{{ dated }}", note="（联系人：{{ contact }}）")
    page.break_page()
    page.title("{{ period_text }}{{ category_name }}产品\n企业标准排行榜入榜意见回执")
    page.address("{{ body_name }}：")
    page.text(
        "我单位已核对来函所列执行标准、指标和名次，答复如下。"
        "请在“答复”一栏填写“同意”或“不同意”；不同意的，可在表下说明理由。"
    )
    page.room()
    page.table(
        ("企业名称", "统一社会\n信用代码", "执行标准", "答复\n（同意/\n不同意）", "日期"),
        (
            "{{ e.org_name }}",
            "{{ e.uscc }}",
            "{{ e.standard_no }}",
            "",
            "",
        ),
        (38, 42, 38, 20, 18),
        each="e in entries",
    )
    page.text("意见：")
    page.signature("{{ org_name }}（公章）", "\xa0\xa0\xa0\xa0年\xa0\xa0月\xa0\xa0日")
    return page


def exit_publicity() -> _Page:
    """To everybody: a title is cancelled (D1 part 3 (2) 6)."""
    page = _Page("关于取消企业标准“领跑者”称号的公示")
    page.title("关于取消{{ category_name }}产品（或服务）\n企业标准“领跑者”称号的公示")
    page.text(
        f"按照{_BASIS}关于“领跑者”退出机制的规定，经核实，下列企业在称号有效期内出现规定情形，"
        f"自{{{{ exited_on }}}}起取消其{_LEADER}称号，现予公示。"
    )
    _exited(page)
    page.text("取消称号的情形：{{ reason }}。")
    page.text("具体事实：{{ text }}")
    page.text(
        "该企业自{{ barred_from }}起至{{ barred_until }}前（三年内）不再纳入企业标准排行榜和"
        "“领跑者”评估，不得继续享受企业标准“领跑者”制度相关的优惠政策。"
    )
    page.text("对公示内容有异议的，请以书面形式向我单位反映，并附证明材料和联系方式。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def exit_departments() -> _Page:
    """To the supervising departments (D1 part 3 (2) 6: 同时报有关监管部门)."""
    page = _Page("关于取消企业标准“领跑者”称号有关情况的函")
    page.title("关于取消企业标准“领跑者”称号\n有关情况的函")
    page.address("有关监管部门：")
    page.text(
        f"按照{_BASIS}关于“领跑者”退出机制的规定，我单位自{{{{ exited_on }}}}起取消"
        "{{ org_name }}" + _LEADER + "称号，现将有关情况报送你单位。"
    )
    _exited(page)
    page.text("一、取消称号的情形：{{ reason }}。")
    page.text("二、具体事实：{{ text }}")
    page.text(
        "三、处理：在{{ publishes_in }}公示；不得继续享受企业标准“领跑者”制度相关的优惠政策；"
        "自{{ barred_from }}起至{{ barred_until }}前（三年内）不再纳入企业标准排行榜和“领跑者”"
        "评估。"
    )
    page.text("请依职责对该企业的产品（或服务）予以关注，并停止其凭该称号享受的优惠政策。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def exit_credit() -> _Page:
    """To the credit system (D1 part 3 (2) 6: 并纳入企业信用体系)."""
    page = _Page("关于将取消企业标准“领跑者”称号信息纳入企业信用体系的函")
    page.title("关于将取消企业标准“领跑者”称号信息\n纳入企业信用体系的函")
    page.address("企业信用信息归集部门：")
    page.text(f"按照{_BASIS}，被取消“领跑者”称号的企业纳入企业信用体系。现提供下列信息，请予归集。")
    page.table(
        ("项目", "内容"),
        ("企业名称", "{{ org_name }}"),
        (46, 110),
        rows=(
            ("统一社会信用代码", "{{ uscc }}"),
            ("取消的称号", _LEADER),
            ("证书编号", "{{ certificate_no }}"),
            ("执行标准", "{{ standard_no }}"),
            ("原有效期", "{{ valid_from }}至{{ valid_to }}前"),
            ("取消日期", "{{ exited_on }}"),
            ("取消的情形", "{{ reason }}"),
            ("具体事实", "{{ text }}"),
            ("不再纳入评估的期限", "{{ barred_from }}至{{ barred_until }}前"),
            ("作出决定的单位", "{{ work_institution }}"),
            ("决定编号", "{{ decision_id }}"),
        ),
    )
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def _exited(page: _Page) -> None:
    page.caption("取消称号的企业")
    page.table(
        ("企业名称与\n统一社会信用代码", "产品（或服务）\n名称", "执行标准", "证书编号与原有效期"),
        (
            "{{ org_name }}\n{{ uscc }}",
            "{{ product }}",
            "{{ standard_no }}",
            "{{ certificate_no }}\n{{ valid_from }}至\n{{ valid_to }}前",
        ),
        (44, 30, 36, 46),
    )


PAGES = {
    "consent_letter": consent_letter,
    "exit_publicity": exit_publicity,
    "exit_departments": exit_departments,
    "exit_credit": exit_credit,
}
"""Templates by the name of their file."""


def write_templates(folder: Path) -> None:
    """Writes every template anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in PAGES.items():
        made().save(folder / f"{name}.docx")


if __name__ == "__main__":
    write_templates(Path(__file__).parent / "templates")
