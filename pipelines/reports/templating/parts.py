"""Parts that several templates have: blanks to fill in, and where the numbers come from."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.reports.charts import Chart
    from pipelines.reports.figures import Column, Table
    from pipelines.reports.templating.page import Page

_HINT = RGBColor(0x7F, 0x7F, 0x7F)


def sentences(page: Page, name: str) -> None:
    """A paragraph for each text of a list of that name."""
    page.control(f"{{%p for each in {name} %}}")
    page.text("{{ each }}")
    page.control("{%p endfor %}")


def table_of(page: Page, code: str, columns: Sequence[Column], widths: Sequence[int]) -> None:
    """A table of the report with its caption; nothing where it has no rows.

    Args:
        page: to which it is added.
        code: of the table; the template is given `t` with `title` and `rows` by code.
        columns: that are shown.
        widths: of them, mm; together 156.
    """
    page.control(f"{{%p if t.{code}.rows %}}")
    page.caption(f"{{{{ t.{code}.title }}}}")
    page.table(
        [each.title for each in columns],
        [f"{{{{ r.{each.name} }}}}" for each in columns],
        widths,
        each=f"r in t.{code}.rows",
    )
    page.control("{%p endif %}")


def chart_of(page: Page, name: str) -> None:
    """A chart with its caption below; nothing where there is nothing to draw.

    Args:
        page: to which it is added.
        name: of the chart; the template is given `figures` with the captions of those there are.
    """
    page.control(f"{{%p if '{name}' in figures %}}")
    page.chart(name, f"{{{{ figures.{name} }}}}")
    page.control("{%p endif %}")


def charts_of(page: Page, name: str) -> None:
    """The charts of a list of that name, each with its caption below.

    Args:
        page: to which they are added.
        name: of a list whose members have the chart's `name` and its `caption`.
    """
    page.control(f"{{%p for each in {name} %}}")
    page.chart("", "{{ each.caption }}")
    page.document.paragraphs[-2].runs[0].text = "{{ charts[each.name] }}"
    page.control("{%p endfor %}")


def tabled(tables: Mapping[str, Table], charts: Mapping[str, Chart]) -> dict[str, Any]:
    """What `table_of` and `chart_of` ask for.

    Args:
        tables: by code.
        charts: by name, in the order in which they stand in the report.
    """
    return {
        "t": {code: {"title": each.title, "rows": each.shown} for code, each in tables.items()},
        "figures": captions(charts),
    }


def captions(charts: Mapping[str, Chart]) -> dict[str, str]:
    """图1 and what each chart shows, by its name, counted in their order."""
    return {
        name: f"图{number}  {each.about}" for number, (name, each) in enumerate(charts.items(), 1)
    }


def blank(page: Page, tag: str, title: str, hint: str) -> None:
    """A content control to write in: Word and WPS take the hint away as soon as somebody writes.

    Args:
        page: to which it is added.
        tag: by which it is found when the paper comes back.
        title: that Word shows above it.
        hint: what stands there until then.
    """
    page.text(hint)
    written = page.document.paragraphs[-1]
    for run in written.runs:
        run.font.color.rgb = _HINT
    control = _control(tag, title, OxmlElement("w:showingPlcHdr"))
    written._p.addprevious(control)
    control.find(qn("w:sdtContent")).append(written._p)


def fixed(page: Page, before: str, tag: str, value: str) -> None:
    """A line that ends in a value which nobody can change, found by its tag.

    Args:
        page: to which it is added.
        before: what the line begins with.
        tag: of the value.
        value: a mark of the template.
    """
    page.mark(before + value)
    paragraph = page.document.paragraphs[-1]
    run = paragraph.runs[0]
    held: Any = deepcopy(run._r)
    run.text = before
    locked = OxmlElement("w:lock")
    locked.set(qn("w:val"), "sdtContentLocked")
    control = _control(tag, before.rstrip("： "), locked)
    held.find(qn("w:t")).text = value
    control.find(qn("w:sdtContent")).append(held)
    run._r.addnext(control)


def appendix(page: Page) -> None:
    """数据来源: the release, and each table's rows, digest and query, in small print.

    Takes `release` (`figures.provenance`) and `sources` (`figures.sources`).
    """
    page.break_page()
    page.title("附录\n数据来源")
    page.text(
        "本文各表的数字均取自发布快照{{ release.release_id }}（数据抓取日期{{ release.run_on }}）。"
        "对同一快照运行下列查询，即得到各表的全部行；摘要是各表全部行的 SHA-256。"
    )
    page.small(
        "程序版本：{{ release.code_version }}\n参考数据摘要：{{ release.reference_digest }}\n"
        "决定链末端：{{ release.ledger_head }}"
    )
    _two_columns(page)
    page.control("{%p for s in sources %}")
    page.small("{{ s.title }}（{{ s.row_count }} 行）\n摘要：{{ s.sha256 }}\n{{ s.query }}")
    page.control("{%p endfor %}")


def _two_columns(page: Page) -> None:
    """What follows on the same page stands in two columns: lines of a query are short."""
    section = page.document.add_section(WD_SECTION.CONTINUOUS)
    properties = section._sectPr
    for old in properties.findall(qn("w:cols")):
        properties.remove(old)
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "340")
    properties.append(columns)


def _control(tag: str, title: str, more: Any) -> Any:
    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    for name, value in (("w:alias", title), ("w:tag", tag)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    properties.append(more)
    control.append(properties)
    control.append(OxmlElement("w:sdtContent"))
    return control
