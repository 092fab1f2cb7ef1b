"""Template of annex 1, a scheme, in the wording and order of D1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipelines.reports.templating.forms import marks
from pipelines.reports.templating.page import HEADING, TEXT, TITLE, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

_COVER = (
    ("机构名称（公章）", "{{ body.name }}"),
    ("所属重点领域", "{{ key_field }}"),
    ("拟定评估周期", "{{ period }}"),
    ("地址", "{{ body.address }}"),
    ("联系人", "{{ contacts.contact }}", "电话", "{{ contacts.telephone }}"),
    ("传真", "{{ contacts.fax }}", "电子邮件", "{{ contacts.email }}"),
    ("提交日期", "{{ dated }}"),
)
_FACTS = (
    ("机构名称", "{{ body.name }}"),
    ("通讯地址", "{{ body.address }}"),
    ("单位性质", "{{ ownership[0] }}\n{{ ownership[1] }}"),
    ("统一社会\n信用代码", "{{ body.uscc }}", "邮编", "{{ body.postcode }}"),
    (
        "注册机关",
        "{{ body.registration_authority }}",
        "注册资本",
        "{{ body.registered_capital }}",
    ),
    ("成立日期", "{{ body.registered_on }}", "有效期", "{{ body.valid_until }}"),
    (
        "法定代表人",
        "{{ contacts.legal_representative }}",
        "法人代表\n联系电话",
        "{{ contacts.representative_telephone }}",
    ),
    ("联系部门", "{{ contacts.department }}", "联系人", "{{ contacts.contact }}"),
    ("联系电话", "{{ contacts.telephone }}", "传真", "{{ contacts.fax }}"),
    ("手机", "{{ contacts.mobile }}", "电子邮箱", "{{ contacts.email }}"),
)
_STATEMENT = (
    "本机构自愿承担企业标准领跑者评估机构，并郑重声明：所提供的所有材料及证明材料真实、有效，承诺"
    "按照企业标准领跑者制度要求开展相关评估工作，不向企业收取评估费用，对评估方案和评估结果负责，"
    "接受工作机构和社会各方监督，如有违反，愿承担相应法律责任。"
)
_ATTACHMENTS = (
    "1.法人证书复印件（加盖公章）、营业执照复印件（加盖公章）；",
    "2.牵头或参与制定的标准清单及证明材料；",
    "3.评估人员职称等证明材料；",
    "4.参与产品或服务标准评估项目的证明材料。",
)


def scheme() -> Page:
    """Annex 1: cover, instructions, and the four parts."""
    page = Page("企业标准排行榜和“领跑者”评估方案")
    _cover(page)
    _instructions(page)
    page.break_page()
    page.heading("一、基本情况")
    _facts(page)
    page.heading("二、机构行业权威性简述")
    page.text("{{ authority }}")
    page.heading("三、评估方案（提纲）")
    _outline(page)
    page.heading("四、相关附件材料")
    for place, text in enumerate(_ATTACHMENTS):
        page.text(f"{text}{{{{ attached[{place}] }}}}")
    return page


def _cover(page: Page) -> None:
    marks(page)
    above = page.line("企业标准排行榜和“领跑者”", 28, TITLE, 44, WD_ALIGN_PARAGRAPH.CENTER)
    above.paragraph_format.space_before = Pt(70)
    below = page.line("评估方案", 28, TITLE, 44, WD_ALIGN_PARAGRAPH.CENTER)
    below.paragraph_format.space_after = Pt(110)
    _grid(page, _COVER, (44, 36, 26, 50), 14, 28, is_cover=True)


def _instructions(page: Page) -> None:
    page.break_page()
    head = page.line("填写说明", 18, HEADING, 30, WD_ALIGN_PARAGRAPH.CENTER)
    head.paragraph_format.space_after = Pt(24)
    page.text("一、机构信息应当准确、如实填报。")
    page.text("二、有关项目页面不够时，可加附页。")
    page.text("三、评估方案应按照规定格式填写，并使用A4纸打印装订（一式三份、电子版一份）。")


def _facts(page: Page) -> None:
    table = _grid(page, _FACTS, (30, 48, 28, 50), 12, 20)
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cell = row.cells[0].merge(row.cells[-1])
    for place, (text, alignment) in enumerate(
        (
            (_STATEMENT, WD_ALIGN_PARAGRAPH.JUSTIFY),
            ("法人或单位负责人签字：", WD_ALIGN_PARAGRAPH.RIGHT),
            ("（公章）", WD_ALIGN_PARAGRAPH.RIGHT),
            ("日期：", WD_ALIGN_PARAGRAPH.RIGHT),
        )
    ):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.alignment = alignment
        form = paragraph.paragraph_format
        if place == 0:
            form.first_line_indent, form.space_before, form.space_after = Pt(24), Pt(6), Pt(12)
        else:
            form.right_indent = Pt(120)  # room to sign
        page.write(paragraph, text, 12, TEXT, Pt(22))
    page.room()


def _outline(page: Page) -> None:
    page.heading("1.评估目的", 3)
    page.text("{{ purpose }}")
    page.heading("2.产品或服务范围", 3)
    page.table(
        ("序号", "产品名称", "产品定义", "适用范围说明", "执行的相关标准"),
        (
            "{{ p.no }}",
            "{{ p.name }}",
            "{{ p.definition }}",
            "{{ p.scope }}",
            "{{ p.standards }}",
        ),
        (12, 26, 48, 40, 30),
        each="p in products",
    )
    page.heading("3.评估核心指标", 3)
    page.table(
        ("序号", "检验项目", "", "检验标准"),
        ("{{ i.no }}", "{{ i.name }}", "{{ i.method }}", "{{ i.standard }}"),
        (12, 50, 54, 40),
        each="i in indicators",
    )
    header = page.document.tables[-1].rows[0].cells
    header[1].merge(header[2]).paragraphs[-1]._p.getparent().remove(header[1].paragraphs[-1]._p)
    page.control("{%p for other in others %}")
    page.text("{{ other }}")
    page.control("{%p endfor %}")
    page.heading("4.评估方法及周期", 3)
    page.text(
        "在开展企业标准领跑者评估前，对产品或服务标准的合规性进行评估，确保产品或服务标准符合强制性"
        "标准要求。以自我声明的企业标准中涉及的消费者高度关注、消费升级急需的核心指标的综合排行开展。"
        "领跑者评价结果在综合排行榜的基础上获得。{{ stricter }}"
    )
    page.text("{{ method }}{% if period %}评估周期为{{ period }}。{% endif %}")
    page.table(
        ("序号", "核心指标", "评价尺度"),
        ("{{ i.no }}", "{{ i.name }}", "{{ i.scale }}"),
        (12, 50, 94),
        each="i in indicators",
    )
    page.heading("5.企业标准排行榜的形成", 3)
    page.text(
        "按照评估方案，依据评估核心指标和确定的评估方法，对公共服务平台的相关信息和数据进行梳理，"
        "形成企业标准排行榜。{{ board }}"
    )
    page.text("企业相关信息：{{ enterprise_information }}")
    page.heading("6.企业标准“领跑者”的确定", 3)
    page.text(
        "在企业标准排行榜的基础上，评估机构综合考虑便于消费者选择、产业发展水平、公开标准数量等因素，"
        "合理确定“领跑者”数量，将排行榜排名领先的企业确定为企业标准“领跑者”。在收到企业补充信息及质量"
        "承诺后，确定企业标准“领跑者”名单。{{ leaders }}"
    )
    page.heading("7.实施目标", 3)
    page.text("结果验证要求：{{ verification }}")
    page.text("产品或服务与企业标准一致性的说明：{{ conformity }}")
    page.text(
        "评估周期内实施目标：{% if target != '' %}评估形成{{ target }}个"
        "企业标准“领跑者”。{% endif %}"
    )


def _grid(
    page: Page,
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    size: float,
    height: float,
    *,
    is_cover: bool = False,
) -> Any:
    """Labels with their values, two or four cells a row; on the cover a value stands on a line."""
    table = page.document.add_table(0, len(widths), style=None if is_cover else "Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for texts in rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = list(row.cells)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)
        if len(texts) < len(widths):
            cells = [cells[0], cells[1].merge(cells[-1])]
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            is_value = place % 2 == 1
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            for extra in cell.paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
            paragraph = cell.paragraphs[0]
            form = paragraph.paragraph_format
            form.space_before = form.space_after = Pt(3)
            page.write(paragraph, text, size, TEXT if is_value else HEADING, Pt(height))
            if is_cover and is_value:
                _underline(cell)
    return table


def _underline(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)
