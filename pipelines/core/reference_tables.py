"""The tables of committed reference data as the warehouse reads them: typed columns, their meaning.

Days (`_on`, `known_from`) are days at Shanghai.
"""

from __future__ import annotations

import polars as pl

from pipelines.core.tables import INSTANT, schema_of

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
    "programmes": schema_of(
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
            "declared_until": INSTANT,
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
