"""A ranked table as a file: CSV, xlsx or Parquet, by the ending of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl


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
    # who wants no workbook does not wait for what papers need
    from pipelines.reports.figures import Column, Kind
    from pipelines.reports.workbooks import SHEET_ROWS, add_sheet, open_workbook

    if table.height >= SHEET_ROWS:
        raise OutputError(f"工作表放不下 {table.height} 行；请改用 .csv 或 .parquet")
    with open_workbook(str(path)) as book:
        columns = [Column(name, name, Kind.TEXT) for name in table.columns]
        add_sheet(book, "排行榜", columns, table.iter_rows(named=True))


_WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}
