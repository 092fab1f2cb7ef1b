"""Reading committed tables, and what their errors say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.core.csv_files import CsvFileError, read_csv

if TYPE_CHECKING:
    from pathlib import Path


def _table(folder: Path, text: str) -> Path:
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_have_the_columns_asked_for(tmp_path: Path) -> None:
    path = _table(tmp_path, '\ufeffcode,name,note\n01, 甲 ,"a,b"\n02,乙,\n')
    rows = read_csv(path, ("code", "name"), key="code")
    assert rows == [{"code": "01", "name": "甲"}, {"code": "02", "name": "乙"}]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "缺少列 code、name"),
        ("code\n01\n", 1, "缺少列 name"),
        ("code,name\n01\n", 2, "有 1 格，表头有 2 格"),
        ("code,name\n01,甲,乙\n", 2, "有 3 格，表头有 2 格"),
        ("code,name\n01,甲\n ,乙\n", 3, "code 是空的"),
        ("code,name\n01,甲\n02,乙\n01,丙\n", 4, "code 01 重复，第 2 行已有"),
    ],
)
def test_an_error_names_file_line_and_problem(
    tmp_path: Path, text: str, line: int, problem: str
) -> None:
    path = _table(tmp_path, text)
    with pytest.raises(CsvFileError) as caught:
        read_csv(path, ("code", "name"), key="code")
    assert str(caught.value).startswith(f"{path}:{line}：{problem}；")
