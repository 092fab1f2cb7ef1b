"""Typing what a declaration or an extraction sheet holds: products, indicators, citations."""

from __future__ import annotations

import polars as pl

from pipelines.core import tables
from pipelines.core.normalise.distinct import one, present, typed_column
from pipelines.core.requirements import parse_distinct
from pipelines.core.standard_numbers import find_standard_numbers
from pipelines.core.text import clean, fold_key


def typed_products(products: pl.DataFrame) -> pl.DataFrame:
    """Table declared_products.

    Args:
        products: schema `records.PRODUCTS`.
    """
    frame = products.with_columns(
        present(name)
        for name in (
            "product_name",
            "generic_name",
            "brand",
            "barcode",
            "spec",
            "model",
            "category",
        )
    )
    frame = typed_column(frame, "product_name", one("folded", clean), {"folded": pl.String})
    frame = typed_column(
        frame, "category", one("category_text", fold_key), {"category_text": pl.String}
    )
    return frame.select(
        "record_id",
        "product_no",
        pl.col("folded").alias("product_name"),
        pl.col("product_name").alias("product_name_raw"),
        "generic_name",
        "brand",
        "barcode",
        "spec",
        "model",
        "category_text",
    )


def typed_indicators(indicators: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables declared_indicators (a row a part) and declared_citations (a row a standard named).

    Args:
        indicators: schema `records.INDICATORS`.
    """
    frame = indicators.with_columns(present("test_method"))
    frame = typed_column(frame, "indicator_name", one("folded", fold_key), {"folded": pl.String})
    frame = typed_column(
        frame, "test_method", one("method_text", clean), {"method_text": pl.String}
    )
    parts = parse_distinct(frame.get_column("requirement").fill_null(""))
    typed = (
        frame.with_columns(pl.col("requirement").fill_null("").alias("requirement_key"))
        .join(parts, left_on="requirement_key", right_on="requirement_raw", how="left")
        .select(
            "record_id",
            "row_no",
            "part_no",
            pl.col("folded").alias("indicator_name"),
            pl.col("indicator_name").alias("indicator_name_raw"),
            pl.col("requirement").alias("requirement_raw"),
            "status",
            "op",
            "low",
            "high",
            "low_inclusive",
            "high_inclusive",
            "unit",
            "grade",
            "condition",
            pl.col("method_text").alias("test_method_text"),
            "page",
        )
    )
    return {"declared_indicators": typed, "declared_citations": _citations(indicators)}


def _citations(indicators: pl.DataFrame) -> pl.DataFrame:
    texts = (
        pl.concat(
            indicators.select("record_id", pl.col(column).alias("text"))
            for column in ("requirement", "test_method")
        )
        .drop_nulls()
        .unique()
    )
    distinct = texts.get_column("text").unique().sort()
    named = pl.DataFrame(
        [
            {"text": text, "standard_no": number.normal}
            for text in distinct
            for number in find_standard_numbers(text)
            if number.normal
        ],
        schema={"text": pl.String, "standard_no": pl.String},
        orient="row",
    )
    return (
        texts.join(named, on="text", how="inner")
        .select("record_id", "standard_no")
        .unique()
        .select(name for name in tables.DECLARED_CITATIONS if name not in ("source", "fetched_on"))
    )
