"""Native Word charts: whoever gets a report can restyle them and see their numbers in a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import cycle
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from pptx.chart.chart import Chart as OfficeChart
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml import parse_xml as parse_chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH = Mm(150)
_SIZE = Pt(10.5)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
# Okabe and Ito's, told apart by colour-blind readers; dark and light in turn for a copier
_COLOURS = ("0072B2", "E69F00", "009E73", "56B4E9", "D55E00", "CC79A7", "999999")
_GRID = "D9D9D9"
_FIRST_ID = 1000  # a template's own pictures are fewer
_MARK = "\ue000{}\ue001"  # private use: no text from outside keeps such characters by accident


class Kind(Enum):
    """How numbers are drawn; the value is Office's own name of it."""

    BARS = XL_CHART_TYPE.BAR_CLUSTERED
    COLUMNS = XL_CHART_TYPE.COLUMN_CLUSTERED
    STACKED = XL_CHART_TYPE.COLUMN_STACKED
    SHARES = XL_CHART_TYPE.COLUMN_STACKED_100
    LINES = XL_CHART_TYPE.LINE_MARKERS


_LABELLED = (Kind.BARS, Kind.COLUMNS, Kind.LINES)


@dataclass(frozen=True)
class Chart:
    """Numbers to draw.

    Attributes:
        kind: of the drawing.
        categories: along the axis; the first one is on top of a chart of bars.
        series: values by the name that the legend shows, as many as there are categories; None
            where there is none.
        number_format: of Office, for labels and axis.
        about: what it shows, for readers who cannot see it.
        height: mm.
    """

    kind: Kind
    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    about: str
    number_format: str = "#,##0"
    height: int = 75


def mark_of(name: str) -> str:
    """The text that stands for a chart until it is placed."""
    return _MARK.format(name)


def place_charts(document: Any, charts: Mapping[str, Chart]) -> None:
    """Puts each chart where its mark stands.

    Args:
        document: of python-docx, with paragraphs that hold a mark and nothing else.
        charts: by the name of their mark.
    """
    marks = {mark_of(name): chart for name, chart in charts.items()}
    number = 0
    for paragraph in document.paragraphs:
        chart = marks.get(paragraph.text.strip())
        if chart is None:
            continue
        number += 1
        relation = document.part.relate_to(
            _chart_part(document.part.package, chart, number), RELATIONSHIP_TYPE.CHART
        )
        paragraph.clear()
        paragraph.add_run()._r.append(_drawing(chart, relation, number))


def _chart_part(package: Any, chart: Chart, number: int) -> Part:
    data = CategoryChartData(number_format=chart.number_format)
    data.categories = list(chart.categories)
    for name, values in chart.series.items():
        data.add_series(name, list(values))
    sheet = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        CategoryWorkbookWriter(data).xlsx_blob,
        package,
    )
    space = parse_chart(data.xml_bytes(chart.kind.value))
    _style(OfficeChart(space, None), chart)
    part = XmlPart(
        PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, space, package
    )
    space.append(
        parse_xml(
            f"<c:externalData {nsdecls('c', 'r')} "
            f'r:id="{part.relate_to(sheet, RELATIONSHIP_TYPE.PACKAGE)}">'
            '<c:autoUpdate val="0"/></c:externalData>'
        )
    )
    return part


def _style(drawn: OfficeChart, chart: Chart) -> None:
    is_line = chart.kind is Kind.LINES
    drawn.has_title = False
    drawn.font.size, drawn.font.name = _SIZE, "Times New Roman"
    for written in drawn.element.iter(qn("a:latin")):
        written.addnext(parse_xml(f'<a:ea {nsdecls("a")} typeface="宋体"/>'))
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    plot = drawn.plots[0]
    for series, colour in zip(plot.series, cycle(_COLOURS), strict=False):
        painted = RGBColor.from_string(colour)
        if is_line:
            series.format.line.color.rgb, series.format.line.width = painted, Pt(2)
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = painted
            series.marker.format.line.color.rgb = painted
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = painted
    if not is_line:
        plot.gap_width = 60
    # numbers on stacked parts lie on their colours, which no one colour of text suits
    plot.has_data_labels = chart.kind in _LABELLED
    if plot.has_data_labels:
        plot.data_labels.number_format = chart.number_format
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.show_value = True
    drawn.category_axis.reverse_order = chart.kind is Kind.BARS
    drawn.category_axis.has_major_gridlines = False
    axis = drawn.value_axis
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(_GRID)
    axis.tick_labels.number_format = chart.number_format if chart.kind is not Kind.SHARES else "0%"
    axis.tick_labels.number_format_is_linked = False
    axis.minimum_scale = 0 if _is_positive(chart) else None
    if chart.kind is Kind.BARS:  # the axis of a chart whose first bar is on top goes on top too
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _is_positive(chart: Chart) -> bool:
    return all(value is None or value >= 0 for each in chart.series.values() for value in each)


def _drawing(chart: Chart, relation: str, number: int) -> Any:
    """An inline drawing that shows the chart; `about` is its alternative text."""
    drawing = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')}>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{Mm(chart.height)}"/>'
        f'<wp:docPr id="{_FIRST_ID + number}" name="chart{number}"/>'
        "<wp:cNvGraphicFramePr/>"
        "<a:graphic>"
        f'<a:graphicData uri="{_CHART}">'
        f'<c:chart xmlns:c="{_CHART}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    for properties in drawing.iter(qn("wp:docPr")):
        properties.set("descr", chart.about)
    return drawing
