"""One day: what was decided by it, which state that left everything in, and who may go on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipelines.ledger.case import state_on
from pipelines.ledger.due.model import Due

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipelines.core.procedures import Procedures, Rule
    from pipelines.ledger.case import SchemeFacts
    from pipelines.ledger.decision import Decision
    from pipelines.ledger.due.model import Known

_REMOVED = ("removed", "blacklisted")


class Day:
    """What holds on a day."""

    def __init__(
        self,
        procedures: Mapping[str, Procedures],
        decisions: Sequence[Decision],
        known: Known,
        on: date,
    ) -> None:
        self.procedures, self.known, self.on = procedures, known, on
        self.decisions = [
            each
            for each in decisions
            if each.draft.effective_on <= on and each.draft.programme in procedures
        ]
        self._past: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            self._past[decision.draft.programme, decision.draft.subject].append(decision)
        self._scheme_of_board = {(b.programme, b.subject): b.scheme for b in known.boards}

    def subjects(self) -> Iterator[tuple[str, str, list[Decision]]]:
        """Programme, subject and decisions of everything that was decided on."""
        for (programme, subject), past in self._past.items():
            yield programme, subject, past

    def past(self, programme: str, subject: str) -> list[Decision]:
        """What was decided on a subject."""
        return self._past.get((programme, subject), [])

    def state(self, programme: str, subject: str) -> str:
        """The state of a subject."""
        return state_on(self.past(programme, subject), self.on)

    def rules(self, programme: str, subject_type: str) -> Mapping[str, Rule]:
        """The rules of a subject type; none where the programme has no such thing."""
        return self.procedures[programme].procedures.get(subject_type, {})

    def is_removed(self, scheme: SchemeFacts) -> bool:
        """Whether the scheme's body may not go on."""
        return self.state(scheme.programme, scheme.body_uscc) in _REMOVED

    def scheme_behind(self, programme: str, subject_type: str, subject: str) -> SchemeFacts | None:
        """The scheme of a scheme, a board or a list of leaders."""
        board = subject
        if subject_type == "leader_list":
            past = self.past(programme, subject)
            fixed = [each for each in past if each.draft.kind == "shortlist_fixed"]
            board = fixed[-1].draft.payload["board"] if fixed else ""
        name = (
            subject if subject_type == "scheme" else self._scheme_of_board.get((programme, board))
        )
        return self.known.schemes.get(name or "")

    def named(
        self,
        programme: str,
        subject_type: str,
        subject: str,
        kind: str,
        what: str,
        *,
        starts_on: date | None = None,
        due_on: date | None = None,
    ) -> Iterator[Due]:
        """A decision as the programme's procedures name it; nothing if they do not know it."""
        rule = self.rules(programme, subject_type).get(kind)
        found = rule or self.procedures[programme].facts.get(kind)
        if found is not None:
            by, place = tuple(found.by), found.place
            yield Due(programme, subject, what, kind, by, starts_on, due_on, place)
