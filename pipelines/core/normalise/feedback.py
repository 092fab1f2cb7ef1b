"""Typing consumers' feedback: when, about which field, and which indicators it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.dates import parse_day
from pipelines.core.normalise.changes import Typed, content_digest, record_columns
from pipelines.core.normalise.distinct import one, present, typed_column
from pipelines.core.normalise.problems import first_problem, rule
from pipelines.core.tables import FEEDBACK_WORDS
from pipelines.core.text import clean, is_mojibake

if TYPE_CHECKING:
    from pipelines.core.dictionaries.words import IndicatorWords


def typed_feedback(feedback: pl.DataFrame, words: IndicatorWords) -> Typed:
    """Feedback as sent (`core.records.FEEDBACK`) to typed records with the indicators it names.

    The text itself stays behind: people name themselves and each other in it.
    """
    frame = feedback.with_columns(
        content_digest(
            feedback, ["record_id", "field", "product_name", "text", "received_on"]
        ).alias("digest"),
        *(present(name) for name in ("field", "product_name", "text", "received_on")),
    )
    for column in ("field", "product_name"):
        frame = typed_column(
            frame, column, one(f"{column}_folded", clean), {f"{column}_folded": pl.String}
        )
    frame = typed_column(
        frame, "received_on", one("received_day", parse_day), {"received_day": pl.Date}
    )
    frame = typed_column(frame, "text", one("is_damaged", is_mojibake), {"is_damaged": pl.Boolean})
    return Typed(
        table="consumer_feedback",
        records=frame.with_columns(first_problem(_rules())).select(
            *record_columns(),
            "locator",
            pl.col("field_folded").alias("field_text"),
            pl.col("product_name_folded").alias("product_name"),
            pl.col("received_day").alias("received_on"),
            pl.lit(1, pl.Int32).alias("record_count"),
        ),
        details={"feedback_words": _words(frame, words)},
    )


def _rules() -> list[pl.Expr]:
    return [
        # the text is not shown: it is no reason to let it pass the raw layer
        rule("mojibake", pl.col("is_damaged"), "反馈内容", None, "mojibake"),
        rule("missing_text", pl.col("text").is_null(), "反馈内容", None, "incomplete"),
        rule("missing_field", pl.col("field_folded").is_null(), "重点领域", None, "incomplete"),
        rule(
            "unreadable_received_on",
            pl.col("received_day").is_null(),
            "反馈日期",
            "received_on",
            "unreadable",
        ),
    ]


def _words(frame: pl.DataFrame, words: IndicatorWords) -> pl.DataFrame:
    """Table feedback_words: a row an indicator that a text names; of a repeated record the last."""
    rows = [
        (record_id, code, word)
        for record_id, text, product in frame.unique("record_id", keep="last", maintain_order=True)
        .select("record_id", "text", "product_name_folded")
        .iter_rows()
        if text is not None
        for code, word in words.find(text, product)
    ]
    columns = {name: FEEDBACK_WORDS[name] for name in ("record_id", "indicator_code", "word")}
    return pl.DataFrame(rows, schema=columns, orient="row")
