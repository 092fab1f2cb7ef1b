"""Decisions as lines of JSON, as a backup keeps them: one a line, with its hash."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from pipelines.ledger.decision import Decision, canonical, from_fields, in_json


def to_line(decision: Decision) -> str:
    """A decision as one line, without the line's end."""
    return canonical(in_json(decision))


def from_line(line: str) -> Decision:
    """The decision that `to_line` wrote; whether its hash is right, `verify.chain_faults` says.

    Raises:
        ValueError: the line is no decision.
    """
    try:
        kept = json.loads(line)
        recorded_at = datetime.fromisoformat(kept["recorded_at"]).astimezone(UTC)
        kept["recorded_at"] = recorded_at.replace(tzinfo=None)
        kept["effective_on"] = date.fromisoformat(kept["effective_on"])
        return from_fields(kept)
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"不是一条决定（{error}）") from error
