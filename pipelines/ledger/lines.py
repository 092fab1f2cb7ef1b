"""Decisions as lines of JSON, as a backup keeps them: one a line, with its hash."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from pipelines.ledger.decision import (
    Decision,
    Draft,
    Evidence,
    canonical,
    evidence_json,
    instant_text,
)


def to_line(decision: Decision) -> str:
    """A decision as one line, without the line's end."""
    draft = decision.draft
    return canonical(
        {
            "seq": decision.seq,
            "kind": draft.kind,
            "subject": draft.subject,
            "programme": draft.programme,
            "effective_on": draft.effective_on.isoformat(),
            "recorded_at": instant_text(decision.recorded_at),
            "office": draft.office,
            "role": draft.role,
            "subject_type": decision.subject_type,
            "state_before": decision.state_before,
            "state_after": decision.state_after,
            "place": decision.place,
            "payload": draft.payload,
            "evidence": evidence_json(draft.evidence),
            "previous_hash": decision.previous_hash,
            "hash": decision.hash,
        }
    )


def from_line(line: str) -> Decision:
    """The decision that `to_line` wrote; whether its hash is right, `verify.chain_faults` says.

    Raises:
        ValueError: the line is no decision.
    """
    try:
        kept = json.loads(line)
        return Decision(
            seq=kept["seq"],
            draft=Draft(
                kind=kept["kind"],
                subject=kept["subject"],
                programme=kept["programme"],
                effective_on=date.fromisoformat(kept["effective_on"]),
                office=kept["office"],
                role=kept["role"],
                payload=kept["payload"],
                evidence=tuple(Evidence(**each) for each in kept["evidence"]),
            ),
            recorded_at=datetime.fromisoformat(kept["recorded_at"])
            .astimezone(UTC)
            .replace(tzinfo=None),
            subject_type=kept["subject_type"],
            state_before=kept["state_before"],
            state_after=kept["state_after"],
            place=kept["place"],
            previous_hash=kept["previous_hash"],
            hash=kept["hash"],
        )
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"不是一条决定（{error}）") from error
