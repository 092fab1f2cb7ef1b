"""The January report's numbers again, out of a release's Parquet with polars and without dbt.

Asks the finest tables and no statistics: each function gives the rows of one table of the report
by the keys that name a row, with every number that the table shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.integration.recomputed import assessed, declared, risen, watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.recomputed.year import Rows, Year

AGAIN: dict[str, tuple[Callable[[Year], Rows], tuple[str, ...]]] = {
    "fields": (assessed.fields, ("field_code",)),
    "bodies": (assessed.bodies, ("body_uscc",)),
    "removed": (assessed.removed, ("body",)),
    "publicities": (assessed.publicities, ("what",)),
    "declared": (declared.declared, ("code",)),
    "trend": (declared.trend, ("year",)),
    "provinces": (declared.provinces, ("province_code",)),
    "industries": (declared.industries, ("industry",)),
    "boards": (assessed.boards, ("field", "category")),
    "funnel": (assessed.funnel, ("code",)),
    "field_funnel": (assessed.field_funnel, ("field",)),
    "field_leaders": (assessed.field_leaders, ("field",)),
    "leaders": (assessed.leaders, ("year",)),
    "levels": (risen.levels, ("industry",)),
    "medians": (risen.medians, ("category", "indicator", "unit")),
    "findings": (watched.findings, ("kind",)),
    "proposals": (watched.proposals, ("situation",)),
    "exits": (watched.exits, ("exited_on", "standard_no")),
    "pilots": (watched.pilots, ("pilot",)),
    "effects": (watched.effects, ("pilot", "measure")),
    "feedback": (watched.feedback, ("field",)),
    "milestones": (watched.milestones, ("what",)),
}
"""How each table of the report is made again, and which of its columns name a row."""
