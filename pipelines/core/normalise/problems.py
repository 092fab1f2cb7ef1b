"""Reasons for quarantine.

A stable code, and a Chinese sentence that names the record, the field and the remedy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.normalise.distinct import one, typed_column
from pipelines.core.text import is_mojibake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REMEDY = {
    "missing": "源页面没有该字段，请在平台补正后重新声明，或由评估机构以提取表补充",
    "unreadable": "写法无法识别，请核对源页面；若写法合理，请在解析规则中补充",
    "left_out": "写法无法识别，该项留空，其余照用；请核对原始文件",
    "unnamed": "没有企业名称，也没有可用的代码，不知针对何人；请核对原始文件后补入",
    "undated": "没有日期，不知何时发生；请补上日期列，或在文件名中写明公布日期（如 2026-06-01）",
    "no_result": "没有检查结果；请补上结果列，或在表名、表题中写明合格或不合格",
    "incomplete": "没有填写，无法归入统计；请在文件中补上后重新提供",
    "mojibake": "文本在来源处已损坏，请向平台索取原文后以批量文件补入",
}


def rule(code: str, when: pl.Expr, field: str, value: str | None, remedy: str) -> pl.Expr:
    """A struct {reason_code, reason} where `when` holds, else null.

    Args:
        code: stable snake_case code.
        when: true for a record that cannot be used; null counts as false.
        field: the field's Chinese name.
        value: column whose text is shown, or None.
        remedy: a key of `REMEDY`.
    """
    shown = pl.col(value).fill_null("（空）") if value else pl.lit("")
    sentence = pl.concat_str(
        [
            pl.lit("记录 "),
            pl.col("record_id"),
            pl.lit(f" 的「{field}」"),
            shown
            if value is None
            else pl.concat_str([pl.lit("“"), shown.str.slice(0, 80), pl.lit("”")]),
            pl.lit(f"不能使用（{code}）：{REMEDY[remedy]}"),
        ]
    )
    return (
        pl.when(when.fill_null(False))
        .then(pl.struct(pl.lit(code).alias("reason_code"), sentence.alias("reason")))
        .otherwise(None)
    )


def first_problem(rules: Sequence[pl.Expr]) -> list[pl.Expr]:
    """Columns reason_code and reason of the first rule that holds."""
    found = pl.coalesce(rules)
    return [
        found.struct.field("reason_code").alias("reason_code"),
        found.struct.field("reason").alias("reason"),
    ]


def with_damaged_text(
    frame: pl.DataFrame, parts: Iterable[tuple[pl.DataFrame, Iterable[str]]]
) -> pl.DataFrame:
    """Adds damaged_text: the first text of a record that is mojibake, null where none is.

    Args:
        frame: a row a record.
        parts: frames with record_id, and the text columns to look through in each, in this order.
    """
    texts = pl.concat(
        part.select("record_id", pl.col(column).alias("damaged_text"))
        for part, columns in parts
        for column in columns
    ).drop_nulls()
    marked = typed_column(
        texts, "damaged_text", one("is_damaged", is_mojibake), {"is_damaged": pl.Boolean}
    )
    damaged = marked.filter("is_damaged").unique("record_id", keep="first").drop("is_damaged")
    return frame.join(damaged, on="record_id", how="left", maintain_order="left")


def told(frame: pl.DataFrame, rules: Sequence[pl.Expr]) -> pl.DataFrame:
    """Rows of quarantine that hold a field and not its record: they stand for no received record.

    Args:
        frame: with record_id, raw_path, attempt and what the rules read.
        rules: the first that holds is told.
    """
    return (
        frame.with_columns(first_problem(rules))
        .filter(pl.col("reason_code").is_not_null())
        .select(
            "record_id",
            "reason_code",
            "reason",
            "raw_path",
            pl.lit(0, pl.Int32).alias("record_count"),
            "attempt",
        )
        .unique("record_id", keep="last", maintain_order=True)
    )
