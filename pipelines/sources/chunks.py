"""Rows of bulk files on their way to records: text columns under the dictionary's names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.sources.columns import (
    DECLARATION_FIELDS,
    INDICATOR_FIELDS,
    PRODUCT_FIELDS,
    match_headers,
)
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipelines.sources.columns import Fields, HeaderMatch

ROW_NO = "row_no"
"""Column of a chunk: number of the row as a person counts, Int64."""

LISTS: Fields = {
    "products": ("products", "产品", "产品信息", "执行该标准的产品信息"),
    "indicators": ("indicators", "技术指标", "指标"),
}
"""Columns of the nested layout, one list a declaration (wire-formats.md §2.4)."""


@dataclass(frozen=True)
class BadRow:
    """A row that breaks the format: its number, and in Chinese what is wrong with it."""

    row_no: int
    reason: str


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file in their order.

    Attributes:
        rows: the columns that the dictionaries know, as text, and `row_no`. In the nested layout
            `products` and `indicators` are lists of structs, their fields named as in the file.
        place: the sheet, as it stands before a row's number in a sentence; empty where a file has
            none.
        bad: rows between these that break the format.
    """

    rows: pl.DataFrame
    place: str = ""
    bad: Sequence[BadRow] = field(default_factory=tuple)


@dataclass(frozen=True)
class BulkFile:
    """A file whose header has been read.

    Attributes:
        unknown: headers that mean nothing here.
        chunks: reads the rows; raises `UnreadableError` for what shows up only then.
    """

    unknown: tuple[str, ...]
    chunks: Callable[[], Iterator[Chunk]]


def is_list_of_records(dtype: pl.DataType | None) -> bool:
    """Does a column of this type hold the products or indicators of a declaration?"""
    return isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct | pl.Null)


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text: instants at Shanghai, whole numbers without a point; blank is null.

    Lists and structs are no text: null.
    """
    column = pl.col(name)
    match dtype:
        case pl.String:
            text = column
        case pl.List() | pl.Array() | pl.Struct() | pl.Null() | pl.Object():
            return pl.lit(None, pl.String).alias(name)
        case pl.Datetime(time_zone=zone):
            local = column if zone is None else column.dt.convert_time_zone("Asia/Shanghai")
            text = local.dt.to_string("%Y-%m-%d %H:%M:%S")
        case pl.Float64() | pl.Float32():
            whole = column.cast(pl.Int64, strict=False)
            text = (
                pl.when(whole == column)
                .then(whole.cast(pl.String))
                .otherwise(column.cast(pl.String))
            )
        case _:
            text = column.cast(pl.String, strict=False)
    return pl.when(text.str.strip_chars() != "").then(text).alias(name)


def known_columns(frame: pl.DataFrame, *dictionaries: Fields) -> pl.DataFrame:
    """The columns that the dictionaries know, as text and under their names."""
    return select(frame, frame.columns, match_headers(frame.columns, *dictionaries))


def match_flat(headers: Sequence[str | None]) -> HeaderMatch:
    """What headers mean where a row holds a declaration, a product and an indicator at once."""
    return match_headers(headers, DECLARATION_FIELDS, PRODUCT_FIELDS, INDICATOR_FIELDS)


def select(frame: pl.DataFrame, headers: Sequence[str], match: HeaderMatch) -> pl.DataFrame:
    """The columns of a match; where several headers stand for one, the first that is not blank."""
    return frame.select(
        pl.coalesce(
            as_text(headers[position], frame.schema[headers[position]]) for position in positions
        ).alias(column)
        for column, positions in match.positions.items()
    )


def select_nested(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that the dictionaries know by the frame's own names, lists as they are."""
    lists = [name for name, dtype in frame.schema.items() if is_list_of_records(dtype)]
    flat = [None if name in lists else name for name in frame.columns]
    columns = select(frame, frame.columns, match_flat(flat))
    for column, positions in match_headers(lists, LISTS).positions.items():
        columns = columns.with_columns(frame.get_column(lists[positions[0]]).alias(column))
    return columns


def is_header(match: HeaderMatch) -> bool:
    """Do headers have what a declaration cannot be without?"""
    return "record_id" in match and "standard_no" in match


def no_header(headers: Iterable[str | None]) -> UnreadableError:
    """The error of a file without such headers; says which there are."""
    seen = "、".join(str(header) for header in headers if header)[:120]
    return UnreadableError(
        f"没有“声明编号”（declaration_id）和“标准编号”（standard_no）两列，"
        f"只见 {seen or '空行'}；请补上表头"
    )


def row_numbers(first: int, count: int, skipped: Sequence[int]) -> pl.Series:
    """Numbers of `count` rows from `first` on, without those that were skipped."""
    numbers = pl.int_range(first, first + count + len(skipped), eager=True).alias(ROW_NO)
    if skipped:
        numbers = numbers.filter(~numbers.is_in(skipped))
    return numbers.head(count)


def unknown_to_both(match: HeaderMatch, lists: HeaderMatch) -> tuple[str, ...]:
    """Headers that stand neither for a column nor for a list."""
    return tuple(header for header in match.unknown if header in lists.unknown)
