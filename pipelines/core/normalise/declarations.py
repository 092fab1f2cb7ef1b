"""Typing declarations, their products and indicators, and extraction sheets' sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core import records
from pipelines.core.dates import parse_instant, shanghai_day
from pipelines.core.normalise.changes import (
    Typed,
    content_digest,
    record_columns,
    rows_digest,
)
from pipelines.core.normalise.contents import typed_indicators, typed_products
from pipelines.core.normalise.distinct import present, typed_column
from pipelines.core.normalise.identity import with_division, with_enterprise
from pipelines.core.normalise.problems import first_problem, rule, with_damaged_text
from pipelines.core.standard_numbers import parse_standard_number, series_id
from pipelines.core.text import clean, strip_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.core.divisions import Divisions

_STATUS = {
    "现行": "in_force",
    "现行有效": "in_force",
    "有效": "in_force",
    "已公开": "in_force",
    "公开": "in_force",
    "0": "in_force",
    "即将实施": "upcoming",
    "未实施": "upcoming",
    "废止": "abolished",
    "已废止": "abolished",
    "作废": "abolished",
    "1": "abolished",
    "被代替": "replaced",
    "已被代替": "replaced",
    "有更新版": "replaced",
    "修订": "replaced",
}
"""Status words of the declaration platforms (wire-formats.md §2).

0 and 1 are generation 1's standardStatus.
"""

_KIND = {
    "国家标准": "national",
    "国家": "national",
    "行业标准": "industry",
    "行业": "industry",
    "地方标准": "local",
    "地方": "local",
    "团体标准": "group",
    "团体": "group",
    "企业标准": "enterprise",
    "企业": "enterprise",
}


def typed_declarations(
    declarations: pl.DataFrame,
    products: pl.DataFrame,
    indicators: pl.DataFrame,
    divisions: Divisions,
) -> Typed:
    """Declarations as sent to typed records with their products, indicators and citations.

    Args:
        declarations: schema `records.DECLARATIONS`.
        products: schema `records.PRODUCTS`; rows of other records are left alone.
        indicators: schema `records.INDICATORS`; likewise.
        divisions: the table of administrative divisions.
    """
    mine = declarations.select("record_id")
    products = products.join(mine.unique(), on="record_id", how="semi")
    indicators = indicators.join(mine.unique(), on="record_id", how="semi")
    frame = _with_digest(declarations, products, indicators)
    frame = _typed_identity(frame)
    frame = typed_column(
        frame,
        "published_at",
        _instant,
        {"published_instant": pl.Datetime("us"), "published_on": pl.Date},
    )
    frame = typed_column(
        frame,
        "status",
        lambda text: {"status_code": _STATUS.get(clean(text))},
        {"status_code": pl.String},
    )
    frame = typed_column(
        frame, "standard_name", lambda text: {"name": strip_title(text)}, {"name": pl.String}
    )
    frame = typed_column(
        frame,
        "standard_kind",
        lambda text: {"kind_sent": _KIND.get(clean(text))},
        {"kind_sent": pl.String},
    )
    frame = with_division(frame, divisions)
    frame = _with_damaged_text(frame, declarations, products, indicators)
    detail = pl.col("has_detail")
    return Typed(
        table="declarations",
        records=frame.with_columns(
            first_problem(
                [
                    rule(
                        "mojibake",
                        detail & pl.col("damaged_text").is_not_null(),
                        "文本",
                        "damaged_text",
                        "mojibake",
                    ),
                    rule(
                        "missing_credit_code",
                        detail & pl.col("credit_code").is_null(),
                        "统一社会信用代码",
                        None,
                        "missing",
                    ),
                    rule(
                        "malformed_credit_code",
                        detail & pl.col("enterprise_id").is_null(),
                        "统一社会信用代码",
                        "credit_code",
                        "unreadable",
                    ),
                    rule(
                        "missing_standard_no",
                        detail & pl.col("standard_no_raw").is_null(),
                        "标准编号",
                        None,
                        "missing",
                    ),
                    rule(
                        "unreadable_standard_no",
                        detail & pl.col("standard_no").is_null(),
                        "标准编号",
                        "standard_no_raw",
                        "unreadable",
                    ),
                    rule(
                        "missing_published_at",
                        detail & pl.col("published_at").is_null(),
                        "公开时间",
                        None,
                        "missing",
                    ),
                    rule(
                        "unreadable_published_at",
                        detail & pl.col("published_instant").is_null(),
                        "公开时间",
                        "published_at",
                        "unreadable",
                    ),
                    rule(
                        "unknown_status",
                        detail & pl.col("status_code").is_null(),
                        "状态",
                        "status",
                        "unreadable",
                    ),
                    rule(
                        "missing_org_name",
                        detail & pl.col("org_name_folded").is_null(),
                        "企业名称",
                        None,
                        "missing",
                    ),
                ]
            ),
        ).select(
            *record_columns(
                list_digest=pl.col("list_digest"),
                status_raw=pl.col("status"),
                has_detail=pl.col("has_detail"),
            ),
            "enterprise_id",
            "uscc",
            "uscc_check",
            pl.col("org_name_folded").alias("org_name"),
            pl.col("org_name").alias("org_name_raw"),
            "division_code",
            "province_code",
            pl.col("area").alias("area_raw"),
            pl.coalesce("kind", "kind_sent", pl.lit("other")).alias("standard_kind"),
            "standard_no",
            "standard_no_raw",
            pl.col("is_well_formed").fill_null(False),
            "standard_series_id",
            "standard_year",
            pl.col("name").alias("standard_name"),
            pl.col("standard_name").alias("standard_name_raw"),
            pl.col("published_instant").alias("published_at"),
            "published_on",
            pl.col("status_code").alias("status"),
            "discloses_indicators",
            pl.lit(1, pl.Int32).alias("record_count"),
        ),
        details={
            "declared_products": typed_products(products),
            **typed_indicators(indicators),
        },
    )


def typed_indicator_sets(sets: pl.DataFrame, indicators: pl.DataFrame) -> Typed:
    """An extraction sheet's sets to typed records.

    Each refers to a declaration by id, or by enterprise and number.
    """
    indicators = indicators.join(sets.select("record_id").unique(), on="record_id", how="semi")
    frame = _typed_identity(_with_digest(sets, pl.DataFrame(schema=records.PRODUCTS), indicators))
    frame = _with_damaged_text(frame, sets, pl.DataFrame(schema=records.PRODUCTS), indicators)
    no_reference = pl.col("declaration_ref").is_null() & (
        pl.col("standard_no").is_null()
        | (pl.col("enterprise_id").is_null() & pl.col("org_name_folded").is_null())
    )
    return Typed(
        table="indicator_sets",
        records=frame.with_columns(
            first_problem(
                [
                    rule(
                        "mojibake",
                        pl.col("damaged_text").is_not_null(),
                        "文本",
                        "damaged_text",
                        "mojibake",
                    ),
                    rule(
                        "missing_reference",
                        no_reference,
                        "声明编号或企业与标准编号",
                        None,
                        "missing",
                    ),
                ]
            )
        ).select(
            *record_columns(),
            "declaration_ref",
            "enterprise_id",
            pl.col("org_name_folded").alias("org_name"),
            "standard_no",
            pl.col("row_count").alias("record_count"),
        ),
        details=typed_indicators(indicators),
    )


def _with_digest(
    frame: pl.DataFrame, products: pl.DataFrame, indicators: pl.DataFrame
) -> pl.DataFrame:
    """Adds `digest` over the record as sent with its rows.

    The same page read by a later lingpao is unchanged.
    """
    origin = {"raw_path", "raw_sha256", "attempt", "list_digest", "has_detail", "row_count"}
    own = [name for name in frame.columns if name not in origin]
    rows = [
        rows_digest(
            part.sort("record_id", order), [name for name in part.columns if name != "record_id"]
        ).rename({"rows": name})
        for name, part, order in (
            ("product_rows", products, "product_no"),
            ("indicator_rows", indicators, "row_no"),
        )
    ]
    for part in rows:
        frame = frame.join(part, on="record_id", how="left", maintain_order="left")
    names = ["product_rows", "indicator_rows"]
    return frame.with_columns(content_digest(frame, [*own, *names]).alias("digest")).drop(names)


def _typed_identity(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds enterprise, number and folded name; the text of the number becomes `standard_no_raw`."""
    frame = frame.rename({"standard_no": "standard_no_raw"}).with_columns(
        present("standard_no_raw"), present("credit_code")
    )
    frame = typed_column(
        with_enterprise(frame),
        "standard_no_raw",
        _standard_no,
        {
            "standard_no": pl.String,
            "kind": pl.String,
            "standard_year": pl.Int32,
            "is_well_formed": pl.Boolean,
        },
    )
    pairs = frame.select("enterprise_id", "standard_no").unique().drop_nulls()
    series = pairs.with_columns(
        pl.Series(
            "standard_series_id",
            [series_id(enterprise, number) for enterprise, number in pairs.iter_rows()],
            pl.String,
        )
    )
    return frame.join(
        series, on=["enterprise_id", "standard_no"], how="left", maintain_order="left"
    )


def _with_damaged_text(
    frame: pl.DataFrame, sent: pl.DataFrame, products: pl.DataFrame, indicators: pl.DataFrame
) -> pl.DataFrame:
    named = ("org_name", "standard_no", "standard_name")
    own = [column for column in named if column in sent.columns]
    parts = (
        (sent, own),
        (products, ["product_name"]),
        (indicators, ["indicator_name", "requirement"]),
    )
    return with_damaged_text(frame, parts)


def _instant(text: str) -> Mapping[str, Any] | None:
    instant = parse_instant(text)
    if instant is None:
        return None
    return {"published_instant": instant, "published_on": shanghai_day(instant)}


def _standard_no(text: str) -> Mapping[str, Any] | None:
    number = parse_standard_number(text)
    return {
        "standard_no": number.normal,
        "kind": number.kind,
        "standard_year": number.year,
        "is_well_formed": number.is_well_formed,
    }
