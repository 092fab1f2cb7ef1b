"""Rows of supervision lists as the findings and rejections of a batch, whatever the list."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import FINDINGS, Batch
from pipelines.sources.rejections import Rejections, origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.store.raw import RawPage

Columns = dict[str, str | None]

_NUMBERED = ("spot_check", "recall")
"""Kinds whose document number is one report's own; that of a penalty is its authority's only."""

_LATER = ("removed_on",)
"""What is added to an entry of a list later: it does not make another entry of it."""

_PARTY = re.compile(r"(受委托|被委托|受托|委托)(?:生产)?(?:方|单位|企业|商|厂|人)?\s*[:：]\s*")
_SEPARATORS = ";；,，、。/ \n\r\t"


@dataclass
class FindingReader(Rejections):
    """Collects findings and rejections; the rows stay in the order received."""

    _taken: int = 0
    _findings: list[dict[str, Any]] = field(default_factory=list)

    def take(
        self, page: RawPage, kind: str, columns: Mapping[str, str | None], locator: str
    ) -> None:
        """A row that is a finding; one whose name cell names two parties is a finding on each.

        Args:
            page: that it stands on.
            kind: of `core.normalise.findings.KINDS`.
            columns: of `core.records.FINDINGS`, as sent.
            locator: page or file and place in it, for a person.
        """
        self._taken += 1
        record_id = record_id_of(kind, columns)
        for number, (party, name) in enumerate(parties(columns.get("org_name"))):
            own_id = record_id if party is None else f"{record_id}/{party}"
            self._findings.append(
                {
                    **columns,
                    **origin(page, own_id),
                    "locator": locator,
                    "finding_kind": kind,
                    "party": party,
                    "org_name": name,
                    "record_count": 0 if number else 1,
                }
            )

    def batch(self) -> Batch:
        """What was collected."""
        rejected = self.rejected()
        return Batch(
            received=self._taken + rejected.height,
            findings=pl.DataFrame(self._findings, schema=FINDINGS),
            rejected=rejected,
        )


def record_id_of(kind: str, columns: Mapping[str, str | None]) -> str:
    """The key of a finding: its report's number, else what it says, in 16 hex digits."""
    number = columns.get("document_no")
    if number and kind in _NUMBERED:
        return number
    if number:
        who = columns.get("credit_code") or columns.get("org_name")
        said = [who, number, columns.get("authority")]
    else:
        # what is not said stays out, so that a column read one day changes no key of those without
        said = [
            f"{name}={text}"
            for name, text in sorted(columns.items())
            if text and name not in _LATER
        ]
    text = "\x1f".join(part or "" for part in (kind, *said))
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def parties(cell: str | None) -> list[tuple[str | None, str | None]]:
    """Who a name cell names: `委托方：甲；受托方：乙` names two, each with its part."""
    labels = list(_PARTY.finditer(cell or ""))
    if cell is None or not labels:
        return [(None, cell)]
    ends = [label.start() for label in labels[1:]] + [len(cell)]
    return [
        (
            "entrusting" if label[1] == "委托" else "entrusted",
            cell[label.end() : end].strip(_SEPARATORS) or None,
        )
        for label, end in zip(labels, ends, strict=True)
    ]
