"""Who must stand on which board at which level, and who must be left out for which reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.sample.expected_counts import seen_from
from benchmarks.sample.model import NIGHTS, Content, Declaration, Record
from benchmarks.sample.spec import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOWEST_LEVEL = 3
_LAST = len(NIGHTS)
_SERIES = re.compile(r"-\d{4}$")


@dataclass(frozen=True)
class Period:
    """A period of a scheme.

    Attributes:
        cut_off: last day that counts, to its end at 24:00.
        night: the first complete fetch after the cut-off, or the last one of all.
        knowledge: observed, or reconstructed where nothing was fetched yet at the cut-off.
        is_provisional: the period is not closed.
    """

    programme: str
    name: str
    cut_off: date
    night: int
    knowledge: str
    is_provisional: bool = False

    @property
    def until(self) -> datetime:
        """The first instant that no longer counts, by the clock at Shanghai."""
        return datetime.combine(self.cut_off + timedelta(days=1), datetime.min.time())


_NATIONAL = [
    Period("national", "2026Q1", date(2026, 3, 31), 1, "reconstructed"),
    Period("national", "2026Q2", date(2026, 6, 30), 3, "observed"),
    Period("national", "2026Q3", date(2026, 9, 30), _LAST, "observed", is_provisional=True),
]
_PERIODS = {
    "logistics_service": [Period("mofcom-2023", "2023", date(2023, 10, 31), 1, "reconstructed")],
    "air_cleaner": _NATIONAL,
    "panel_furniture": _NATIONAL,
}


def boards(
    declarations: list[Declaration],
    records: list[Record],
    name_of: Callable[[Declaration], str],
) -> Iterator[dict[str, Any]]:
    """All boards; `name_of` gives the declaration_id."""
    for field in fields():
        for kind, entry in field.kinds.items():
            if field.code is None or not entry.get("board", True):
                continue
            mine = [one for one in declarations if one.kind == kind]
            for period in _PERIODS[field.code]:
                yield _board(field.code, kind, period, mine, records, name_of)


def _board(
    field_code: str,
    kind: str,
    period: Period,
    declarations: list[Declaration],
    records: list[Record],
    name_of: Callable[[Declaration], str],
) -> dict[str, Any]:
    levels: list[tuple[int, Declaration]] = []
    left_out = []
    for declaration in declarations:
        if declaration.published >= period.until:
            continue
        shown = [one for one in records if one.declaration is declaration]
        reasons = _reasons(declaration, shown, period, declarations)
        if reasons:
            left_out.append((declaration, reasons))
        else:
            content = _content(declaration, shown, period)
            worst = max(row.level for row in content.rows if row.level is not None)
            levels.append((worst, declaration))
    levels.sort(key=lambda pair: (pair[0], pair[1].key))
    ranks = [1 + sum(other < level for other, _ in levels) for level, _ in levels]
    return {
        "programme": period.programme,
        "field_code": field_code,
        "product_category": kind,
        "period": period.name,
        "cut_off_on": period.cut_off,
        "knowledge": period.knowledge,
        "is_provisional": period.is_provisional,
        "entry_count": len(levels),
        "entries": [
            {
                "declaration_id": name_of(declaration),
                "key": declaration.key,
                "enterprise_id": declaration.enterprise.old_code,
                "level": level,
                "rank": rank,
                "is_tied": ranks.count(rank) > 1,
            }
            for (level, declaration), rank in zip(levels, ranks, strict=True)
        ],
        "left_out": [
            {"declaration_id": name_of(declaration), "key": declaration.key, "reasons": reasons}
            for declaration, reasons in sorted(left_out, key=lambda pair: pair[0].key)
        ],
    }


def _reasons(
    declaration: Declaration, shown: list[Record], period: Period, rivals: list[Declaration]
) -> dict[str, str]:
    """Rule that it fails → reason, as fct_eligibility has them."""
    case = declaration.case
    content = _content(declaration, shown, period)
    found: dict[str, str] = {}
    if "exclude" in case:
        found["enterprise_standard"] = case["exclude"]
    if period.knowledge != "reconstructed" and _first_night(shown) > period.night:
        found["observed_in_time"] = "observed_late"
    if content.status == "废止":
        found["status_in_force"] = "abolished"
    if any(_supersedes(other, declaration, period) for other in rivals):
        found["not_superseded"] = "superseded"
    if any(_holds(violation, period.cut_off) for violation in case.get("violates", ())):
        found["national_limits"] = "breaks_national_limit"
    if any(_bars(other, declaration, period) for other in rivals):
        found["not_barred"] = "barred"
    if all(one.source == "qybz" for one in shown):
        return found | {"indicators_disclosed": "indicators_not_disclosed"}
    return found | _indicator_reasons(content)


def _indicator_reasons(content: Content) -> dict[str, str]:
    basic = {code for field in fields() for code in field.basic}
    found = {f"core_indicator:{code}": reason for code, reason in content.missing}
    for row in content.rows:
        if row.reason is not None:
            kind = "basic" if row.code in basic else "core"
            found[f"{kind}_indicator:{row.code}"] = row.reason
        elif row.level is not None and row.level > LOWEST_LEVEL:
            found[f"core_indicator:{row.code}"] = "below_lowest_level"
    return found


def _supersedes(other: Declaration, declaration: Declaration, period: Period) -> bool:
    """Was the same enterprise's number, whatever its year, declared again before the cut-off?"""
    return (
        other is not declaration
        and other.enterprise == declaration.enterprise
        and _SERIES.sub("", other.standard_no) == _SERIES.sub("", declaration.standard_no)
        and declaration.published < other.published < period.until
    )


def _bars(other: Declaration, declaration: Declaration, period: Period) -> bool:
    """Is the enterprise under a ban, whichever of its declarations the specification names?"""
    banned = other.case.get("banned_from")
    is_its_own = other.enterprise == declaration.enterprise
    return is_its_own and banned is not None and bool(banned <= period.cut_off)


def _holds(violation: dict[str, Any], on: date) -> bool:
    return violation["from"] <= on and (violation["to"] is None or on < violation["to"])


def _first_night(shown: list[Record]) -> int:
    nights = [seen_from(one) for one in shown if one.source != "indicator-file"]
    return min(night for night in nights if night is not None)


def _content(declaration: Declaration, shown: list[Record], period: Period) -> Content:
    """What counts on a board: the version of the first complete fetch after the cut-off.

    A sheet is somebody's reading of a text that was public all the time: its latest one counts.
    """
    content = declaration.content(max(period.night, _first_night(shown)))
    if {one.source for one in shown} == {"qybz", "indicator-file"}:
        return replace(content, rows=declaration.content(_LAST).rows)
    return content
