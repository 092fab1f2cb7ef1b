"""Comparing typed records with what was known.

New, changed, unchanged; and what has to go to quarantine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from datetime import date

_SEPARATOR, _NULL = "\x1f", "\x00"


@dataclass(frozen=True)
class Typed:
    """Records of one kind, typed, before they are compared.

    Attributes:
        table: name of the table that holds one row a record.
        records: that table's columns as far as typed, plus digest, list_digest, has_detail,
            attempt, and the pair reason_code, reason (both null for a good record). A record_id may
            occur more than once: the last row wins.
        details: tables with several rows a record, by name; `record_id` joins them.
        remarks: rows of quarantine for fields that were left out of good records, or None.
    """

    table: str
    records: pl.DataFrame
    details: dict[str, pl.DataFrame]
    remarks: pl.DataFrame | None = None


@dataclass(frozen=True)
class Compared:
    """What one kind of record contributes to a partition."""

    content: dict[str, pl.DataFrame]
    observations: pl.DataFrame
    quarantine: pl.DataFrame


_ALIKE = ("record_id", "digest", "attempt", "reason_code", "reason", "raw_path", "raw_sha256")


def record_columns(
    *,
    list_digest: pl.Expr | None = None,
    status_raw: pl.Expr | None = None,
    has_detail: pl.Expr | None = None,
) -> list[pl.Expr]:
    """The columns that records of every kind have, for the select that ends their typing.

    A record of a kind without lists and details has no digest of a list row and no status that one
    shows, and is its own detail.
    """
    nothing = pl.lit(None, pl.String)
    own = {
        "list_digest": nothing if list_digest is None else list_digest,
        "status_raw": nothing if status_raw is None else status_raw,
        "has_detail": pl.lit(True) if has_detail is None else has_detail,
    }
    return [*map(pl.col, _ALIKE), *(value.alias(name) for name, value in own.items())]


def content_digest(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """SHA-256 over the named text columns of each row; nulls differ from empty texts."""
    joined = frame.select(
        pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null(_NULL) for name in columns],
            separator=_SEPARATOR,
        ).alias("digest")
    ).to_series()
    return sha256(joined)


def sha256(texts: pl.Series) -> pl.Series:
    """SHA-256 of each text, in hex; null stays null."""
    return pl.Series(
        texts.name,
        [None if text is None else hashlib.sha256(text.encode()).hexdigest() for text in texts],
        pl.String,
    )


def rows_digest(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One text a record_id that stands for its detail rows in their order: record_id, rows."""
    return (
        rows.with_columns(
            pl.concat_str(
                [pl.col(name).cast(pl.String).fill_null(_NULL) for name in columns],
                separator=_SEPARATOR,
            ).alias("rows")
        )
        .group_by("record_id", maintain_order=True)
        .agg(pl.col("rows").str.join("\x1e"))
    )


def compare(typed: Typed, known: pl.DataFrame, fetched_on: date) -> Compared:
    """Sorts records into new, changed, unchanged and bad; keeps the content of the first two.

    Args:
        typed: records of one kind.
        known: frame with record_id, digest, list_digest, detail_on of the nights before.
        fetched_on: the fetch date.
    """
    counted = typed.records.group_by("record_id", maintain_order=True).agg(
        pl.exclude("record_count").last(), pl.col("record_count").sum()
    )
    joined = counted.join(
        known.select(
            "record_id",
            pl.col("digest").alias("known_digest"),
            pl.col("list_digest").alias("known_list_digest"),
            pl.col("detail_on").alias("known_detail_on"),
            pl.col("status_raw").alias("known_status_raw"),
        ),
        on="record_id",
        how="left",
        maintain_order="left",
    ).with_columns(
        pl.when(
            ~pl.col("has_detail"), pl.col("known_digest").is_null(), pl.col("reason_code").is_null()
        )
        .then(pl.lit("detail_missing"))
        .otherwise("reason_code")
        .alias("reason_code"),
        pl.when(
            ~pl.col("has_detail"), pl.col("known_digest").is_null(), pl.col("reason_code").is_null()
        )
        .then(
            pl.format("记录 {} 只在列表中出现，详情页未取得；下次运行会再取", pl.col("record_id"))
        )
        .otherwise("reason")
        .alias("reason"),
    )
    bad = joined.filter(pl.col("reason_code").is_not_null())
    good = joined.filter(pl.col("reason_code").is_null()).with_columns(
        pl.when(pl.col("has_detail")).then("digest").otherwise("known_digest").alias("digest"),
        pl.when(pl.col("has_detail"))
        .then(pl.lit(fetched_on))
        .otherwise("known_detail_on")
        .alias("detail_on"),
        pl.col("list_digest").fill_null(pl.col("known_list_digest")),
        pl.when(pl.col("has_detail"))
        .then("status_raw")
        .otherwise("known_status_raw")
        .alias("status_raw"),
    )
    good = good.with_columns(
        pl.when(pl.col("known_digest").is_null())
        .then(pl.lit("new"))
        .when(pl.col("known_digest") != pl.col("digest"))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("unchanged"))
        .alias("change")
    )
    kept = good.filter(pl.col("change") != "unchanged")
    content = {typed.table: kept} | {
        name: rows.join(kept.select("record_id"), on="record_id", how="semi")
        for name, rows in typed.details.items()
    }
    return Compared(
        content=content,
        observations=good.select(
            "record_id",
            "change",
            "digest",
            "list_digest",
            "status_raw",
            "detail_on",
            "record_count",
            "attempt",
        ),
        quarantine=_with_remarks(
            bad.select("record_id", "reason_code", "reason", "raw_path", "record_count", "attempt"),
            typed.remarks,
        ),
    )


def _with_remarks(quarantine: pl.DataFrame, remarks: pl.DataFrame | None) -> pl.DataFrame:
    """A record that is in quarantine as a whole needs no remark on its fields."""
    if remarks is None:
        return quarantine
    return pl.concat([quarantine, remarks.join(quarantine, on="record_id", how="anti")])
