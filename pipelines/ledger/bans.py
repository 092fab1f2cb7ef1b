"""Who is barred until when (D1 part 3 (2) 6; domain.md §5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.ledger.decision import Decision
    from pipelines.ledger.store import History

BAN_YEARS = 3
"""三年内不再纳入, from the day of cancellation."""


def barred_until(
    history: History, enterprise_id: str, programmes: Collection[str], day: date
) -> date | None:
    """The first day on which an enterprise is no longer barred; None: it is not barred on `day`.

    A ban comes by itself from an exit, or as a decision of its own; it holds over all fields.

    Args:
        history: what was decided.
        enterprise_id: of nine characters.
        programmes: whose bans count.
        day: to ask for.
    """
    until: date | None = None
    for decision in history.of_kinds({"ban", "ban_lifted", "exit_confirmed"}):
        draft = decision.draft
        if draft.programme not in programmes or draft.effective_on > day:
            continue
        if _enterprise(decision) != enterprise_id:
            continue
        until = None if draft.kind == "ban_lifted" else max(until or day, ban_end(decision))
    return until if until is not None and until > day else None


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


def _enterprise(decision: Decision) -> str | None:
    if decision.draft.kind == "exit_confirmed":
        return decision.draft.payload.get("enterprise_id")
    return decision.draft.subject
