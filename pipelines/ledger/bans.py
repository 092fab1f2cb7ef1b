"""Who is barred until when (D1 part 3 (2) 6; domain.md §5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipelines.ledger.decision import Decision

KINDS = frozenset({"ban", "ban_lifted", "exit_confirmed"})
"""Kinds of decisions that bar an enterprise, or free it."""
BAN_YEARS = 3
"""三年内不再纳入, from the day of cancellation."""


def barred(
    decisions: Iterable[Decision], programmes: Collection[str], day: date
) -> dict[str, date]:
    """Enterprises that are barred on a day, with the first day on which they no longer are.

    A ban comes by itself from an exit, or as a decision of its own; it holds over all fields. What
    lifts it lifts every ban of its own programme, those from exits too, and none of another's.

    Args:
        decisions: in the order of their numbers; those of other kinds than `KINDS` do not count.
        programmes: whose bans count.
        day: to ask for.

    Returns:
        By enterprise_id, of nine characters.
    """
    ends: dict[tuple[str, str], date] = {}
    for decision in decisions:
        draft = decision.draft
        if draft.kind not in KINDS or draft.programme not in programmes:
            continue
        if draft.effective_on > day:
            continue
        at = (draft.programme, _enterprise(decision))
        if draft.kind == "ban_lifted":
            ends.pop(at, None)
        else:
            ends[at] = max(ends.get(at, day), ban_end(decision))
    until: dict[str, date] = {}
    for (_, enterprise_id), end in ends.items():
        if end > day:
            until[enterprise_id] = max(end, until.get(enterprise_id, end))
    return until


def ban_end(decision: Decision) -> date:
    """The first day after a ban."""
    stated = decision.draft.payload.get("until")
    if isinstance(stated, str):
        return date.fromisoformat(stated)
    return years_later(decision.draft.effective_on, BAN_YEARS)


def years_later(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February the 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _enterprise(decision: Decision) -> str:
    if decision.draft.kind == "exit_confirmed":
        return str(decision.draft.payload["enterprise_id"])
    return decision.draft.subject
