"""What is due in an installation: from its ledger, its reference files and its current release."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from pipelines.core.dates import shanghai_day
from pipelines.core.procedures import ROLES
from pipelines.ledger.due import Due, due_items
from pipelines.stages.notify import post_due
from pipelines.stages.recorded_facts import RecordedFacts
from pipelines.stages.recording import open_ledger, procedures_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipelines.settings import Settings
    from pipelines.stages.installation import Installation

TOLD_AHEAD = 7
"""Days before its last day from which people are told of something without asking."""


def due_on(settings: Settings, on: date) -> list[Due]:
    """What must happen after what was decided by a day, overdue first.

    Boards and exits are those of the current release, whatever the day.

    Raises:
        LedgerError: the ledger cannot be used.
        YamlFileError: a reference file cannot be used.
    """
    with closing(open_ledger(settings)) as ledger, closing(RecordedFacts(settings)) as facts:
        return due_items(procedures_of(settings), ledger.decisions(), facts.known(), on)


def pressing(items: Sequence[Due], on: date) -> list[Due]:
    """Those that are overdue, or whose last day is at most `TOLD_AHEAD` days away."""
    return [
        item for item in items if item.due_on is not None and (item.due_on - on).days <= TOLD_AHEAD
    ]


def tell_due(installation: Installation) -> list[dict[str, Any]]:
    """Posts what presses today to the webhook, when one is configured; returns it.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    on = shanghai_day(installation.now().replace(tzinfo=None))
    told = [due_row(item, on) for item in pressing(due_on(installation.settings, on), on)]
    if told:
        post_due(installation, on, told)
    return told


def due_row(item: Due, on: date) -> dict[str, Any]:
    """An item as JSON has it."""
    return {
        "state": state_of(item, on),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "starts_on": item.starts_on.isoformat() if item.starts_on else None,
        "by": list(item.by),
        "by_zh": [ROLES[role] for role in item.by],
        "what": item.what,
        "kind": item.kind,
        "programme": item.programme,
        "subject": item.subject,
        "place": item.place,
    }


def state_of(item: Due, on: date) -> str:
    """overdue, due (can be done now) or waiting (its first day has not come)."""
    if item.is_overdue(on):
        return "overdue"
    return "waiting" if item.is_waiting(on) else "due"
