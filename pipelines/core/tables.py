"""The tables of the normalised layer: typed columns, their meaning, and nothing else.

A partition is one source on one fetch date. A record's content stands only in the partition where
it was new or had changed; `observations` says for every record of a night which of the two it was,
or that it was unchanged or had disappeared. Instants (`_at`) are UTC without zone; days (`_on`) are
days at Shanghai.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY: dict[str, type[pl.DataType] | pl.DataType] = {
    "source": pl.String,
    "fetched_on": pl.Date,
    "record_id": pl.String,
}
INSTANT = pl.Datetime("us")
"""UTC, without zone."""


def schema_of(columns: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.Schema:
    """A schema of types and of instances of types, which a checker takes for plain objects."""
    return pl.Schema(columns)


OBSERVATIONS = pl.Schema(
    {
        **_KEY,
        "change": pl.String,  # new | changed | unchanged | disappeared
        "digest": pl.String,  # of the content as sent; null when disappeared
        "list_digest": pl.String,  # of the list row: tells the next night what to ask for
        "status_raw": pl.String,  # as last shown: a page that shows none has not changed it
        "detail_on": pl.Date,  # the last fetch date on which the detail was read
        # received records that it stands for: rows of a set, repeats of a list row
        "record_count": pl.Int32,
        "attempt": pl.Int32,
    }
)

DECLARATIONS = pl.Schema(
    {
        **_KEY,
        "change": pl.String,  # new | changed
        "digest": pl.String,  # over declaration, products and indicators
        "raw_path": pl.String,
        "raw_sha256": pl.String,
        "enterprise_id": pl.String,  # 9 characters: characters 9-17 of the USCC
        "uscc": pl.String,  # null where only an old code is known
        "uscc_check": pl.String,  # valid | check_failed | old_code
        "org_name": pl.String,
        "org_name_raw": pl.String,
        "division_code": pl.String,  # 6 digits, GB/T 2260
        "province_code": pl.String,  # 6 digits, ends in 0000
        "area_raw": pl.String,
        "standard_kind": pl.String,  # national | industry | local | group | enterprise | other
        "standard_no": pl.String,
        "standard_no_raw": pl.String,
        "is_well_formed": pl.Boolean,  # the number follows the grammar of its kind
        "standard_series_id": pl.String,  # enterprise_id + number without the year
        "standard_year": pl.Int32,
        "standard_name": pl.String,
        "standard_name_raw": pl.String,
        "published_at": INSTANT,
        "published_on": pl.Date,
        "status": pl.String,  # in_force | upcoming | abolished | replaced
        "status_raw": pl.String,
        "discloses_indicators": pl.Boolean,
    }
)

DECLARED_PRODUCTS = pl.Schema(
    {
        **_KEY,
        "product_no": pl.Int32,
        "product_name": pl.String,
        "product_name_raw": pl.String,
        "generic_name": pl.String,
        "brand": pl.String,
        "barcode": pl.String,
        "spec": pl.String,
        "model": pl.String,
        "category_text": pl.String,  # folded, as the category dictionary is asked for it
    }
)

DECLARED_INDICATORS = pl.Schema(
    {
        **_KEY,
        "row_no": pl.Int32,
        "part_no": pl.Int32,  # from 1; several requirements in one cell are several parts
        "indicator_name": pl.String,  # folded, as the alias dictionary is asked for it
        "indicator_name_raw": pl.String,
        "requirement_raw": pl.String,
        "status": pl.String,  # parsed | grade | none_detected | text | empty | unparsed
        "op": pl.String,  # le lt ge gt eq between plus_minus
        "low": pl.Float64,
        "high": pl.Float64,
        "low_inclusive": pl.Boolean,
        "high_inclusive": pl.Boolean,
        "unit": pl.String,  # canonical spelling, nothing converted
        "grade": pl.String,
        "condition": pl.String,
        "test_method_text": pl.String,  # folded, for the method dictionary; null: none given
        "page": pl.String,
    }
)

DECLARED_CITATIONS = pl.Schema(
    {
        **_KEY,
        "standard_no": pl.String,  # normal form of a standard that requirement or test method names
    }
)

INDICATOR_SETS = pl.Schema(
    {
        **_KEY,
        "change": pl.String,
        "digest": pl.String,
        "raw_path": pl.String,
        "raw_sha256": pl.String,
        "declaration_ref": pl.String,
        "enterprise_id": pl.String,
        "org_name": pl.String,
        "standard_no": pl.String,
    }
)

CATALOGUE_STANDARDS = pl.Schema(
    {
        **_KEY,
        "change": pl.String,
        "digest": pl.String,
        "raw_path": pl.String,
        "raw_sha256": pl.String,
        "standard_no": pl.String,
        "standard_no_raw": pl.String,
        "kind": pl.String,
        "nature": pl.String,  # mandatory | recommended | guide | null
        "standard_year": pl.Int32,
        "name": pl.String,
        "name_raw": pl.String,
        "status": pl.String,  # in_force | upcoming | abolished | replaced
        "status_raw": pl.String,
        "issued_on": pl.Date,
        "in_force_on": pl.Date,
        "abolished_on": pl.Date,
        "replaces": pl.String,  # normal forms joined by ";"
        "replaced_by": pl.String,
        "department": pl.String,
    }
)

SUPERVISION_FINDINGS = pl.Schema(
    {
        **_KEY,
        "change": pl.String,
        "digest": pl.String,
        "raw_path": pl.String,
        "raw_sha256": pl.String,
        "locator": pl.String,  # file or page and place in it, for a person
        # spot_check | double_random | abnormal_list | dishonesty_list | penalty | recall
        "finding_kind": pl.String,
        "party": pl.String,  # entrusting | entrusted; null where a row names one organisation
        "enterprise_id": pl.String,  # by the list's own code; null where it has none to go by
        "uscc": pl.String,
        "uscc_check": pl.String,  # valid | check_failed | old_code
        "org_name": pl.String,
        "org_name_raw": pl.String,
        "match_id": pl.String,  # of name and province: what a person settles; see core.matching
        "province_code": pl.String,
        "product_name": pl.String,
        "model": pl.String,
        "brand": pl.String,
        "batch_no": pl.String,
        "standard_no": pl.String,  # that the product claims
        "standard_no_raw": pl.String,
        "standard_name": pl.String,
        "result": pl.String,  # pass | fail | refused; null for what is no check
        "result_raw": pl.String,
        "failed_items": pl.String,  # names joined by ";"
        "measured": pl.String,  # of each failed item, in their order, joined by ";"
        "required": pl.String,
        "is_void": pl.Boolean,
        "is_serious": pl.Boolean,
        "retests": pl.String,  # document_no of the report that this one tests again
        "decided_on": pl.Date,  # sampled, checked, listed, punished, recalled
        "removed_on": pl.Date,  # off the list; null: still on it
        "authority": pl.String,
        "testing_body": pl.String,
        "document_no": pl.String,
        "grounds": pl.String,  # why, of lists and penalties
    }
)

CONSUMER_FEEDBACK = pl.Schema(
    {
        **_KEY,
        "change": pl.String,
        "digest": pl.String,
        "raw_path": pl.String,
        "raw_sha256": pl.String,
        "locator": pl.String,
        "field_text": pl.String,  # folded, as the key fields are asked for it
        "product_name": pl.String,
        "received_on": pl.Date,
    }
)

FEEDBACK_WORDS = pl.Schema(
    {
        **_KEY,
        "indicator_code": pl.String,
        "word": pl.String,  # a name or alias of the indicator, folded, that the text holds
    }
)

QUARANTINE = pl.Schema(
    {
        **_KEY,
        "reason_code": pl.String,
        "reason": pl.String,
        "raw_path": pl.String,
        "record_count": pl.Int32,
        "attempt": pl.Int32,
    }
)

SOURCE_RUNS = schema_of(
    {
        "source": pl.String,
        "fetched_on": pl.Date,
        "attempt": pl.Int32,
        "coverage": pl.String,  # full | window | files
        "role": pl.String,  # declarations | indicators | catalogue | supervision | feedback
        "precedence": pl.Int32,  # 1 is believed first
        "requested": pl.Int64,
        "received": pl.Int64,
        "new": pl.Int64,
        "changed": pl.Int64,
        "unchanged": pl.Int64,
        "quarantined": pl.Int64,
        "is_complete": pl.Boolean,
        "stop_reason": pl.String,  # null when complete
        "started_at": INSTANT,
        "seconds": pl.Float64,
    }
)

KNOWN = pl.Schema(
    {
        "record_id": pl.String,
        "digest": pl.String,
        "list_digest": pl.String,
        "status_raw": pl.String,
        "detail_on": pl.Date,
    }
)
"""What earlier nights knew of a source: one row a record that had not disappeared."""

DECISIONS = schema_of(
    {
        "decision_id": pl.String,
        "seq": pl.Int64,  # its number in the ledger, from 1
        "kind": pl.String,
        "subject": pl.String,
        "programme": pl.String,
        "effective_on": pl.Date,
        "recorded_at": INSTANT,
        "office": pl.String,  # the desk that signed
        "role": pl.String,
        # of the subject, by the programme's procedures; null for a fact that moves no state
        "subject_type": pl.String,
        "state_before": pl.String,
        "state_after": pl.String,
        "place": pl.String,  # of the rule, in the programme's documents
        "payload": pl.String,  # JSON object
        "evidence": pl.String,  # JSON list of name and sha256
        "hash": pl.String,  # over the decision and its predecessor
    }
)

OVERRULED_VALUES = schema_of(
    {
        "decision_id": pl.String,
        "subject": pl.String,  # any platform's declaration id
        "indicator_name_raw": pl.String,  # the cell that was misread, as sent
        "requirement_raw": pl.String,
        "requirement_read": pl.String,  # what a person reads there
        "evidence": pl.String,
        "evidence_sha256": pl.String,  # of the file that shows it
        "effective_on": pl.Date,
        "recorded_at": INSTANT,
        # as DECLARED_INDICATORS, of requirement_read
        "part_no": pl.Int32,
        "status": pl.String,
        "op": pl.String,
        "low": pl.Float64,
        "high": pl.Float64,
        "low_inclusive": pl.Boolean,
        "high_inclusive": pl.Boolean,
        "unit": pl.String,
        "grade": pl.String,
        "condition": pl.String,
    }
)

NATIONAL_VIOLATIONS = pl.Schema(
    {
        **_KEY,
        "row_no": pl.Int32,
        "part_no": pl.Int32,
        "product_category": pl.String,
        "rule_id": pl.String,
        "declared": pl.Float64,  # the bound that breaks the limit, in the limit's unit
    }
)

EXPECTATION_RESULTS = pl.Schema(
    {
        "run_on": pl.Date,  # fetch date of the nightly run that checked
        "suite": pl.String,
        "expectation": pl.String,  # the fact that should hold, snake_case
        "subject": pl.String,  # table, or rule_id of a national standard
        "severity": pl.String,  # blocking | warning
        "success": pl.Boolean,
        "element_count": pl.Int64,
        "unexpected_count": pl.Int64,
        "observed": pl.String,
        "message": pl.String,  # Chinese sentence, null on success
        "seconds": pl.Float64,
    }
)

PARTITIONED: dict[str, pl.Schema] = {
    "observations": OBSERVATIONS,
    "declarations": DECLARATIONS,
    "declared_products": DECLARED_PRODUCTS,
    "declared_indicators": DECLARED_INDICATORS,
    "declared_citations": DECLARED_CITATIONS,
    "indicator_sets": INDICATOR_SETS,
    "catalogue_standards": CATALOGUE_STANDARDS,
    "supervision_findings": SUPERVISION_FINDINGS,
    "consumer_feedback": CONSUMER_FEEDBACK,
    "feedback_words": FEEDBACK_WORDS,
    "quarantine": QUARANTINE,
    "source_runs": SOURCE_RUNS,
    "expectation_results": EXPECTATION_RESULTS,
}
"""Tables with one file a source and fetch date: normalised/<table>/<source>/<date>.parquet."""

WHOLE: dict[str, pl.Schema] = {
    "decisions": DECISIONS,
    "overruled_values": OVERRULED_VALUES,
    "national_violations": NATIONAL_VIOLATIONS,
}
"""Tables rewritten as a whole each night: normalised/<table>/all.parquet."""
