"""What a terminal shows of a ranked table: the board, and who does not stand on it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    from rich.console import RenderableType

SHOWN = 100
"""Rows of a table that a terminal shows; a file holds them all."""

_ID_WIDTH = 24  # an id that is no wider is not folded
_ZH = {
    "product_category": "类别",
    "rank": "名次",
    "score": "得分",
    "level": "水平",
    "is_tied": "并列",
}
_REJECTED = {"row_no": "行", "id": "id", "reason": "未入榜的原因"}


def ranking_summary(
    board: pl.DataFrame, rejected: pl.DataFrame, remarks: Sequence[str]
) -> Iterator[RenderableType]:
    """Tables for a terminal.

    Args:
        board: id, rank, score, level, is_tied, note, and values of indicators by their codes.
        rejected: row_no, id, reason.
        remarks: sentences on what was waived or not read.
    """
    empty = [name for name in ("score", "level") if board[name].null_count() == board.height]
    yield _table(f"排行榜（{board.height} 行）", board.drop("note", *empty), _ZH)
    # the same on every row of a board
    notes = board["note"].rle().struct.field("value").unique(maintain_order=True)
    yield from (Text(f"说明：{note}") for note in notes)
    if rejected.height:
        yield _table(f"未入榜（{rejected.height} 行）", rejected, _REJECTED)
    yield from (Text(f"提示：{remark}") for remark in remarks)


def _table(title: str, rows: pl.DataFrame, names: dict[str, str]) -> Table:
    more = f"另有 {rows.height - SHOWN} 行未显示" if rows.height > SHOWN else None
    table = Table(title=title, title_justify="left", caption=more, box=SIMPLE_HEAD, pad_edge=False)
    shown = rows.head(SHOWN)
    widest = max((cell_len(_shown(value)) for value in shown["id"]), default=0)
    for column, kind in rows.schema.items():
        table.add_column(
            names.get(column, column),
            justify="right" if kind.is_numeric() else "left",
            overflow="fold",
            min_width=min(widest, _ID_WIDTH) if column == "id" else None,
        )
    for row in shown.iter_rows():
        # ids and reasons are somebody else's words, no markup
        table.add_row(*(Text(_shown(value)) for value in row))
    return table


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else ""
        case float():
            return f"{value:.4g}"
        case _:
            return str(value)
