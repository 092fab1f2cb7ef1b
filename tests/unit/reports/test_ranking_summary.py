"""What a terminal shows of a ranked table."""

from __future__ import annotations

import polars as pl
from rich.console import Console

from pipelines.reports.ranking import ranking_summary


def _shown(board: pl.DataFrame) -> str:
    rejected = pl.DataFrame(schema={"row_no": pl.Int32, "id": pl.String, "reason": pl.String})
    console = Console(width=100, highlight=False)
    with console.capture() as printed:
        for part in ranking_summary(board, rejected, []):
            console.print(part)
    return printed.get()


def _board(ids: list[str], notes: list[str], indicators: int) -> pl.DataFrame:
    places = range(1, len(ids) + 1)
    return pl.DataFrame(
        {
            "id": ids,
            "rank": places,
            "score": [0.5 for _ in places],
            "level": pl.Series([None for _ in places], dtype=pl.Int32),
            "is_tied": [False for _ in places],
            "note": notes,
            **{f"indicator_no_{number}": [12.5 for _ in places] for number in range(indicators)},
        }
    )


def test_an_id_is_not_folded_however_many_indicators_stand_beside_it() -> None:
    text = _shown(_board(["A0000001", "示例企业0002"], ["说明"] * 2, indicators=14))
    assert "A0000001" in text
    assert "示例企业0002" in text


def test_each_note_is_said_once_in_the_order_of_the_boards() -> None:
    text = _shown(_board(["a", "b", "c", "d"], ["乙", "乙", "甲", "乙"], indicators=1))
    assert [line.strip() for line in text.splitlines() if line.startswith("说明")] == [
        "说明：乙",
        "说明：甲",
    ]
