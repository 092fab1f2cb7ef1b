"""Whom a record is of, and where: the enterprise's code and name, and its division."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.identifiers import parse_credit_code
from pipelines.core.normalise.distinct import one, typed_column
from pipelines.core.text import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.core.divisions import Divisions


def with_enterprise(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds uscc, enterprise_id and uscc_check of `credit_code`, and org_name_folded of `org_name`.

    What no such code can be read of has null in all three.
    """
    frame = typed_column(
        frame,
        "credit_code",
        _credit_code,
        {"uscc": pl.String, "enterprise_id": pl.String, "uscc_check": pl.String},
    )
    return typed_column(
        frame, "org_name", one("org_name_folded", fold_name), {"org_name_folded": pl.String}
    )


def with_division(frame: pl.DataFrame, divisions: Divisions) -> pl.DataFrame:
    """Adds division_code and province_code: of the text `area` as sent, else of `uscc`."""
    pairs = frame.select("area", "uscc").unique()
    found = [divisions.find(area, uscc) for area, uscc in pairs.iter_rows()]
    made = pairs.with_columns(
        pl.Series("division_code", [hit and hit.code for hit in found], pl.String),
        pl.Series("province_code", [hit and hit.province_code for hit in found], pl.String),
    )
    return frame.join(
        made, on=["area", "uscc"], how="left", nulls_equal=True, maintain_order="left"
    )


def _credit_code(text: str) -> Mapping[str, Any]:
    code = parse_credit_code(text)
    return {"uscc": code.uscc, "enterprise_id": code.enterprise_id, "uscc_check": code.check}
