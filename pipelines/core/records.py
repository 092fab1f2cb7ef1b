"""Records as a source sent them, before any folding: what sources hand to normalise.

Every column is text unless said otherwise, null where the source has no such field. Personal data
(legal representative, contact, address) are never taken out of a raw page, so they cannot go
further than that page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

_ORIGIN: dict[str, type[pl.DataType] | pl.DataType] = {
    "record_id": pl.String,  # the source's own key; one record a (source, fetch date, record_id)
    "raw_path": pl.String,  # file below the raw root that it was read from
    "raw_sha256": pl.String,  # of the body as sent
    "attempt": pl.Int32,  # of the run that fetched it, from 1
}

DECLARATIONS = pl.Schema(
    {
        **_ORIGIN,
        "list_digest": pl.String,  # of the list row as sent; null where the source has no list
        "has_detail": pl.Boolean,  # false: a list row of a known declaration, detail not asked for
        "discloses_indicators": pl.Boolean,  # can this source carry an indicator table at all
        "org_name": pl.String,
        "credit_code": pl.String,  # USCC, or the old organisation code
        "area": pl.String,  # 行政区划 as text or code
        "standard_kind": pl.String,
        "standard_no": pl.String,
        "standard_name": pl.String,
        "published_at": pl.String,
        "status": pl.String,
    }
)
"""One row a declaration."""

PRODUCTS = pl.Schema(
    {
        "record_id": pl.String,
        "product_no": pl.Int32,  # from 1, in the order sent
        "product_name": pl.String,
        "generic_name": pl.String,
        "brand": pl.String,
        "barcode": pl.String,
        "spec": pl.String,
        "model": pl.String,
        "category": pl.String,  # 分类, the platform's drop-down
    }
)
"""One row a product of a declaration."""

INDICATORS = pl.Schema(
    {
        "record_id": pl.String,
        "row_no": pl.Int32,  # from 1, in the order sent
        "indicator_name": pl.String,
        "requirement": pl.String,
        "test_method": pl.String,
        "page": pl.String,  # of the standard's text, where an extraction sheet gives it
    }
)
"""One row an indicator of a declaration, or of an extraction sheet's set."""

INDICATOR_SETS = pl.Schema(
    {
        **_ORIGIN,
        "declaration_ref": pl.String,  # a declaration id of any platform, or null
        "org_name": pl.String,
        "credit_code": pl.String,
        "standard_no": pl.String,
        "row_count": pl.Int32,  # rows of the sheet that make this set
    }
)
"""One row a declaration of an extraction sheet.

Its indicators stand in INDICATORS under the same record_id.
"""

STANDARDS = pl.Schema(
    {
        **_ORIGIN,
        "standard_no": pl.String,
        "name": pl.String,
        "nature": pl.String,
        "kind": pl.String,
        "status": pl.String,
        "issued_on": pl.String,
        "in_force_on": pl.String,
        "abolished_on": pl.String,
        "replaces": pl.String,
        "replaced_by": pl.String,
        "department": pl.String,
    }
)
"""One row a standard of a catalogue."""

FINDINGS = pl.Schema(
    {
        **_ORIGIN,
        "locator": pl.String,  # where it stands, for a person: 召回公告_2026-07-01.csv 第 3 行
        "finding_kind": pl.String,  # a code of core.normalise.findings.KINDS, by the list it is on
        "party": pl.String,  # entrusting | entrusted, where one cell names both; else null
        "org_name": pl.String,
        "credit_code": pl.String,
        "area": pl.String,
        "product_name": pl.String,
        "model": pl.String,
        "brand": pl.String,
        "batch_no": pl.String,
        "standard_no": pl.String,  # that the product claims, not the one it was tested by
        "standard_name": pl.String,
        "result": pl.String,
        "is_refused": pl.String,
        "is_void": pl.String,
        "is_serious": pl.String,
        "retests": pl.String,  # document number of the report that this one tests again
        "failed_items": pl.String,  # names, and beside them what was measured and required
        "measured": pl.String,
        "required": pl.String,
        "decided_on": pl.String,
        "removed_on": pl.String,
        "authority": pl.String,
        "testing_body": pl.String,
        "document_no": pl.String,
        "grounds": pl.String,  # why: 事由, 违法行为
        "record_count": pl.Int32,  # 0 for the second party of a row that names two
    }
)
"""One row a finding of a supervision list about one organisation.

Several failed items stand in one text, separated as the source separates them.
"""

FEEDBACK = pl.Schema(
    {
        **_ORIGIN,
        "locator": pl.String,
        "field": pl.String,  # 重点领域 by name or code
        "product_name": pl.String,
        "text": pl.String,  # ends at the normalised layer: consumers name themselves in it
        "received_on": pl.String,
    }
)
"""One row a consumer's feedback."""

REJECTED = pl.Schema(
    {
        **_ORIGIN,
        "reason_code": pl.String,  # snake_case, stable
        "reason": pl.String,  # a Chinese sentence: the record, the field, what is wrong, the remedy
    }
)
"""One row a record that could not be read at all (page cut off, not the table it should be)."""


@dataclass(frozen=True)
class Batch:
    """What a source module read out of the raw pages of one fetch date.

    Attributes:
        received: records counted where they were received (list rows, file rows), independently of
            the frames: each must come out of normalising as an observation or in quarantine.
        declarations, products, indicators, indicator_sets, standards, findings, feedback, rejected:
            frames of the schemas above.
    """

    received: int
    declarations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECLARATIONS))
    products: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PRODUCTS))
    indicators: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INDICATORS))
    indicator_sets: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=INDICATOR_SETS)
    )
    standards: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STANDARDS))
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDINGS))
    feedback: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FEEDBACK))
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTED))

    def record_ids(self) -> pl.Series:
        """Ids of all records, those that could not be read at all included."""
        return pl.concat(
            frame.get_column("record_id")
            for frame in (
                self.declarations,
                self.indicator_sets,
                self.standards,
                self.findings,
                self.feedback,
                self.rejected,
            )
        )
