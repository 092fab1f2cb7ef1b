"""The conditions that procedures name: each refuses a draft that does not fit, and says why."""

from __future__ import annotations

from pipelines.ledger.conditions import (
    bans,
    boards,
    common,
    leaders,
    pilots,
    publicity,
    reports,
    schemes,
    summaries,
)

CONDITIONS = {
    **common.CONDITIONS,
    **publicity.CONDITIONS,
    **schemes.CONDITIONS,
    **boards.CONDITIONS,
    **leaders.CONDITIONS,
    **bans.CONDITIONS,
    **pilots.CONDITIONS,
    **summaries.CONDITIONS,
    **reports.CONDITIONS,
}
"""Every condition by its name."""
