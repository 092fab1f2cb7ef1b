"""Feeds as CSV that a spreadsheet opens: titles in Chinese, no cell that is taken for a formula."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FORMULA = "=+-@＝＋－＠"


def write_csv(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes a table as UTF-8 with a byte order mark, by which spreadsheets know the encoding."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    """Text that would be a formula is led by an apostrophe; a list of products stands in a line."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        value = "；".join(" ".join(part for part in each.values() if part) for each in value)
    if isinstance(value, str) and value.lstrip()[:1] in tuple(_FORMULA):
        return f"'{value}"
    return value
