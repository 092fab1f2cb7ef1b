"""A small world to decide things in: procedures as committed, facts as plain data, a ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core.procedures import Rule, find, load_procedures
from pipelines.core.programmes import written_programmes
from pipelines.ledger.admit import admission
from pipelines.ledger.case import BoardFacts, EntryFacts, RefusedError, SchemeFacts
from pipelines.ledger.conditions import CONDITIONS
from pipelines.ledger.decision import Decision, Draft, Evidence

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipelines.ledger.store import Ledger

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
PROCEDURES = load_procedures(
    REFERENCE / "procedures", written_programmes(REFERENCE / "programmes"), CONDITIONS
)
BODY, OTHER_BODY = "91990000EX00099991", "91990000EX00088882"
FILE = b"\xe7\xa4\xba\xe4\xbe\x8b"
EVIDENCE = (Evidence("示例.pdf", hashlib.sha256(FILE).hexdigest()),)
OPINIONS = dict.fromkeys(("feasibility", "indicators", "method", "authority"), "可行")
SCHEME, BOARD = "national_2026_air_cleaner/1", "air_cleaner/air_cleaner/2026Q1"
LEADERS = "2026/air_cleaner/air_cleaner"


def experts(count: int, **changes: Any) -> list[dict[str, Any]]:
    """So many experts of the review, all with these members changed."""
    whole = {"unit": "示例大学", "opinions": OPINIONS}
    return [{"id": f"E{number:02}", **whole, **changes} for number in range(1, count + 1)]


def scheme(subject: str = SCHEME, **changes: Any) -> SchemeFacts:
    """A scheme whose file says the usual."""
    given = SchemeFacts(
        subject=subject,
        programme="national",
        field_code="air_cleaner",
        year=2026,
        period="quarterly",
        body_uscc=BODY,
        body_name="示例评估机构",
        is_seen=True,
        leader_level=1,
        leaders_need=("leader_consent_given", "conformity_report", "commitment"),
    )
    return replace(given, **changes)


def entry(name: str, level: int | None = 1, rank: int = 1) -> EntryFacts:
    """An entry of a board, by one letter."""
    return EntryFacts(f"decl-{name}", f"EX000000{name}", f"示例{name}公司", rank, level, None)


def board(*entries: EntryFacts, **changes: Any) -> BoardFacts:
    """A closed board of the usual scheme."""
    given = BoardFacts(SCHEME, date(2026, 3, 31), False, "d" * 64, entries)
    return replace(given, **changes)


@dataclass
class World:
    """Facts, and what was decided under them; `take` and `refusal` try one decision.

    The clock shows noon of the latest day on which anything was tried.
    """

    ledger: Ledger
    programme: str = "national"
    schemes: dict[str, SchemeFacts] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    boards: dict[str, BoardFacts] = field(default_factory=dict)
    proposals: set[tuple[str, str, str]] = field(default_factory=set)
    milestones: set[tuple[str, str]] = field(default_factory=set)
    honours: dict[str, Collection[str]] = field(default_factory=dict)
    dishonest: dict[str, date] = field(default_factory=dict)
    now: date = date(2015, 1, 1)

    def scheme(self, subject: str) -> SchemeFacts | None:
        return self.schemes.get(subject)

    def scheme_errors(self, subject: str, on: date) -> list[str]:
        return self.errors

    def board(self, programme: str, subject: str) -> BoardFacts | None:
        return self.boards.get(subject)

    def enterprise_of(self, declaration_id: str) -> str | None:
        known = {e.declaration_id: e.enterprise_id for b in self.boards.values() for e in b.entries}
        return known.get(declaration_id)

    def has_exit_proposal(self, programme: str, subject: str, proposal_id: str) -> bool:
        return (programme, subject, proposal_id) in self.proposals

    def has_milestone(self, programme: str, subject: str) -> bool:
        return (programme, subject) in self.milestones

    def honoured(self, programme: str) -> Collection[str]:
        return {programme, *self.honours.get(programme, ())}

    def dishonest_since(self, enterprise_id: str, since: date, until: date) -> str | None:
        found = self.dishonest.get(enterprise_id)
        return f"{found} 列入失信名单" if found and since <= found <= until else None

    def draft(
        self,
        kind: str,
        subject: str,
        on: str,
        *,
        role: str | None = None,
        office: str | None = None,
        evidence: Sequence[Evidence] = EVIDENCE,
        **payload: Any,
    ) -> Draft:
        """A draft by the first role that may take it, at a desk of that role."""
        if role is None:
            role = find(PROCEDURES[self.programme], kind, subject).rule.by[0]
        day = date.fromisoformat(on)
        desk = office or f"示例{role}岗"
        return Draft(kind, subject, self.programme, day, desk, role, payload, tuple(evidence))

    def take(self, kind: str, subject: str, on: str, **rest: Any) -> Decision:
        """Records a decision that has to fit."""
        draft = self.draft(kind, subject, on, **rest)
        self.now = max(self.now, draft.effective_on)
        return self._append([draft])[0]

    def refusal(self, kind: str, subject: str, on: str, **rest: Any) -> str:
        """What a decision that does not fit is refused with; nothing is recorded."""
        before = self.ledger.head()
        draft = self.draft(kind, subject, on, **rest)
        self.now = max(self.now, draft.effective_on)
        with pytest.raises(RefusedError) as refused:
            self._append([draft])
        assert self.ledger.head() == before
        return str(refused.value)

    def _append(self, drafts: Sequence[Draft]) -> list[Decision]:
        noon = datetime.combine(self.now, time(4), tzinfo=UTC).replace(tzinfo=None)
        admit = admission(PROCEDURES, self)
        return self.ledger.append(drafts, admit, {EVIDENCE[0].sha256: FILE}, now=lambda: noon)

    def registered(self, *, body: str = BODY, on: str = "2026-01-05") -> World:
        """The body is registered."""
        self.take("body_registered", body, on, name="示例评估机构", pilot_unit_approval="示例")
        return self

    def until_in_publicity(self, subject: str = SCHEME, *, start: str = "2026-02-02") -> World:
        """A scheme is in publicity from that day, all before it decided in January."""
        day = "2026-01-10"
        self.take("scheme_filed", subject, day, body=self.schemes[subject].body_uscc)
        if "scheme_examined" in PROCEDURES[self.programme].procedures["scheme"]:
            self.take("scheme_examined", subject, day)
            self.take("expert_review_passed", subject, day, experts=experts(5))
        self.take("scheme_selected", subject, day)
        self.take("scheme_publicity_started", subject, start)
        return self

    def published_scheme(self, subject: str = SCHEME) -> World:
        """The body is registered and its scheme published on 2026-03-02."""
        self.registered(body=self.schemes[subject].body_uscc)
        self.until_in_publicity(subject)
        self.take("scheme_published", subject, "2026-03-02")
        return self

    def all_consent(self, subject: str = BOARD, on: str = "2026-04-03") -> World:
        """Every entry of a board consents to be on it."""
        for each in self.boards[subject].entries:
            self.take("consent_given", f"{subject}/{each.declaration_id}", on)
        return self

    def submit(self, on: str = "2026-04-07", *, revision: int = 1, **payload: Any) -> Decision:
        """The board is submitted with its figures as computed."""
        whole = {"body": BODY, "revision": revision, "digest": "d" * 64, **payload}
        return self.take("board_submitted", BOARD, on, **whole)

    def board_in_publicity(self, start: str = "2026-04-13") -> World:
        """The board is submitted, examined, and in publicity from that day (to 2026-04-27)."""
        self.all_consent()
        self.submit()
        self.take("board_examined", BOARD, "2026-04-08")
        self.take("board_publicity_started", BOARD, start)
        return self

    def publish_board(self, on: str = "2026-04-28") -> Decision:
        """The board is published, with what freezes it."""
        return self.take("board_published", BOARD, on, **FROZEN)

    def shortlist(self, on: str = "2026-05-06", **payload: Any) -> Decision:
        """The shortlist of everyone at level 1, unless the payload says other."""
        entries = self.boards[BOARD].entries
        whole = {
            "body": BODY,
            "board": BOARD,
            "declarations": [each.declaration_id for each in entries if each.level == 1],
        }
        return self.take("shortlist_fixed", LEADERS, on, **(whole | payload))

    def papers(self, *names: str, on: str = "2026-05-08") -> World:
        """What each of these needs to be on the list is there."""
        for name in names:
            subject = f"{LEADERS}/decl-{name}"
            for kind in ("conformity_report", "supplementary_facts", "commitment"):
                self.take(kind, subject, on)
            self.take("leader_consent_given", subject, on)
        return self

    def leaders_in_publicity(self, start: str = "2026-05-18") -> World:
        """The list is submitted, examined, and in publicity from that day (to 2026-06-01)."""
        self.take("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
        self.take("leaders_examined", LEADERS, "2026-05-13")
        self.take("leaders_publicity_started", LEADERS, start)
        return self

    def published_leaders(self) -> World:
        """A and B lead from 2026-06-02 on."""
        self.published_scheme()
        self.board_in_publicity()
        self.publish_board()
        self.shortlist()
        self.papers("A", "B")
        self.leaders_in_publicity()
        self.take("leaders_published", LEADERS, "2026-06-02")
        return self


FROZEN = {
    "revision": 1,
    "digest": "d" * 64,
    "code_version": "1",
    "reference_digest": "r" * 64,
    "release_id": "示例",
    "rows_sha256": EVIDENCE[0].sha256,
}


def rules(programme: str, subject_type: str) -> dict[str, Rule]:
    """The rules of a subject type."""
    return PROCEDURES[programme].procedures[subject_type]
