"""Typing the rows of catalogues of other standards: national, industry, local, group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.dates import day_of_cut_epoch, parse_day
from pipelines.core.normalise.changes import Typed, content_digest, record_columns
from pipelines.core.normalise.distinct import one, present, typed_column
from pipelines.core.normalise.problems import first_problem, rule, told
from pipelines.core.standard_numbers import find_standard_numbers, parse_standard_number
from pipelines.core.text import clean, is_mojibake, strip_title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_STATUS = {
    "现行": "in_force",
    "现行有效": "in_force",
    "1": "in_force",
    "即将实施": "upcoming",
    "未实施": "upcoming",
    "废止": "abolished",
    "已废止": "abolished",
    "0": "abolished",
    "被代替": "replaced",
    "有更新版": "replaced",
    "PUBLISHED": "in_force",
    "TOBEIMP": "upcoming",
    "REPLACED": "replaced",
    "WITHDRAWN": "abolished",
}
"""Status words of the catalogues (wire-formats.md §3)."""

_NATURE = {
    "强制性": "mandatory",
    "强标": "mandatory",
    "强制": "mandatory",
    "true": "mandatory",
    "推荐性": "recommended",
    "推标": "recommended",
    "推荐": "recommended",
    "指导性技术文件": "guide",
    "指导": "guide",
}
_DAYS = ("issued_on", "in_force_on", "abolished_on")


def typed_standards(standards: pl.DataFrame) -> Typed:
    """Catalogue rows as sent (`core.records.STANDARDS`) to typed records.

    Rows that are no standards (institution rules, wire-formats.md §3.5) go to quarantine, and so do
    dates that cannot be read; a replacing standard that is no standard number (a committee's code)
    is dropped.
    """
    frame = standards.rename({"standard_no": "standard_no_raw"})
    origin = {"raw_path", "raw_sha256", "attempt"}
    frame = frame.with_columns(
        content_digest(frame, [name for name in frame.columns if name not in origin]).alias(
            "digest"
        ),
        *(
            present(name)
            for name in ("standard_no_raw", *_DAYS, "replaces", "replaced_by", "department")
        ),
    )
    frame = typed_column(
        frame,
        "standard_no_raw",
        _number,
        {
            "standard_no": pl.String,
            "kind_code": pl.String,
            "nature_of_number": pl.String,
            "standard_year": pl.Int32,
        },
    )
    frame = typed_column(
        frame,
        "status",
        lambda text: {"status_code": _STATUS.get(clean(text))},
        {"status_code": pl.String},
    )
    frame = typed_column(
        frame,
        "nature",
        lambda text: {"nature_code": _NATURE.get(clean(text))},
        {"nature_code": pl.String},
    )
    frame = typed_column(frame, "name", one("title", strip_title), {"title": pl.String})
    frame = typed_column(frame, "name", one("is_damaged", is_mojibake), {"is_damaged": pl.Boolean})
    for day in _DAYS:
        frame = typed_column(frame, day, one(f"{day}_day", _day), {f"{day}_day": pl.Date})
    for column in ("replaces", "replaced_by"):
        frame = typed_column(
            frame, column, one(f"{column}_numbers", _numbers), {f"{column}_numbers": pl.String}
        )
    return Typed(
        table="catalogue_standards",
        records=frame.with_columns(
            first_problem(
                [
                    rule("mojibake", pl.col("is_damaged"), "标准名称", "name", "mojibake"),
                    rule(
                        "missing_standard_no",
                        pl.col("standard_no_raw").is_null(),
                        "标准编号",
                        None,
                        "missing",
                    ),
                    rule(
                        "not_a_standard",
                        pl.col("kind_code") == "other",
                        "标准编号",
                        "standard_no_raw",
                        "unreadable",
                    ),
                    rule(
                        "unreadable_standard_no",
                        pl.col("standard_no").is_null(),
                        "标准编号",
                        "standard_no_raw",
                        "unreadable",
                    ),
                    rule(
                        "unknown_status",
                        pl.col("status").is_not_null() & pl.col("status_code").is_null(),
                        "状态",
                        "status",
                        "unreadable",
                    ),
                ]
            )
        ).select(
            *record_columns(status_raw=pl.col("status")),
            "standard_no",
            "standard_no_raw",
            pl.col("kind_code").alias("kind"),
            # the catalogue's word counts before the prefix: since 2020 some GB are GB/T by notice
            pl.coalesce("nature_code", "nature_of_number").alias("nature"),
            "standard_year",
            pl.col("title").alias("name"),
            pl.col("name").alias("name_raw"),
            pl.col("status_code").alias("status"),
            *(pl.col(f"{day}_day").alias(day) for day in _DAYS),
            pl.col("replaces_numbers").alias("replaces"),
            pl.col("replaced_by_numbers").alias("replaced_by"),
            "department",
            pl.lit(1, pl.Int32).alias("record_count"),
        ),
        details={},
        remarks=_unreadable_days(frame),
    )


def _unreadable_days(frame: pl.DataFrame) -> pl.DataFrame:
    """A date that cannot be read is left out and told of; the rest of the row stands."""
    labels = zip(_DAYS, ("发布日期", "实施日期", "废止日期"), strict=True)
    return told(
        frame,
        [
            rule(
                "unreadable_date",
                pl.col(day).is_not_null() & pl.col(f"{day}_day").is_null(),
                label,
                day,
                "unreadable",
            )
            for day, label in labels
        ],
    )


def _day(text: str) -> date | None:
    return parse_day(text) or day_of_cut_epoch(text)


def _number(text: str) -> Mapping[str, Any]:
    number = parse_standard_number(text)
    return {
        "standard_no": number.normal,
        "kind_code": number.kind,
        "nature_of_number": number.nature,
        "standard_year": number.year,
    }


def _numbers(text: str) -> str | None:
    found = [number.normal for number in find_standard_numbers(text) if number.normal]
    return ";".join(found) or None
