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
_INSTANT = pl.Datetime("us")


def _schema(columns: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.Schema:
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
        "published_at": _INSTANT,
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

SOURCE_RUNS = _schema(
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
        "started_at": _INSTANT,
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

DECISIONS = _schema(
    {
        "decision_id": pl.String,
        "seq": pl.Int64,  # its number in the ledger, from 1
        "kind": pl.String,
        "subject": pl.String,
        "programme": pl.String,
        "effective_on": pl.Date,
        "recorded_at": _INSTANT,
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

OVERRULED_VALUES = _schema(
    {
        "decision_id": pl.String,
        "subject": pl.String,  # any platform's declaration id
        "indicator_name_raw": pl.String,  # the cell that was misread, as sent
        "requirement_raw": pl.String,
        "requirement_read": pl.String,  # what a person reads there
        "evidence": pl.String,
        "evidence_sha256": pl.String,  # of the file that shows it
        "effective_on": pl.Date,
        "recorded_at": _INSTANT,
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

REFERENCE: dict[str, pl.Schema] = {
    "standards_in_force": pl.Schema(
        {
            "standard_no": pl.String,
            "name": pl.String,
            "kind": pl.String,
            "nature": pl.String,
            "issued_on": pl.Date,
            "in_force_on": pl.Date,
            "replaced_by": pl.String,
            "evidence": pl.String,
            "known_from": pl.Date,
        }
    ),
    "limits": pl.Schema(
        {
            "rule_id": pl.String,
            "standard_no": pl.String,
            "clause": pl.String,
            "nature": pl.String,
            "product_category": pl.String,
            "indicator_code": pl.String,
            "test_method": pl.String,  # null: by any method
            "unit": pl.String,
            "low": pl.Float64,  # declared lower bound may not lie below
            "high": pl.Float64,  # declared upper bound may not lie above
            "in_force_from": pl.Date,  # null: never in force for a comparison (domain.md §4)
            "in_force_to": pl.Date,  # exclusive; null: open
            "known_from": pl.Date,
            "evidence": pl.String,
        }
    ),
    "grade_values": pl.Schema(
        {
            "standard_no": pl.String,  # the standard by which a grade stands for a number
            "indicator_code": pl.String,
            "grade": pl.String,
            "value": pl.Float64,
            "unit": pl.String,
            "test_method": pl.String,
            "in_force_from": pl.Date,
            "evidence": pl.String,
        }
    ),
    "units": pl.Schema(
        {
            "unit": pl.String,
            "dimension": pl.String,
            "factor": pl.Float64,  # value in the dimension's base unit = value * factor
            "name_zh": pl.String,
            "known_from": pl.Date,
        }
    ),
    "test_methods": pl.Schema(
        {"test_method": pl.String, "name_zh": pl.String, "known_from": pl.Date}
    ),
    "indicators": pl.Schema(
        {
            "indicator_code": pl.String,
            "name_zh": pl.String,
            "name_en": pl.String,
            "unit": pl.String,  # the usual one, null for grades and texts
            "better": pl.String,  # lower | higher | best_first | null
        }
    ),
    "indicator_aliases": pl.Schema(
        {
            "alias": pl.String,  # folded as declared_indicators.indicator_name
            "indicator_code": pl.String,
            "product_category": pl.String,  # null: everywhere; else only there, and it wins there
            "known_from": pl.Date,
        }
    ),
    "product_categories": pl.Schema(
        {
            "product_category": pl.String,
            "parent_category": pl.String,
            "name_zh": pl.String,
            "industry_code": pl.String,  # GB/T 4754-2017 class
            "known_from": pl.Date,
        }
    ),
    "category_ancestors": pl.Schema(
        {
            "product_category": pl.String,
            "ancestor_category": pl.String,
            "distance": pl.Int32,
        }  # itself at 0
    ),
    "divisions": pl.Schema(
        {
            "division_code": pl.String,
            "name_zh": pl.String,
            "province_code": pl.String,
            "province_name": pl.String,
            "is_withdrawn": pl.Boolean,
            "reporting_unit_code": pl.String,  # null where nobody reports (Hong Kong)
        }
    ),
    "industries": pl.Schema(
        {
            "industry_code": pl.String,
            "name_zh": pl.String,
            "level": pl.Int32,
            "parent_code": pl.String,
        }
    ),
    "programmes": _schema(
        {
            "programme": pl.String,
            "name_zh": pl.String,
            "kind": pl.String,  # assessment | pilot
            "basis": pl.String,
            "inherits": pl.String,
            "work_institution": pl.String,
            "open_to": pl.String,  # kinds of enterprise joined by ";"; null: any
            "assessed": pl.String,  # all_declared | applicants
            "applications_to": pl.String,
            # exclusive, null: the end of each period
            "declared_until": _INSTANT,
            "sources": pl.String,  # joined by ";"
            "publishes_in": pl.String,  # joined by ";"
            "honours_bans_of": pl.String,  # programmes joined by ";"
        }
    ),
    "reporting_units": pl.Schema(
        {
            "programme": pl.String,
            "reporting_unit_code": pl.String,  # a division code
            "name_zh": pl.String,
            "kind": pl.String,  # province | planning_city | corps
        }
    ),
    "milestones": pl.Schema(
        {
            "programme": pl.String,
            "year": pl.Int32,
            "milestone_code": pl.String,
            "what_zh": pl.String,
            "starts_on": pl.Date,  # null: any time before it is due
            "due_on": pl.Date,  # until 24:00
            "is_closing": pl.Boolean,  # passes by itself
            "by_whom": pl.String,  # roles joined by ";"
            "place": pl.String,
        }
    ),
    "key_fields": pl.Schema(
        {
            "programme": pl.String,
            "year": pl.Int32,
            "field_code": pl.String,
            "field_no": pl.Int32,
            "name_zh": pl.String,
            "sector_zh": pl.String,  # 产业类别
            "evidence": pl.String,  # seen | example: a list that is in no document
            "is_closed": pl.Boolean,  # of the list; false: it names examples
        }
    ),
    "schemes": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "programme": pl.String,
            "field_code": pl.String,
            "year": pl.Int32,
            "title": pl.String,
            "published_on": pl.Date,
            "period": pl.String,  # quarterly | yearly
            "method": pl.String,  # bands | points | weighted
            # how weighted scores are made; null for the other methods
            "normalise": pl.String,  # goalposts | sample | none
            "aggregate": pl.String,  # arithmetic | geometric
            "scale_low": pl.Float64,  # normalised values lie from here
            "scale_high": pl.Float64,  # to here
            "is_capped": pl.Boolean,  # beyond a goalpost counts as the goalpost
            "missing": pl.String,  # exclude | reweight
            "level_count": pl.Int32,  # levels that the method tells apart; null: a score alone
            "lowest_level": pl.Int32,  # worst level that enters the board
            "leader_level": pl.Int32,
            "leader_target": pl.Int32,
            "stricter_than_national": pl.Boolean,
            "stricter_than_industry": pl.Boolean,
            "stricter_how": pl.String,  # any | all | null
            "body_name": pl.String,
            "body_uscc": pl.String,
            "evidence": pl.String,  # example when any core value is one, else seen
            "digest": pl.String,  # SHA-256 of the file
        }
    ),
    "scheme_products": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "product_category": pl.String,
            "product_name": pl.String,
            "standards": pl.String,  # normal forms joined by ";"
        }
    ),
    "scheme_indicators": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "position": pl.Int32,  # in the file, from 1
            "product_category": pl.String,  # expanded: one row a category it applies to
            "indicator_code": pl.String,
            "name_zh": pl.String,
            "class": pl.String,  # core | basic | innovative
            "unit": pl.String,
            "better": pl.String,  # lower | higher | best_first | null
            "test_method": pl.String,
            "grades_per": pl.String,  # standard by which its grades stand for numbers
            "detection_limit": pl.Float64,
            "accept": pl.String,  # texts that pass, joined by ";"
            "is_veto": pl.Boolean,  # failing it does not exclude: the entry ranks last
            "weight": pl.Float64,  # share of the category's weights; null where nothing is weighted
            "goalpost_worst": pl.Float64,
            "goalpost_best": pl.Float64,
            "evidence": pl.String,
            "source_standard": pl.String,
        }
    ),
    "scheme_levels": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "indicator_code": pl.String,
            "level": pl.Int32,  # 1 is best
            "level_name": pl.String,  # advanced | average | baseline
            "threshold": pl.Float64,  # null for grades; inclusive
            "grade_position": pl.Int32,  # of the grade in the scheme's order, null for numbers
        }
    ),
    "scheme_point_steps": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "indicator_code": pl.String,
            "step_no": pl.Int32,  # from 1, the most demanding first
            "bound": pl.Float64,  # inclusive: at least where higher is better, else at most
            "points": pl.Float64,
        }
    ),
    "scheme_cut_offs": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "level": pl.Int32,  # 1 is best; below the last cut-off lies one level more
            "cut_off": pl.Float64,  # inclusive
        }
    ),
    "scheme_grades": pl.Schema(
        {
            "scheme_id": pl.String,
            "scheme_version": pl.Int32,
            "indicator_code": pl.String,
            "grade": pl.String,
            "position": pl.Int32,  # 1 is best
            "value": pl.Float64,  # the number it stands for, null where the order alone counts
        }
    ),
    "robustness_draws": pl.Schema(
        {
            "draw_no": pl.Int32,  # from 1
            "position": pl.Int32,  # of an indicator in its scheme
            "weight_factor": pl.Float64,
            "threshold_factor": pl.Float64,
        }
    ),
    "product_matches": pl.Schema(
        {
            "category_text": pl.String,
            "product_name": pl.String,
            "product_category": pl.String,  # null when none or several match
            "match": pl.String,  # platform_name | keyword | none | ambiguous
            "candidates": pl.String,  # joined by ";" when ambiguous
        }
    ),
    "org_name_matches": pl.Schema(
        {
            "match_id": pl.String,
            "enterprise_id": pl.String,  # of a declarant that the name may mean
            "declared_name": pl.String,  # the name of its own that is most alike, folded
            "declared_province_code": pl.String,
            "score": pl.Float64,  # 0 to 100, 100 for the same name
            "is_same_name": pl.Boolean,
        }
    ),
    "method_matches": pl.Schema(
        {
            "test_method_text": pl.String,
            "test_method": pl.String,  # null when unknown or ambiguous
            "match": pl.String,  # text | standard | clause | none | ambiguous
        }
    ),
    "sources": pl.Schema(
        {
            "source": pl.String,
            "role": pl.String,
            "coverage": pl.String,
            "precedence": pl.Int32,
            "is_enabled": pl.Boolean,
        }
    ),
}
"""Committed reference data as Parquet, rewritten each night: normalised/reference/<name>.parquet.

Texts and codes of units, categories, indicators and methods are matched here and joined in the
warehouse, so that a new alias holds for everything ever declared without touching an older
partition.
"""
