"""Typing columns by their distinct texts.

A function is called once a text, however often the text occurs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.text import is_empty_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def typed_column(
    frame: pl.DataFrame,
    column: str,
    function: Callable[[str], Mapping[str, Any] | None],
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
) -> pl.DataFrame:
    """Adds the columns of `schema`, made from a text column; null where that is null.

    Args:
        frame: any frame with a text column of that name.
        column: the text column.
        function: one distinct text to a mapping with the keys of `schema`.
        schema: the columns to add.
    """
    texts = frame.get_column(column).unique().drop_nulls().sort()
    rows = [{column: text, **(function(text) or {})} for text in texts]
    made = pl.DataFrame(rows, schema={column: pl.String, **schema}, orient="row")
    return frame.join(made, on=column, how="left", maintain_order="left")


def one(name: str, function: Callable[[str], Any]) -> Callable[[str], dict[str, Any]]:
    """Makes a function of one value fit for `typed_column`."""
    return lambda text: {name: function(text)}


def refolded(
    frame: pl.DataFrame, column: str, function: Callable[[str], str | None]
) -> pl.DataFrame:
    """The frame with a text column as a function spells it; null stays null.

    Args:
        frame: any frame with a text column of that name.
        column: the text column.
        function: one distinct text to another, or to None.
    """
    made = f"{column}_refolded"
    frame = typed_column(frame, column, one(made, function), {made: pl.String})
    return frame.with_columns(pl.col(made).alias(column)).drop(made)


def present(column: str) -> pl.Expr:
    """The column with empty markers (——, /, 无 …) as null."""
    texts = pl.col(column)
    return (
        pl.when(texts.map_batches(_marks_empty, return_dtype=pl.Boolean))
        .then(None)
        .otherwise(texts)
        .alias(column)
    )


def _marks_empty(texts: pl.Series) -> pl.Series:
    distinct = texts.unique().drop_nulls()
    empty = [text for text in distinct if is_empty_marker(text)]
    return texts.is_in(empty).fill_null(True)
