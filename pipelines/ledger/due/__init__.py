"""What must happen next, by whom and until when: from the states that decisions left, and a day.

Roles and places come from the procedures, so that what is due is what would be admitted.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pipelines.ledger.due import onward, watch
from pipelines.ledger.due.day import Day
from pipelines.ledger.due.model import ClosedBoard, Due, Known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipelines.core.procedures import Procedures
    from pipelines.ledger.decision import Decision

__all__ = ["ClosedBoard", "Due", "Known", "due_items"]


def due_items(
    procedures: Mapping[str, Procedures], decisions: Sequence[Decision], known: Known, on: date
) -> list[Due]:
    """What must happen after what was decided by a day: overdue first, then by the last day.

    Args:
        procedures: by programme.
        decisions: all, in the order of their numbers.
        known: what files and the current release say.
        on: the day.
    """
    day = Day(procedures, decisions, known, on)
    items = chain(
        onward.next_steps(day),
        onward.boards_to_submit(day),
        onward.lists_to_begin(day),
        onward.successors(day),
        watch.certificates_to_issue(day),
        watch.titles_that_end(day),
        watch.exits_to_settle(day),
        watch.exits_to_complete(day),
        watch.findings_to_handle(day),
        watch.bans_that_end(day),
        watch.pilots_to_report(day),
        watch.milestones_to_do(day),
    )
    return sorted(items, key=lambda item: item.urgency(on))
