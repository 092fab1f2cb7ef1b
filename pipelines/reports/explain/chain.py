"""Builds the chain of each core indicator: declared text, value, limits, steps, what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.reports.explain.model import (
    Cell,
    Chain,
    Conversion,
    Limit,
    Overruling,
    Reading,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_READING = tuple(Reading.__dataclass_fields__)


def cell(row: Mapping[str, Any], *, decides: bool = False) -> Cell:
    """A row of fct_declared_indicators with method_name and the decision that overruled it."""
    overruling = None
    if row["is_overruled"]:
        overruling = Overruling(
            decision_id=row["overruled_by"],
            parsed=None
            if row["parsed_status"] is None
            else Reading(**{name: row[f"parsed_{name}"] for name in _READING}),
            reads=row["requirement_read"],
            evidence=row["evidence"],
            evidence_sha256=row["evidence_sha256"],
            effective_on=row["effective_on"],
        )
    return Cell(
        row_no=row["row_no"],
        part_no=row["part_no"],
        indicator_code=row["indicator_code"],
        name=row["indicator_name_raw"],
        requirement=row["requirement_raw"],
        test_method_text=row["test_method_text"],
        test_method=row["method_name"],
        page_no=row["page"],
        reading=Reading(**{name: row[name] for name in _READING}),
        overruling=overruling,
        decides=decides,
    )


def chain(
    row: Mapping[str, Any],
    declared: Sequence[Mapping[str, Any]],
    limits: Sequence[Mapping[str, Any]],
    point_steps: Sequence[Mapping[str, Any]],
    factors: Mapping[str, float],
) -> Chain:
    """The chain of one indicator.

    Args:
        row: what the board compared, with the scheme's indicator.
        declared: rows of the indicator in the version that the board counts.
        limits: of the indicator, in force on the cut-off date.
        point_steps: of the indicator, the most demanding first; empty for other methods.
        factors: of units, to the base unit of their dimension.
    """
    deciding = (row["row_no"], row["part_no"])
    cells = [cell(each, decides=(each["row_no"], each["part_no"]) == deciding) for each in declared]
    steps = _steps(row, point_steps)
    place = _reached(row, steps)
    better = row["better"]
    return Chain(
        indicator_code=row["indicator_code"],
        name=row["name_zh"],
        unit=row["unit"] if better != "best_first" else None,
        better=better,
        test_method=row["method_name"],
        evidence=row["evidence"],
        source_standard=row["source_standard"],
        cells=cells,
        conversion=_conversion(row, cells, factors),
        value=row["value"],
        is_inclusive=row["is_inclusive"],
        grade=row["grade"],
        grades_text=row["grades_text"],
        grades_per=row["grades_per"],
        limits=[
            Limit(
                rule_id=limit["rule_id"],
                standard_no=limit["standard_no"],
                clause=limit["clause"],
                nature=limit["nature"],
                low=limit["low"],
                high=limit["high"],
                unit=limit["unit"],
                test_method=limit["method_name"],
                is_same_method=limit["test_method"] in (None, row["test_method"]),
                in_force_from=limit["in_force_from"],
                in_force_to=limit["in_force_to"],
            )
            for limit in limits
        ],
        level=row["level"],
        steps=steps,
        reached=None if place is None else steps[place],
        next_step=_next(steps, place, row),
        points=row["points"],
        weight=row["weight"],
        goalpost_worst=row["goalpost_worst"],
        goalpost_best=row["goalpost_best"],
        normalised=row["normalised"],
        contribution=row["contribution"],
        list_rank=row["list_rank"],
        reason_code=row["reason_code"],
    )


def _steps(row: Mapping[str, Any], point_steps: Sequence[Mapping[str, Any]]) -> list[Step]:
    if point_steps:
        return [Step(None, each["points"], each["bound"], None) for each in point_steps]
    levels = [(level, row[f"threshold_{level}"], row[f"grade_{level}"]) for level in (1, 2, 3)]
    if row["better"] != "best_first":
        # where grades stand for numbers, the number is what is compared
        levels = [(level, threshold, None) for level, threshold, _ in levels]
    return [
        Step(level, None, threshold, grade)
        for level, threshold, grade in levels
        if threshold is not None or grade is not None
    ]


def _reached(row: Mapping[str, Any], steps: Sequence[Step]) -> int | None:
    for place, step in enumerate(steps):
        if step.level is not None:
            if step.level == row["level"]:
                return place
        elif row["points"] is not None and step.points == row["points"]:
            return place
    return None


def _next(steps: Sequence[Step], place: int | None, row: Mapping[str, Any]) -> Step | None:
    if place is None:
        # a value that reaches no step has the last one before it, one that is missing all of them
        return steps[-1] if steps and row["value"] is not None and _is_placed(steps, row) else None
    return steps[place - 1] if place else None


def _is_placed(steps: Sequence[Step], row: Mapping[str, Any]) -> bool:
    """Levels are known of everybody compared, points only of entries."""
    return steps[0].level is not None or row["points"] is not None


def _conversion(
    row: Mapping[str, Any], cells: Sequence[Cell], factors: Mapping[str, float]
) -> Conversion | None:
    """How the deciding value came into the scheme's unit; None where nothing was converted."""
    deciding = next((each.reading for each in cells if each.decides), None)
    if deciding is None or row["value"] is None or deciding.status != "parsed":
        return None
    declared = deciding.low if row["better"] == "higher" else deciding.high
    from_unit, to_unit = deciding.unit, row["unit"]
    if declared is None or from_unit is None or to_unit is None or from_unit == to_unit:
        return None
    return Conversion(
        declared=declared,
        from_unit=from_unit,
        factor=float(f"{factors[from_unit] / factors[to_unit]:.12g}"),
        value=row["value"],
        to_unit=to_unit,
    )
