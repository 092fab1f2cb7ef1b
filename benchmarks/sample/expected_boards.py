"""Who must stand on which board at which level, and who must be left out for which reasons."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.sample.expected_counts import seen_from
from benchmarks.sample.model import NIGHTS, Content, Declaration, Record
from benchmarks.sample.spec import Board, document, fields

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
_NATIONAL_2026 = Period(
    "national", "2026", date(2026, 12, 31), _LAST, "observed", is_provisional=True
)
_MOFCOM = Period("mofcom-2023", "2023", date(2023, 10, 31), 1, "reconstructed")
_JINCHENG = Period("jincheng-2021", "2021", date(2021, 12, 31), 1, "reconstructed")
_JINCHENG_BANKS = Period("jincheng-finance-2021", "2021", date(2021, 8, 31), 1, "reconstructed")
_PERIODS = {
    "logistics_service": [_MOFCOM],
    "air_cleaner": _NATIONAL,
    "panel_furniture": _NATIONAL,
    "wood_coating": [_NATIONAL_2026],
    "water_adhesive": [_NATIONAL_2026],
    "water_purifier": [_NATIONAL_2026],
    "wood_based_panel": [_NATIONAL_2026],
    "solvent_adhesive": [_NATIONAL_2026],
    "courier_service": [_NATIONAL_2026],
    "translation_service": [_MOFCOM],
    "used_car_assessment": [_MOFCOM],
    "e_commerce": [_MOFCOM],
    "laundry_dyeing_service": [_MOFCOM],
    "steel_casting": [_JINCHENG],
    "bank_outlet_service": [_JINCHENG_BANKS],
    "online_banking": [_JINCHENG_BANKS],
}
_APPLICANTS = {"jincheng-2021", "jincheng-finance-2021"}
"""Programmes that assess only who applied (D3 part 4, D4 part 5)."""
_READS_SHANXI = "jincheng-2021"
"""The programme that reads the platform of Shanxi (D3 part 2)."""


@dataclass(frozen=True)
class _Standing:
    """How a declaration stands: its level, and the score where the method gives one."""

    level: int
    score: float | None = None
    is_vetoed: bool = False

    @property
    def place(self) -> tuple[bool, float]:
        """The lower, the better; who is vetoed ties last, whatever the points."""
        if self.is_vetoed:
            return True, 0
        return False, self.level if self.score is None else -self.score


def boards(
    declarations: list[Declaration],
    records: list[Record],
    names_of: Callable[[Declaration], list[str]],
) -> Iterator[dict[str, Any]]:
    """All boards; `names_of` gives the declaration_id, or several, of which the last is current."""
    for field in fields():
        for kind in field.kinds:
            if (board := field.board_of(kind)) is not None:
                mine = [one for one in declarations if one.kind == kind]
                for period in _PERIODS[board.field_code]:
                    yield _board(board, period, mine, records, names_of)


def _board(
    board: Board,
    period: Period,
    declarations: list[Declaration],
    records: list[Record],
    names_of: Callable[[Declaration], list[str]],
) -> dict[str, Any]:
    standings: list[tuple[_Standing, Declaration, str]] = []
    left_out: list[tuple[Declaration, str, dict[str, str]]] = []
    for declaration in declarations:
        names = names_of(declaration)
        if declaration.published >= period.until or not names:
            continue
        shown = [
            one
            for one in records
            if one.declaration is declaration
            and (one.source != "shanxi-file" or period.programme == _READS_SHANXI)
        ]
        if not shown:
            continue
        reasons = _reasons(board, declaration, shown, period, declarations)
        *earlier, current = names
        left_out += [
            (declaration, name, {"not_superseded": "superseded"} | reasons) for name in earlier
        ]
        if reasons:
            left_out.append((declaration, current, reasons))
        else:
            standing = _standing(board, _content(declaration, shown, period))
            standings.append((standing, declaration, current))
    standings.sort(key=lambda each: (each[0].place, each[1].key))
    left_out.sort(key=lambda each: (each[0].key, each[1]))
    places = [standing.place for standing, _, _ in standings]
    return {
        "programme": period.programme,
        "field_code": board.field_code,
        "product_category": board.category,
        "period": period.name,
        "cut_off_on": period.cut_off,
        "knowledge": period.knowledge,
        "is_provisional": period.is_provisional,
        "entry_count": len(standings),
        "entries": [
            {
                "declaration_id": name,
                "key": declaration.key,
                "enterprise_id": declaration.enterprise.old_code,
                "level": standing.level,
                **({} if standing.score is None else {"score": standing.score}),
                "rank": 1 + sum(other < standing.place for other in places),
                "is_tied": places.count(standing.place) > 1,
            }
            for standing, declaration, name in standings
        ],
        "left_out": [
            {"declaration_id": name, "key": declaration.key, "reasons": reasons}
            for declaration, name, reasons in left_out
        ],
    }


def _standing(board: Board, content: Content) -> _Standing:
    """The worst core indicator, or the sum of points, cut off; who is vetoed stands last."""
    levels = {row.code: row.level for row in content.rows if row.code in board.core}
    if not board.weights:
        return _Standing(max(level for level in levels.values() if level is not None))
    points = document("indicators")
    score = round(
        sum(
            weight * points[code]["points"][levels[code]] for code, weight in board.weights.items()
        ),
        6,
    )
    passed = {row.code for row in content.rows if row.reason is None}
    is_vetoed = not passed.issuperset(board.veto)
    reached = (level for level, cut_off in enumerate(board.cut_offs, 1) if score >= cut_off)
    last = len(board.cut_offs) + 1
    return _Standing(last if is_vetoed else next(reached, last), score, is_vetoed)


def _reasons(
    board: Board,
    declaration: Declaration,
    shown: list[Record],
    period: Period,
    rivals: list[Declaration],
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
    if period.programme in _APPLICANTS and not _applied(board, declaration, period):
        found["applied"] = "not_applied"
    if all(one.source == "qybz" for one in shown):
        return found | {"indicators_disclosed": "indicators_not_disclosed"}
    return found | _indicator_reasons(board, content)


def _indicator_reasons(board: Board, content: Content) -> dict[str, str]:
    asked = dict.fromkeys(board.core, "core")
    asked |= {code: "basic" for code in board.basic if code not in board.veto}
    there = {row.code for row in content.rows}
    found = {
        f"{kind}_indicator:{code}": dict(content.missing).get(code, "missing")
        for code, kind in asked.items()
        if code not in there
    }
    for row in content.rows:
        if row.code is None or row.code not in asked:
            continue
        if row.reason is not None:
            found[f"{asked[row.code]}_indicator:{row.code}"] = row.reason
        elif row.level is not None and row.level > LOWEST_LEVEL and not board.weights:
            found[f"core_indicator:{row.code}"] = "below_lowest_level"
    return found


def _applied(board: Board, declaration: Declaration, period: Period) -> bool:
    """Is there an application for this declaration and field by the cut-off?"""
    return any(
        (entry["kind"], entry["programme"], entry["of"])
        == ("application", period.programme, declaration.key)
        and json.loads(entry["payload"])["field_code"] == board.field_code
        and entry["effective_on"] <= period.cut_off
        for entry in document("decisions")
    )


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
