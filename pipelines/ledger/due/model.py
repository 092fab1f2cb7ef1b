"""Something that must happen, and what has to be known, besides decisions, to say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipelines.core.milestones import DatedMilestone
    from pipelines.core.procedures import Role
    from pipelines.ledger.case import SchemeFacts

DAY = timedelta(days=1)
AHEAD = timedelta(days=90)
"""Dates farther away are nobody's next task (our reading)."""


@dataclass(frozen=True)
class Due:
    """Something that must happen.

    Attributes:
        subject: of the decision that will record it, as `lingpao record` takes it.
        what: in words.
        kind: of that decision; None where nothing has to be recorded.
        by: roles, any of which may act.
        starts_on: first day on which it can be done; None: now.
        due_on: last day, until 24:00; None: the documents set none.
        place: in the documents.
    """

    programme: str
    subject: str
    what: str
    kind: str | None
    by: tuple[Role, ...]
    starts_on: date | None
    due_on: date | None
    place: str

    def is_overdue(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.due_on is not None and self.due_on < on

    def is_waiting(self, on: date) -> bool:
        """Whether its first day has not come."""
        return self.starts_on is not None and self.starts_on > on

    def urgency(self, on: date) -> tuple[object, ...]:
        """Its place in a list: overdue first, then by its last day, then what can be done now."""
        return (
            not self.is_overdue(on),
            self.due_on or date.max,
            self.is_waiting(on),
            self.starts_on or date.min,
            (self.programme, self.subject, self.what),
        )


@dataclass(frozen=True)
class ClosedBoard:
    """A board of the current release whose period is closed; `scheme` is its scheme's subject."""

    programme: str
    subject: str
    scheme: str
    cut_off_on: date


@dataclass(frozen=True)
class Known:
    """What files and the current release know besides decisions.

    Attributes:
        schemes: by subject.
        boards: those whose period is closed.
        milestones: with their programmes.
        proposals: programme and leader of each exit that the release proposes, by its id.
        matches: names in supervision lists that may mean a declarant, and since when, by match id.
        unreported: of each finding against a declarant that no report held, since when it is known.
    """

    schemes: Mapping[str, SchemeFacts] = field(default_factory=dict)
    boards: Collection[ClosedBoard] = ()
    milestones: Sequence[tuple[str, DatedMilestone]] = ()
    proposals: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    matches: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    unreported: Sequence[date] = ()
