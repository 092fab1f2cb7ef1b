"""A table of alternatives from a file (CSV, xlsx, Parquet), its cells as numbers to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.scheme_models import Points
from pipelines.core.text import fold, is_empty_marker
from pipelines.sources.headed_table import ROW, read_headed
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipelines.core.scheme_models import Indicator, Scheme

ID, CATEGORY = "id", "product_category"
RESULT_COLUMNS = ("id", "rank", "score", "level", "is_tied", "note")
"""Columns of a ranked table before those of the indicators."""

_SHOWN = 5  # of several like faults a message names so many
_CELL = pl.Schema({"value": pl.Float64, "is_inclusive": pl.Boolean, "reason_code": pl.String})


class TableError(ValueError):
    """A table that cannot be ranked; the message names file, row and column, and the remedy."""


@dataclass(frozen=True)
class Alternatives:
    """What a file holds, as the ranking models compare it.

    Attributes:
        rows: one a row of the file that has an id: row_no (as a person counts them, the header is
            1), id, product_category.
        values: of each core indicator by its code, one a row whose category is asked for it, in
            the order of `rows`: row_no, value (in the indicator's unit; of ordered grades the place
            in the order), is_inclusive, reason_code (`missing`, `unparsed`, `wrong_side`, else
            null), requirement_raw (of a cell that is no plain number).
        answers: one a row and basic indicator that has a column: row_no, indicator_code,
            requirement_raw.
        nameless: row numbers of rows without an id.
        ignored: columns that the scheme does not know, as written.
    """

    rows: pl.DataFrame
    values: Mapping[str, pl.DataFrame]
    answers: pl.DataFrame
    nameless: tuple[int, ...]
    ignored: tuple[str, ...]


def read_alternatives(path: Path, scheme: Scheme) -> Alternatives:
    """Reads a table with `id` and a column for each core indicator of a scheme.

    The ending of the name does not matter, the content does: Parquet, xlsx (the first visible sheet
    with cells), or CSV in UTF-8 or GB18030, plain or gzip. A scheme of several product categories
    needs the column `product_category` too. A cell is a number in the scheme's unit, a grade, or a
    requirement with one bound (`≤0.05`); what cannot be read excludes its row, not the file.

    Raises:
        TableError: columns are missing or doubled, an id stands twice, a category is not the
            scheme's, or the file is no table at all.
        OSError: the file cannot be read.
    """
    try:
        table = read_headed(path.read_bytes())
    except UnreadableError as error:
        raise TableError(f"{path.name}：{error}") from error
    return alternatives_of(table, scheme, path.name)


def alternatives_of(table: pl.DataFrame, scheme: Scheme, name: str = "表") -> Alternatives:
    """What a table holds; see `read_alternatives`.

    Args:
        table: a row an alternative, texts or numbers; rows without any cell do not count.
        scheme: what it is ranked by.
        name: of the table, for messages.

    Raises:
        TableError: see `read_alternatives`.
    """
    if ROW not in table.columns:
        table = table.with_row_index(ROW, offset=2)
    codes = [item.code for item in scheme.core]
    basic = [item.code for item in scheme.indicators if item.class_ == "basic"]
    _check_columns(table.columns, scheme, codes, name)
    rows = table.select(
        pl.col(ROW).cast(pl.Int32).alias("row_no"),
        pl.col(ID).cast(pl.String).str.strip_chars().replace("", None),
        _category(table, scheme).alias(CATEGORY),
    )
    is_named = rows[ID].is_not_null()
    nameless: tuple[int, ...] = ()
    if not is_named.all():
        is_blank = table.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
        nameless = tuple(rows.filter(~is_named & ~is_blank)["row_no"])
        rows, table = rows.filter(is_named), table.filter(is_named)
    _check_ids(rows, name)
    _check_categories(rows, scheme, name)
    return Alternatives(
        rows=rows,
        values={item.code: _asked(rows, table[item.code], item, scheme) for item in scheme.core},
        answers=pl.concat(
            [
                pl.DataFrame(
                    schema={
                        "row_no": pl.Int32,
                        "indicator_code": pl.String,
                        "requirement_raw": pl.String,
                    }
                ),
                *(
                    rows.select(
                        "row_no",
                        pl.lit(code).alias("indicator_code"),
                        table[code].cast(pl.String).alias("requirement_raw"),
                    ).drop_nulls()
                    for code in basic
                    if code in table.columns
                ),
            ]
        ),
        nameless=nameless,
        ignored=tuple(_unknown(table.columns, scheme)),
    )


def asked_rows(rows: pl.DataFrame, item: Indicator, scheme: Scheme) -> pl.DataFrame:
    """The rows whose category is asked for an indicator, in their order."""
    categories = scheme.categories_of(item)
    if len(categories) == len(scheme.categories):
        return rows
    return rows.filter(pl.col(CATEGORY).is_in(list(categories)))


def _asked(rows: pl.DataFrame, cells: pl.Series, item: Indicator, scheme: Scheme) -> pl.DataFrame:
    """The values of one indicator, for the rows whose category is asked for it."""
    values = _numbers(cells) if _is_plain(cells, item) else _texts(cells.cast(pl.String), item)
    found = rows.select("row_no", CATEGORY).with_columns(*values)
    return asked_rows(found, item, scheme).drop(CATEGORY)


def _is_plain(cells: pl.Series, item: Indicator) -> bool:
    """Whether a column holds numbers that are meant as such: a grade may look like one."""
    return cells.dtype.is_numeric() and not (item.grades and item.grades.order)


def _numbers(cells: pl.Series) -> list[pl.Series]:
    frame = pl.DataFrame({"value": cells.cast(pl.Float64)}).with_columns(
        is_number=pl.col("value").is_finite()
    )
    if frame["is_number"].all(ignore_nulls=False):
        # nothing to say of any cell
        empty = pl.lit(None, dtype=pl.String)
        return frame.select(
            "value",
            pl.col("is_number").alias("is_inclusive"),
            empty.alias("reason_code"),
            empty.alias("requirement_raw"),
        ).get_columns()
    frame = frame.select(
        pl.when("is_number").then("value").alias("value"),
        pl.when("is_number").then(True).alias("is_inclusive"),
        pl.when(pl.col("value").is_null())
        .then(pl.lit("missing"))
        .when(~pl.col("is_number"))
        .then(pl.lit("unparsed"))
        .alias("reason_code"),
        pl.when(~pl.col("is_number"))
        .then(pl.col("value").cast(pl.String))
        .alias("requirement_raw"),
    )
    return frame.get_columns()


def _texts(cells: pl.Series, item: Indicator) -> list[pl.Series]:
    """Plain numbers as they are; each distinct text that is none is read once."""
    numbers = cells.str.strip_chars().cast(pl.Float64, strict=False)
    # a grade may look like a number
    is_number = numbers.is_finite().fill_null(value=False) & (item.grades is None)
    distinct = cells.filter(~is_number).unique()
    read = pl.DataFrame(
        [_cell(text, item) for text in distinct.to_list()], schema=_CELL, orient="row"
    ).with_columns(text=distinct)
    frame = pl.DataFrame({"text": cells, "number": numbers, "is_number": is_number}).join(
        read, on="text", how="left", nulls_equal=True, maintain_order="left"
    )
    return frame.select(
        pl.when("is_number").then("number").otherwise("value").alias("value"),
        pl.when("is_number").then(True).otherwise("is_inclusive").alias("is_inclusive"),
        "reason_code",
        pl.when(~pl.col("is_number")).then("text").alias("requirement_raw"),
    ).get_columns()


def _cell(text: str | None, item: Indicator) -> tuple[float | None, bool | None, str | None]:
    """Value, whether the bound includes it, and why there is none."""
    if text is None or is_empty_marker(text):
        return None, None, "missing"
    written = fold(text).strip()
    grades = _grades(item)
    if written in grades:
        return grades[written], True, None
    # who has a table of numbers does not wait for what reads requirements
    from pipelines.core.requirements import parse_requirement

    parts = parse_requirement(text).parts
    part = parts[0]
    if len(parts) > 1 or part.unit not in (None, item.unit):
        return None, None, "unparsed"
    if part.status == "grade" and part.grade in grades:
        if part.op in ("le", "lt"):
            return None, None, "wrong_side"
        return grades[part.grade], part.op != "gt", None
    if part.status != "parsed" or item.better == "best_first":
        return None, None, "unparsed"
    is_upper = item.better == "lower"
    bound = part.high if is_upper else part.low
    if bound is None:
        return None, None, "wrong_side"
    return bound, bool(part.high_inclusive if is_upper else part.low_inclusive), None


def _grades(item: Indicator) -> dict[str, float]:
    """What each grade is compared by: its place in the order, or the number it stands for."""
    if item.grades is None:
        return {}
    places = {grade: float(place) for place, grade in enumerate(item.grades.order, 1)}
    return {fold(grade): value for grade, value in (places | item.grades.numbers).items()}


def _check_columns(columns: Sequence[str], scheme: Scheme, codes: Sequence[str], name: str) -> None:
    veto = scheme.method.veto if isinstance(scheme.method, Points) else []
    category = [CATEGORY] if len(scheme.categories) > 1 else []
    missing = [column for column in (ID, *category, *codes, *veto) if column not in columns]
    if missing:
        unknown = _unknown(columns, scheme)
        beside = f"；不认识的列：{'、'.join(unknown)}" if unknown else ""
        raise TableError(
            f"{name} 第 1 行（表头）缺少列：{'、'.join(missing)}{beside}；"
            f"表头应为 id 与方案 {scheme.scheme_id} 的指标代码"
        )
    if taken := sorted(set(codes) & set(RESULT_COLUMNS)):
        raise TableError(
            f"方案 {scheme.scheme_id} 的指标代码 {'、'.join(taken)} 与结果的列同名；"
            f"请给指标另取代码"
        )


def _unknown(columns: Iterable[str], scheme: Scheme) -> list[str]:
    known = {ROW, ID, CATEGORY, *(item.code for item in scheme.indicators)}
    return [column for column in columns if column not in known]


def _check_ids(rows: pl.DataFrame, name: str) -> None:
    if rows[ID].rechunk().n_unique() == rows.height:  # in parts it counts four times as long
        return
    twice = (
        rows.filter(pl.col(ID).is_duplicated())
        .group_by(ID, maintain_order=True)
        .agg(pl.col("row_no"))
    )
    places = "；".join(
        f"{identifier}（第 {'、'.join(map(str, found))} 行）"
        for identifier, found in twice.head(_SHOWN).iter_rows()
    )
    more = f" 等 {twice.height} 个" if twice.height > _SHOWN else ""
    raise TableError(f"{name} 的列 id 有重复：{places}{more}；每个 id 只能有一行")


def _category(table: pl.DataFrame, scheme: Scheme) -> pl.Expr:
    if CATEGORY in table.columns:
        return pl.col(CATEGORY).cast(pl.String).str.strip_chars()
    return pl.lit(scheme.categories[0])


def _check_categories(rows: pl.DataFrame, scheme: Scheme, name: str) -> None:
    wrong = rows.filter(~pl.col(CATEGORY).is_in(scheme.categories).fill_null(value=False))
    if wrong.height:
        row_no, _, category = wrong.row(0)
        raise TableError(
            f"{name} 第 {row_no} 行的列 {CATEGORY} 写“{category or ''}”，"
            f"方案 {scheme.scheme_id} 没有这个类别；应为 {'、'.join(scheme.categories)} 之一"
        )
