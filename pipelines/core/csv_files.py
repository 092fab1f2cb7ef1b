"""Committed CSV tables read as rows, with errors that name file, line, problem and remedy."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class CsvFileError(ValueError):
    """A table cannot be used."""

    def __init__(self, path: Path, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{path}:{line}：{problem}；{remedy}")


def read_csv(path: Path, columns: Sequence[str], *, key: str) -> list[dict[str, str]]:
    """The rows of a UTF-8 table with a header; blanks around a cell are cut.

    Args:
        path: the table.
        columns: columns that must be there; others are left out.
        key: column whose cells must be filled and differ.

    Raises:
        CsvFileError: a column is missing, a row has too many or too few cells, a key is empty or
            occurs twice.
        OSError: the file cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        missing = [name for name in columns if name not in header]
        if missing:
            raise CsvFileError(path, 1, f"缺少列 {'、'.join(missing)}", "请在首行补上")
        rows: list[dict[str, str]] = []
        lines: dict[str, int] = {}
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(header):
                problem = f"有 {len(cells)} 格，表头有 {len(header)} 格"
                raise CsvFileError(path, line, problem, "请检查逗号和引号")
            row = dict(zip(header, map(str.strip, cells), strict=True))
            name = row[key]
            if not name:
                raise CsvFileError(path, line, f"{key} 是空的", "请填写，或删去这一行")
            if name in lines:
                problem = f"{key} {name} 重复，第 {lines[name]} 行已有"
                raise CsvFileError(path, line, problem, "请只留一行")
            lines[name] = line
            rows.append({column: row[column] for column in columns})
    return rows
