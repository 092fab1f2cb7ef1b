"""A ranked table as a file: CSV, xlsx or Parquet, by the ending of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from pipelines.store.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

_SHEET_ROWS = 1_048_576  # with the header; the format has no more


class OutputError(ValueError):
    """A table that the chosen kind of file cannot hold; the message names another."""


def check_ending(path: Path) -> None:
    """Makes sure that the name says what kind of file is wanted.

    Raises:
        OutputError: it does not.
    """
    if path.suffix.lower() not in _WRITERS:
        raise OutputError(f"{path.name} 的扩展名应为 {'、'.join(_WRITERS)} 之一")


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Writes a table; texts stay texts, whatever they begin with.

    Raises:
        OutputError: the ending is unknown, or a sheet cannot hold so many rows.
        OSError: the file cannot be written.
    """
    check_ending(path)
    with atomic_path(path) as scratch:
        _WRITERS[path.suffix.lower()](table, scratch)


def _csv(table: pl.DataFrame, path: Path) -> None:
    table.write_csv(path)


def _parquet(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path)


def _xlsx(table: pl.DataFrame, path: Path) -> None:
    if table.height >= _SHEET_ROWS:
        raise OutputError(f"工作表放不下 {table.height} 行；请改用 .csv 或 .parquet")
    options = {"constant_memory": True, "in_memory": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet("排行榜")
        bold = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, name, bold)
        for row, values in enumerate(table.iter_rows(), 1):
            for column, value in enumerate(values):
                if isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value)
                elif value is not None:
                    sheet.write_string(row, column, value)


_WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}
