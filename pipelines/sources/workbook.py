"""Workbooks (xlsx) as text: guarded against endless unpacking, numbers as a person sees them."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import fastexcel
from lxml import etree

from pipelines.sources.office import open_package, parse_part
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping

    import polars as pl

_MAX_CELLS = (
    40_000_000  # a sheet is read as a full rectangle: one stray cell far off would fill the memory
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_BUILT_IN = {9: "0%", 10: "0.00%"}
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_WIDE_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,3})\d+"[^>]*(?<!/)>')
_CELL = re.compile(r"([A-Z]+)(\d+)")
# a number with a percent sign or words around it; anything else (dates, fractions) stays as it is
_FORMAT = re.compile(r'(?:"([^"]*)")?[#0?,.]+(%)?(?:"([^"]*)")?')


@dataclass(frozen=True)
class Sheet:
    """One visible sheet: text columns; row 0 of `rows` is row 1 of the sheet."""

    name: str
    rows: pl.DataFrame


@dataclass(frozen=True)
class _Shown:
    """How a number format shows a number: words before and after, and whether in percent."""

    before: str
    is_percent: bool
    after: str

    def text(self, value: str) -> str:
        number = Decimal(repr(float(value)))
        if self.is_percent:
            number *= 100
        # as typed: no exponent, no zeros that only the format shows
        shown = f"{number:f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        return f"{self.before}{shown}{'%' if self.is_percent else ''}{self.after}"


def read_sheets(body: bytes, limit: int) -> list[Sheet]:
    """The visible, non-empty sheets of a workbook, all cells as text.

    A number typed as `95%` is kept by the program as 0.95 with a format; it comes back as `95%`,
    and so do words that a format shows around a number. Dates come as `yyyy-mm-dd hh:mm:ss`.

    Args:
        body: of the file.
        limit: bytes that the parts of the file may unpack to.

    Raises:
        UnreadableError: no workbook, broken, protected by a password, or too large when unpacked.
    """
    package = open_package(body, limit)
    try:
        reader = fastexcel.read_excel(body)
        parts = _sheet_parts(package)
        formats = _formats(package)
        sheets = []
        for name in reader.sheet_names:
            part = parts.get(name)
            if part is None:
                continue
            xml = package.read(part)
            _check_extent(name, xml)
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible":
                continue
            rows = sheet.to_polars()
            if rows.width and rows.height:
                sheets.append(Sheet(name, _as_shown(rows, xml, formats, name) if formats else rows))
    except (fastexcel.FastExcelError, etree.XMLSyntaxError, KeyError) as error:
        raise UnreadableError(
            f"xlsx 内容读不出来（{error}）；请用表格软件打开后另存为新的 xlsx"
        ) from error
    return sheets


def _check_extent(name: str, xml: bytes) -> None:
    last_row = max((int(row[1]) for row in _ROW.finditer(xml)), default=1)
    widest = max((_column(cell[1].decode()) for cell in _WIDE_CELL.finditer(xml)), default=26)
    if last_row * widest > _MAX_CELLS:
        raise UnreadableError(
            f"工作表 {name} 延伸到第 {last_row} 行、第 {widest} 列；"
            f"请删去表格以外的单元格后重新保存"
        )


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in parse_part(package.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for sheet in parse_part(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        target = relations.get(sheet.get(_RELATION), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in package.namelist():
            parts[str(sheet.get("name"))] = path
    return parts


def _formats(package: zipfile.ZipFile) -> dict[str, _Shown]:
    """Number formats in use that show more than the bare number, by the style index of a cell."""
    if "xl/styles.xml" not in package.namelist():
        return {}
    styles = parse_part(package.read("xl/styles.xml"))
    codes = dict(_PERCENT_BUILT_IN)
    for entry in styles.iter(f"{_MAIN}numFmt"):
        codes[int(entry.get("numFmtId", "-1"))] = entry.get("formatCode", "")
    found = {}
    for index, style in enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        # of the sections for positive, negative and zero the first is meant
        code = codes.get(int(style.get("numFmtId", "0")), "").split(";")[0]
        shape = _FORMAT.fullmatch(code)
        if shape and any(shape.groups()):
            found[str(index)] = _Shown(shape[1] or "", bool(shape[2]), shape[3] or "")
    return found


def _as_shown(
    rows: pl.DataFrame, xml: bytes, formats: Mapping[str, _Shown], name: str
) -> pl.DataFrame:
    numbers, first_column = _formatted_numbers(xml, formats)
    for column, cells in numbers.items():
        series = rows.to_series(column - first_column)
        for position, (value, _) in cells.items():
            if not _is_same_number(series[position], value):
                raise UnreadableError(
                    f"工作表 {name} 第 {position + 1} 行的数字格式读不准；"
                    f"请把带百分号或单位的列设为文本格式后重新保存"
                )
        texts = [shown for _, shown in cells.values()]
        rows = rows.with_columns(series.scatter(list(cells), texts))
    return rows


def _formatted_numbers(
    xml: bytes, formats: Mapping[str, _Shown]
) -> tuple[dict[int, dict[int, tuple[str, str]]], int]:
    """Column → row position → (value, as shown) of such numbers; and the first column in use."""
    found: dict[int, dict[int, tuple[str, str]]] = {}
    first_column: int | None = None
    row = column = 0
    row_tag, cell_tag = f"{_MAIN}row", f"{_MAIN}c"
    for event, element in etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        tag=(row_tag, cell_tag),
        resolve_entities=False,
        huge_tree=True,
    ):
        if element.tag == row_tag and event == "start":
            row, column = int(element.get("r") or row + 1), 0
        elif element.tag == row_tag:
            element.clear()  # rows read so far need not stay in memory
        elif event == "end":
            place = _CELL.match(element.get("r") or "")
            column = _column(place[1]) if place else column + 1
            value = element.findtext(f"{_MAIN}v")
            if value is None and element.find(f"{_MAIN}is") is None:
                continue
            first_column = column if first_column is None else min(first_column, column)
            shown = formats.get(element.get("s") or "")
            if shown and value is not None and element.get("t", "n") == "n":
                found.setdefault(column, {})[row - 1] = (value, shown.text(value))
    return found, first_column or 0


def _is_same_number(read: str | None, value: str) -> bool:
    return read is not None and math.isclose(float(read), float(value), rel_tol=1e-9)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
