"""The rows of bulk files, flat or nested, as declarations with their products and indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import records
from pipelines.core.records import Batch
from pipelines.sources.chunks import ROW_NO, is_list_of_records, known_columns
from pipelines.sources.columns import (
    DECLARATION_FIELDS,
    INDICATOR_FIELDS,
    NESTED_INDICATOR_FIELDS,
    NESTED_PRODUCT_FIELDS,
    PRODUCT_FIELDS,
    with_unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.sources.chunks import Chunk
    from pipelines.sources.columns import Fields
    from pipelines.store.raw import RawPage

_UNIT = "unit_no"  # one appearance of a declaration: a nested row, or the flat rows of one id
_PLACE = "place"
_KEYS = pl.Schema({"record_id": pl.String, "standard_no": pl.String})
_ATTRIBUTES = tuple(column for column in DECLARATION_FIELDS if column != "record_id")
_NESTED: dict[str, Fields] = {
    "products": NESTED_PRODUCT_FIELDS,
    "indicators": NESTED_INDICATOR_FIELDS,
}
_FLAT: dict[str, Fields] = {"products": PRODUCT_FIELDS, "indicators": INDICATOR_FIELDS}
_NUMBERS = {"products": "product_no", "indicators": "row_no"}
_SCHEMAS = {"products": records.PRODUCTS, "indicators": records.INDICATORS}


@dataclass
class FileRows:
    """Collects the rows of one file, chunk by chunk.

    Attributes:
        page: the stored file.
        name: of the file.
    """

    page: RawPage
    name: str
    _count: int = 0
    _discloses: bool = False
    _nested_heads: list[pl.DataFrame] = field(default_factory=list)
    _flat_heads: list[pl.DataFrame] = field(default_factory=list)
    _nested_details: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    _flat_details: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    _rejected: list[pl.DataFrame] = field(default_factory=list)

    def take(self, chunk: Chunk) -> None:
        """Add a chunk; rows that cannot become a record are rejected, empty ones passed over."""
        place = pl.lit(chunk.place).alias(_PLACE)
        bad = pl.DataFrame(
            [(None, row.row_no, row.reason) for row in chunk.bad],
            {"record_id": pl.String, ROW_NO: pl.Int64, "reason": pl.String},
            orient="row",
        )
        self._reject(bad.with_columns(place), "broken_row", pl.col("reason"))
        rows = chunk.rows.filter(pl.any_horizontal(pl.exclude(ROW_NO).is_not_null()))
        # a piece of JSON Lines has only the keys that occur in it
        rows = _concat([rows, pl.DataFrame(schema=_KEYS)]).with_columns(place)
        has_id = pl.col("record_id").is_not_null()
        self._reject(rows.filter(~has_id), "no_record_id", "没有声明编号，不知属于哪一条声明")
        rows = rows.filter(has_id).with_columns(
            pl.col("record_id").str.strip_chars(),
            pl.int_range(self._count, self._count + pl.len()).alias(_UNIT),
        )
        self._count += rows.height
        lists = [name for name in _NESTED if is_list_of_records(rows.schema.get(name))]
        self._discloses |= "indicators" in lists or "indicator_name" in rows.columns
        heads = rows.select(_present(rows, [_UNIT, ROW_NO, _PLACE, "record_id", *_ATTRIBUTES]))
        if lists:
            self._nested_heads.append(heads)
            for name in lists:
                self._nested_details.setdefault(name, []).append(_exploded(rows, name))
            return
        same = _present(rows, ["record_id", *_ATTRIBUTES])
        self._flat_heads.append(heads.unique(same, keep="first", maintain_order=True))
        for name, fields in _FLAT.items():
            details = _with_units(rows.select(_present(rows, ["record_id", *fields])))
            if details.width > 1:
                self._flat_details.setdefault(name, []).append(_different(details))

    def finish(self) -> FileRecords:
        """What the file holds."""
        heads = [*self._nested_heads]
        details = {name: [*parts] for name, parts in self._nested_details.items()}
        if self._flat_heads:
            flat, ambiguous = _grouped(_concat(self._flat_heads))
            self._reject(ambiguous, "several_standard_nos", "起，同一声明编号有几个不同的标准编号")
            heads.append(flat)
            units = flat.select("record_id", _UNIT)
            for name, parts in self._flat_details.items():
                numbered = _different(_concat(parts)).join(
                    units, on="record_id", how="inner", maintain_order="left"
                )
                number = pl.int_range(1, pl.len() + 1).over(_UNIT).alias(_NUMBERS[name])
                details.setdefault(name, []).append(numbered.with_columns(number))
        declarations = _concat([*heads, _empty_head()]).with_columns(
            raw_path=pl.lit(self.page.path),
            raw_sha256=pl.lit(self.page.sha256),
            attempt=pl.lit(self.page.attempt, pl.Int32),
            list_digest=pl.lit(None, pl.String),
            has_detail=pl.lit(True),
            discloses_indicators=pl.lit(self._discloses),
        )
        return FileRecords(declarations, details, self._rejected, self._count)

    def _reject(self, rows: pl.DataFrame, code: str, reason: str | pl.Expr) -> None:
        """Reject rows (place, row_no); one without an id goes by its place in the file."""
        if rows.is_empty():
            return
        where = pl.format("{}第 {} 行", _PLACE, ROW_NO)
        by_place = pl.format("{}#{}", pl.lit(self.name), where)
        sentence = pl.lit(reason) if isinstance(reason, str) else reason
        self._rejected.append(
            rows.select(
                pl.coalesce("record_id", by_place).alias("record_id"),
                pl.lit(self.page.path).alias("raw_path"),
                pl.lit(self.page.sha256).alias("raw_sha256"),
                pl.lit(self.page.attempt, pl.Int32).alias("attempt"),
                pl.lit(code).alias("reason_code"),
                pl.format(
                    "文件 {} {}{}；请在文件中更正后重新提供", pl.lit(self.name), where, sentence
                ).alias("reason"),
            )
        )


@dataclass(frozen=True)
class FileRecords:
    """The declarations of one file.

    Attributes:
        declarations: columns of `core.records.DECLARATIONS` and `unit_no`, one row an appearance.
        details: `products` and `indicators`, their parts with `unit_no` and a number within it.
        rejected: parts of `core.records.REJECTED`.
        units: all `unit_no` are below this.
    """

    declarations: pl.DataFrame
    details: dict[str, list[pl.DataFrame]]
    rejected: list[pl.DataFrame]
    units: int


def batch_of(files: Iterable[FileRecords], rejected: Sequence[pl.DataFrame]) -> Batch:
    """The batch of some files, in the order in which they are believed.

    A declaration that appears several times stands here once for each; products and indicators are
    those of its last appearance.

    Args:
        files: their records.
        rejected: more parts of `core.records.REJECTED`.
    """
    heads: list[pl.DataFrame] = [_empty_head()]
    details: dict[str, list[pl.DataFrame]] = {name: [] for name in _SCHEMAS}
    rejections = [*rejected]
    offset = 0
    for file in files:
        shift = pl.col(_UNIT) + offset
        heads.append(file.declarations.with_columns(shift))
        for name, parts in file.details.items():
            details[name] += [
                part.drop("record_id", strict=False).with_columns(shift) for part in parts
            ]
        rejections += file.rejected
        offset += file.units
    declarations = _concat(heads)
    last = declarations.unique("record_id", keep="last").select(_UNIT, "record_id")
    frames = {
        name: _conform(
            _concat(parts).join(last, on=_UNIT, how="inner", maintain_order="left"), _SCHEMAS[name]
        )
        if parts
        else pl.DataFrame(schema=_SCHEMAS[name])
        for name, parts in details.items()
    }
    refused = _conform(
        _concat([*rejections, pl.DataFrame(schema=records.REJECTED)]), records.REJECTED
    )
    return Batch(
        received=declarations.height + refused.height,
        declarations=_conform(declarations, records.DECLARATIONS),
        products=frames["products"],
        indicators=frames["indicators"],
        rejected=refused,
    )


def _exploded(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The records of a list column: unit, their number within it from 1, known fields."""
    length, number = pl.col(name).list.len(), _NUMBERS[name]
    flat = (
        rows.filter(length > 0)
        .select(_UNIT, name, pl.int_ranges(1, length + 1, dtype=pl.Int64).alias(number))
        .explode(name, number, empty_as_null=False)
    )
    fields = known_columns(flat.get_column(name).struct.unnest(), _NESTED[name])
    if not fields.width:
        return flat.select(_UNIT, number).clear()
    found = flat.select(_UNIT, number).hstack(_with_units(fields))
    return found.filter(pl.any_horizontal(pl.exclude(_UNIT, number).is_not_null()))


def _grouped(heads: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row a declaration id, the first value of each attribute; and ids that cannot be one."""
    written = pl.col("standard_no").str.replace_all(r"\s", "").str.to_uppercase()
    grouped = heads.group_by("record_id", maintain_order=True).agg(
        pl.col(_UNIT, ROW_NO, _PLACE).first(),
        pl.col(_present(heads, _ATTRIBUTES)).first(ignore_nulls=True),
        written.drop_nulls().n_unique().alias("numbers"),
    )
    is_one = pl.col("numbers") <= 1
    return grouped.filter(is_one).drop("numbers"), grouped.filter(~is_one).drop("numbers")


def _different(details: pl.DataFrame) -> pl.DataFrame:
    """The different rows that say anything, in order of appearance."""
    says = pl.any_horizontal(pl.exclude("record_id").is_not_null())
    return details.filter(says).unique(keep="first", maintain_order=True)


def _with_units(details: pl.DataFrame) -> pl.DataFrame:
    """Requirements with the unit that stands in a column of its own."""
    if not {"unit", "requirement"} <= set(details.columns):
        return details.drop("unit", strict=False)
    pairs = details.select("requirement", "unit").drop_nulls().unique()
    whole = [with_unit(requirement, unit) for requirement, unit in pairs.iter_rows()]
    joined = details.join(
        pairs.with_columns(pl.Series("whole", whole, pl.String)),
        on=["requirement", "unit"],
        how="left",
        maintain_order="left",
    )
    return joined.with_columns(requirement=pl.coalesce("whole", "requirement")).drop(
        "whole", "unit"
    )


def _present(frame: pl.DataFrame, names: Iterable[str]) -> list[str]:
    return [name for name in names if name in frame.columns]


def _concat(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal")


def _conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def _empty_head() -> pl.DataFrame:
    return pl.DataFrame(
        schema={_UNIT: pl.Int64, ROW_NO: pl.Int64, _PLACE: pl.String, **records.DECLARATIONS}
    )
