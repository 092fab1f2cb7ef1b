from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from pipelines.sources.tabular import UnreadableError
from pipelines.sources.workbook import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 2**26


def book(fill: Callable[[Any, Any], None]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        fill(workbook, workbook.add_worksheet("表"))
    return buffer.getvalue()


def rewritten(body: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return buffer.getvalue()


def numbers(_workbook: Any, sheet: Any) -> None:
    for line in range(3):
        sheet.write_row(line, 0, ["文字", line])


def test_the_first_row_is_row_1_of_the_sheet_even_when_it_is_empty() -> None:
    (sheet,) = read_sheets(book(lambda _, sheet: sheet.write(2, 3, "值")), LIMIT)
    assert sheet.rows.rows() == [(None,), (None,), ("值",)]


def test_formats_are_shown_wherever_the_table_begins() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        percent = workbook.add_format({"num_format": "0.0%"})
        sheet.write_row(3, 2, ["甲", 0.5])
        sheet.write_number(5, 3, 0.1234, percent)
        sheet.write_number(6, 3, -0.05, percent)

    (sheet,) = read_sheets(book(fill), LIMIT)
    assert sheet.rows.rows()[3:] == [
        ("甲", "0.5"),
        (None, None),
        (None, "12.34%"),
        (None, "-5%"),
    ]


def test_a_format_on_a_date_or_a_text_changes_nothing() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "95", workbook.add_format({"num_format": "0%"}))
        sheet.write_number(1, 0, 46171, workbook.add_format({"num_format": "yyyy-mm-dd"}))

    (sheet,) = read_sheets(book(fill), LIMIT)
    assert sheet.rows.rows() == [("95",), ("2026-05-29 00:00:00",)]


def test_a_package_that_unpacks_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableError, match="解包后有"):
        read_sheets(book(numbers), 1000)


def test_a_size_that_lies_is_found_out() -> None:
    body = bytearray(book(numbers))
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    entry = body.rfind(b"xl/worksheets/sheet1.xml") - 46
    body[entry + 24 : entry + 28] = (part.file_size - 50).to_bytes(4, "little")
    with pytest.raises(UnreadableError):
        read_sheets(bytes(body), LIMIT)


def test_a_stray_cell_far_off_is_refused_before_it_fills_the_memory() -> None:
    body = book(lambda _, sheet: (sheet.write(0, 0, "甲"), sheet.write(1_048_575, 16_383, "乙")))
    with pytest.raises(UnreadableError, match="延伸到第 1048576 行"):
        read_sheets(body, LIMIT)


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def plant(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"?>")
        return head + b"?>" + bomb + rest.replace(b'name="\xe8\xa1\xa8"', b'name="&b;"')

    body = rewritten(book(numbers), "xl/workbook.xml", plant)
    try:
        sheets = read_sheets(body, LIMIT)
    except UnreadableError:
        return
    assert all(len(sheet.name) < 20 for sheet in sheets)


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_part_that_is_no_xml_is_named_as_damage(name: str) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 0.5, workbook.add_format({"num_format": "0%"}))

    body = rewritten(book(fill), name, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(UnreadableError):
        read_sheets(body, LIMIT)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "文字")
    with pytest.raises(UnreadableError):
        read_sheets(buffer.getvalue(), LIMIT)
