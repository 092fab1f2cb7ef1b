"""Exporting the decisions people took as a file that the warehouse reads like all others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import tables
from pipelines.core.overruling import overruled_values
from pipelines.ledger.decision import GENESIS, in_columns
from pipelines.ledger.store import Head
from pipelines.stages.recording import open_ledger

if TYPE_CHECKING:
    from pipelines.stages.installation import Installation


def export_decisions(installation: Installation) -> int:
    """Writes the ledger to normalised/decisions; returns how many decisions there are.

    What people read in place of the parser is written beside it, as normalised/overruled_values.

    Raises:
        LedgerError: the ledger cannot be used.
        OverrulingError: a decision that overrules a value does not say which, how or why.
    """
    with closing(open_ledger(installation.settings)) as ledger:
        decisions = ledger.decisions()
    rows = [{"decision_id": each.decision_id, **in_columns(each)} for each in decisions]
    frame = pl.from_dicts(rows, tables.DECISIONS)
    overruled = overruled_values(frame)
    installation.normalised.write_whole("decisions", frame)
    installation.normalised.write_whole("overruled_values", overruled)
    return frame.height


def exported_head(installation: Installation) -> str:
    """The last decision that went into the warehouse, as `ledger.store.Head` prints it."""
    exported = installation.normalised.read("decisions").select("seq", "hash").collect()
    last = exported.sort("seq").tail(1).rows()
    return str(Head(*last[0]) if last else Head(0, GENESIS))
