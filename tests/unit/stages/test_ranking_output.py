"""Ranked tables as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fastexcel
import polars as pl
import pytest

from pipelines.stages.ranking_output import OutputError, check_ending, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = pl.DataFrame(
    {
        "id": ["甲一", "=1+1"],
        "rank": [1, 2],
        "score": [0.123456789012, None],
        "level": pl.Series([None, None], dtype=pl.Int32),
        "is_tied": [True, False],
        "note": ["按核心指标", "按核心指标"],
    }
)


def _xlsx(path: Path) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet(0).to_polars()


@pytest.mark.parametrize(
    ("ending", "read"), [("csv", pl.read_csv), ("parquet", pl.read_parquet), ("XLSX", _xlsx)]
)
def test_what_is_written_is_read_again(
    tmp_path: Path, ending: str, read: Callable[[Path], pl.DataFrame]
) -> None:
    path = tmp_path / "new" / f"board.{ending}"
    write_table(TABLE, path)
    found = read(path)
    assert found.columns == TABLE.columns
    assert found.drop("level").rows() == TABLE.drop("level").rows()
    assert found["level"].null_count() == 2
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "board.xlsx")
    assert _xlsx(tmp_path / "board.xlsx")["id"][1] == "=1+1"


@pytest.mark.parametrize("name", ["board", "board.xls", "board.json"])
def test_another_ending_is_refused_before_anything_is_ranked(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"\.csv、\.xlsx、\.parquet"):
        check_ending(tmp_path / name)


def test_a_sheet_that_would_overflow_names_the_other_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.reports.workbooks.SHEET_ROWS", 2)
    with pytest.raises(OutputError, match=r"放不下 2 行；请改用 \.csv 或 \.parquet"):
        write_table(TABLE, tmp_path / "board.xlsx")
    assert list(tmp_path.iterdir()) == []
