"""What a spreadsheet makes of a cell."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from pipelines.feeds.spreadsheet import write_csv

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *((f"{sign}1+1", f"'{sign}1+1") for sign in "=+-@＝＋－＠"),
        ("\t=1+1", "'\t=1+1"),
        ("\r\n@SUM(A1)", "'\r\n@SUM(A1)"),
        ("1=1", "1=1"),
        ("", ""),
        (None, ""),
        (-5, "-5"),
        (-0.05, "-0.05"),
        (True, "是"),
        ([{"name": "=净化器", "model": None}, {"name": "乙", "model": "B"}], "'=净化器；乙 B"),
        ([], ""),
    ],
)
def test_text_is_text_and_a_number_is_a_number(tmp_path: Path, value: object, shown: str) -> None:
    write_csv(tmp_path / "table.csv", ["列"], [[value, "末"]])
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["列"], [shown, "末"]]
