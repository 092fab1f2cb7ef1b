"""Requirement texts (指标要求): what a cell demands, as bounds and grades."""

from __future__ import annotations

from pipelines.core.requirements.cells import parse_requirement
from pipelines.core.requirements.model import Op, Part, Requirement, Status
from pipelines.core.requirements.shown import format_bound, to_json_line
from pipelines.core.requirements.tables import parse_distinct

__all__ = [
    "Op",
    "Part",
    "Requirement",
    "Status",
    "format_bound",
    "parse_distinct",
    "parse_requirement",
    "to_json_line",
]
