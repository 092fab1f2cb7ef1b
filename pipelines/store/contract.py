"""The tables that a release holds: their grain, and what in them depends on the clock alone."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ContractTable:
    """A table of the public contract (design.md).

    Attributes:
        name: in schema `main` of the warehouse and of the release.
        grain: columns that identify a row.
        clock_columns: columns that another run over the same pages would fill otherwise.
        settled: query whose rows count for the digest, `{table}` for the table; None: all rows.
    """

    name: str
    grain: tuple[str, ...]
    clock_columns: frozenset[str] = field(default_factory=frozenset)
    settled: str | None = None


_BOARD = ("programme", "field_code", "product_category", "period")
_LEADER = ("programme", "year", "field_code", "product_category")

# A fetch that was interrupted and resumed has two attempts that share what one would have received.
_RUNS_SETTLED = """
select
    source,
    fetched_on,
    coverage,
    role,
    precedence,
    sum(received)::bigint as received,
    sum(new)::bigint as new,
    sum(changed)::bigint as changed,
    sum(unchanged)::bigint as unchanged,
    sum(quarantined)::bigint as quarantined,
    bool_or(is_complete) as is_complete
from {table}
group by all
"""

CONTRACT = (
    ContractTable("dim_enterprises", ("enterprise_id",)),
    ContractTable("dim_standards", ("standard_no", "valid_from")),
    ContractTable("dim_limits", ("rule_id",)),
    ContractTable("dim_programmes", ("programme",)),
    ContractTable("dim_reporting_units", ("programme", "reporting_unit_code")),
    ContractTable("fct_milestones", ("programme", "year", "milestone_code")),
    ContractTable("fct_field_statistics", ("programme", "field_code", "year")),
    ContractTable("fct_reporting_unit_statistics", ("programme", "year", "reporting_unit_code")),
    ContractTable("fct_key_field_candidates", ("product_category",)),
    ContractTable("fct_entries_against_limits", (*_BOARD, "declaration_id", "rule_id")),
    ContractTable("dim_key_fields", ("programme", "year", "field_code")),
    ContractTable("dim_schemes", ("scheme_id", "scheme_version")),
    ContractTable(
        "dim_scheme_indicators",
        ("scheme_id", "scheme_version", "product_category", "indicator_code"),
    ),
    ContractTable("dim_scheme_cut_offs", ("scheme_id", "scheme_version", "level")),
    ContractTable(
        "dim_scheme_point_steps",
        ("scheme_id", "scheme_version", "indicator_code", "step_no"),
    ),
    ContractTable("dim_assessment_bodies", ("programme", "body_uscc")),
    ContractTable("fct_body_summaries", ("programme", "year", "body_uscc", "part_code")),
    ContractTable("dim_indicators", ("indicator_code",)),
    ContractTable("dim_units", ("unit",)),
    ContractTable("dim_test_methods", ("test_method",)),
    ContractTable("dim_product_categories", ("product_category",)),
    ContractTable("fct_declarations", ("declaration_id",)),
    ContractTable("fct_declaration_history", ("declaration_id", "version")),
    ContractTable("fct_declared_products", ("declaration_id", "product_no")),
    ContractTable("fct_declared_indicators", ("declaration_id", "version", "row_no", "part_no")),
    ContractTable("fct_overruled_values", ("decision_id",)),
    ContractTable("fct_unknown_indicator_names", ("indicator_name", "product_category")),
    ContractTable("fct_national_violations", ("declaration_id", "version", "rule_id")),
    ContractTable("fct_eligibility", (*_BOARD, "declaration_id", "rule_code")),
    ContractTable("fct_compared_indicators", (*_BOARD, "declaration_id", "indicator_code")),
    ContractTable("fct_boards", _BOARD),
    ContractTable("fct_board_entries", (*_BOARD, "declaration_id")),
    ContractTable("fct_board_entry_indicators", (*_BOARD, "declaration_id", "indicator_code")),
    ContractTable("fct_board_robustness", (*_BOARD, "declaration_id")),
    ContractTable("fct_applications", ("decision_id",)),
    ContractTable("fct_consents", (*_BOARD, "declaration_id")),
    ContractTable("fct_publicities", ("decision_id",)),
    ContractTable("fct_leaders", (*_LEADER, "declaration_id")),
    ContractTable("fct_leader_events", (*_LEADER, "declaration_id", "decision_id")),
    ContractTable("fct_exit_proposals", ("proposal_id",)),
    ContractTable("fct_bans", ("decision_id",)),
    ContractTable("fct_pilots", ("programme", "pilot_code")),
    ContractTable("fct_pilot_effects", ("programme", "pilot_code", "year", "direction", "measure")),
    ContractTable("fct_supervision_findings", ("source", "record_id")),
    ContractTable("fct_match_candidates", ("match_id", "enterprise_id")),
    ContractTable("fct_consumer_feedback", ("field_name", "month", "indicator_code")),
    ContractTable(
        "fct_quarantine",
        ("source", "fetched_on", "record_id"),
        clock_columns=frozenset({"attempt"}),
    ),
    ContractTable("fct_source_runs", ("source", "fetched_on"), settled=_RUNS_SETTLED),
    ContractTable(
        "fct_expectation_results",
        ("run_on", "suite", "expectation", "subject"),
        clock_columns=frozenset({"seconds"}),
    ),
)
"""What every release has; a warehouse with fewer or other marts is not released."""

MART_PREFIXES = ("dim_", "fct_", "indicators_")
"""How tables of a release are named (style.md 6); `indicators_<field>` are generated."""
