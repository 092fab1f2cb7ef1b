"""Decisions and the chain that they form: each holds the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

GENESIS = "0" * 64
"""The hash before the first decision."""


@dataclass(frozen=True, order=True)
class Evidence:
    """A file that a decision rests on: its name as given, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Draft:
    """A decision that somebody wants recorded.

    Attributes:
        kind: what is decided, as the programme's procedures name it (`board_submitted`).
        subject: what about; its form depends on the kind's subject type.
        programme: under whose rules.
        effective_on: the day at Shanghai from which it holds.
        office: the desk that signs (示例评审岗1); no person's name.
        role: in which role, one of `core.procedures.ROLES`.
        payload: a JSON object, as the kind asks for.
        evidence: files that it rests on.
    """

    kind: str
    subject: str
    programme: str
    effective_on: date
    office: str
    role: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A recorded decision.

    Attributes:
        seq: its number in the ledger, from 1, without gaps.
        draft: what was asked to be recorded.
        recorded_at: naive UTC; never before that of the decision before it.
        subject_type: what the subject is (board, leader …); None for a fact that moves no state.
        state_before: of the subject; None for a fact.
        state_after: of the subject; None for a fact.
        place: of the rule that allowed it, in the programme's documents.
        previous_hash: of the decision before it, `GENESIS` for the first.
        hash: over all of this, see `chained`.
    """

    seq: int
    draft: Draft
    recorded_at: datetime
    subject_type: str | None
    state_before: str | None
    state_after: str | None
    place: str | None
    previous_hash: str
    hash: str

    @property
    def decision_id(self) -> str:
        """How people name it: `D-000017`."""
        return f"D-{self.seq:06}"


def chained(
    draft: Draft,
    *,
    seq: int,
    recorded_at: datetime,
    subject_type: str | None,
    state_before: str | None,
    state_after: str | None,
    place: str | None,
    previous_hash: str,
) -> Decision:
    """A draft as the next decision of a chain, with its hash."""
    return rehashed(
        Decision(
            seq=seq,
            draft=draft,
            recorded_at=recorded_at,
            subject_type=subject_type,
            state_before=state_before,
            state_after=state_after,
            place=place,
            previous_hash=previous_hash,
            hash="",
        )
    )


def rehashed(decision: Decision) -> Decision:
    """The same content with the hash that it should have: over all its fields in JSON but that."""
    content = in_json(decision)
    del content["hash"]
    return replace(decision, hash=hashlib.sha256(canonical(content).encode()).hexdigest())


def fields(decision: Decision) -> dict[str, Any]:
    """A decision and its draft as one flat record; `from_fields` reads it back."""
    draft = decision.draft
    return {
        "seq": decision.seq,
        "kind": draft.kind,
        "subject": draft.subject,
        "programme": draft.programme,
        "effective_on": draft.effective_on,
        "recorded_at": decision.recorded_at,
        "office": draft.office,
        "role": draft.role,
        "subject_type": decision.subject_type,
        "state_before": decision.state_before,
        "state_after": decision.state_after,
        "place": decision.place,
        "payload": draft.payload,
        "evidence": [{"name": each.name, "sha256": each.sha256} for each in draft.evidence],
        "previous_hash": decision.previous_hash,
        "hash": decision.hash,
    }


def from_fields(record: Mapping[str, Any]) -> Decision:
    """The decision that `fields` laid out; members that it does not know are passed over.

    Raises:
        KeyError: a field is missing.
        TypeError: the evidence is no list of files.
    """
    drafted = ("kind", "subject", "programme", "effective_on", "office", "role", "payload")
    evidence = tuple(Evidence(**each) for each in record["evidence"])
    draft = Draft(**{name: record[name] for name in drafted}, evidence=evidence)
    own = ("seq", "recorded_at", "subject_type", "state_before", "state_after", "place")
    hashes = ("previous_hash", "hash")
    return Decision(draft=draft, **{name: record[name] for name in (*own, *hashes)})


def in_json(decision: Decision) -> dict[str, Any]:
    """The fields of a decision as JSON has them: days and instants as texts."""
    record = fields(decision)
    record["effective_on"] = decision.draft.effective_on.isoformat()
    record["recorded_at"] = instant_text(decision.recorded_at)
    return record


def in_columns(decision: Decision) -> dict[str, Any]:
    """The fields of a decision as a table has them: payload and evidence as JSON texts."""
    record = fields(decision)
    return record | {name: canonical(record[name]) for name in ("payload", "evidence")}


def canonical(value: Any) -> str:
    """JSON in one spelling: keys sorted, no blanks, characters as they are.

    Raises:
        ValueError: a number is infinite or none.
        TypeError: something that JSON does not have.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def instant_text(instant: datetime) -> str:
    """An instant, naive UTC, as the chain spells it: `2026-06-11T01:30:00.000000Z`."""
    return instant.replace(tzinfo=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
