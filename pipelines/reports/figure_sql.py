"""Parts of the queries behind reports: how codes, periods and units read, and what lies above."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def words(column: str, chinese: Mapping[str, str]) -> str:
    """SQL that gives the Chinese of a column's codes; a code without any stays as it is."""
    cases = " ".join(f"when '{code}' then '{text}'" for code, text in chinese.items())
    return f"case {column} {cases} else {column} end"


def quarter_text(column: str) -> str:
    """SQL that writes the quarter of a quarterly period: 第二季度."""
    return f"'第' || substr('一二三四', right({column}, 1)::integer, 1) || '季度'"


def period_text(column: str) -> str:
    """SQL that writes a period: 2026年第二季度, 2026年度."""
    return (
        f"case when {column} like '%Q%' then left({column}, 4) || '年' || {quarter_text(column)} "
        f"else {column} || '年度' end"
    )


def raised(column: str) -> str:
    """SQL that writes a unit with raised figures: mg/m³."""
    return f"replace(replace({column}, 'm3', 'm³'), 'm2', 'm²')"


def unit_text(column: str, without: str = "—") -> str:
    """SQL that writes a unit with raised figures, or `without` where there is none."""
    return f"coalesce({raised(column)}, '{without}')"


LINEAGE = """lineage as (
    select product_category, product_category as ancestor
    from dim_product_categories
    union
    select lineage.product_category, categories.parent_category
    from lineage
    inner join dim_product_categories as categories
        on lineage.ancestor = categories.product_category
    where categories.parent_category is not null
)"""
"""CTE of a recursive query: each product category with itself and all those above it."""
