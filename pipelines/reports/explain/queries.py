"""What an explanation asks a release; each query names its columns after the fields it fills."""

from pipelines.reports.figure_sql import LINEAGE

# A number is compared without blanks and with one kind of dash, as people copy it.
_SPELLED = r"regexp_replace(regexp_replace(upper({}), '\s', '', 'g'), '[‐‑‒–—―]+', '-', 'g')"

CANDIDATES = f"""
with named as (
    select
        declaration_id,
        case
            when declaration_id = $named then 1
            when declaration_id in (
                select declaration_id from fct_declaration_history where record_id = $named
            ) then 2
            when {_SPELLED.format("standard_no")} = {_SPELLED.format("$named")} then 3
        end as precision
    from fct_declarations
)

select
    declarations.declaration_id,
    declarations.org_name,
    declarations.standard_no,
    declarations.published_on
from named
inner join fct_declarations as declarations using (declaration_id)
where named.precision is not null
qualify named.precision = min(named.precision) over ()
order by declarations.published_on desc nulls last, declarations.declaration_id
"""

DECLARATION = """
select
    declaration_id, org_name, uscc, standard_no, standard_no_raw, standard_name, standard_kind,
    published_on, status, is_gone, standard_series_id, version
from fct_declarations
where declaration_id = $declaration_id
"""

CATEGORIES = """
select products.product_category, any_value(categories.name_zh) as name
from fct_declared_products as products
left join dim_product_categories as categories using (product_category)
where products.declaration_id = $declaration_id
group by products.product_category
order by products.product_category nulls last
"""

VERSIONS = """
select
    version, observed_from, observed_to, standard_name, status, digest,
    source, record_id, fetched_on, raw_path, raw_sha256,
    indicator_source, indicator_record_id, indicator_fetched_on,
    indicator_raw_path, indicator_raw_sha256
from fct_declaration_history
where declaration_id = $declaration_id
order by version
"""

REVISIONS = """
select declaration_id, standard_no, published_on, status
from fct_declarations
where standard_series_id = $series and declaration_id <> $declaration_id
order by published_on nulls last, declaration_id
"""

VIOLATIONS = """
select
    violations.version, violations.standard_no, violations.clause,
    coalesce(indicators.name_zh, violations.indicator_code) as indicator,
    violations."limit", violations.declared, violations.unit,
    violations.valid_from, violations.valid_to
from fct_national_violations as violations
left join dim_indicators as indicators using (indicator_code)
where violations.declaration_id = $declaration_id
order by violations.valid_from, violations.standard_no, violations.rule_id, violations.version
"""

CELLS = """
select
    declared.*,
    methods.name_zh as method_name,
    overruled.evidence,
    overruled.evidence_sha256,
    overruled.effective_on
from fct_declared_indicators as declared
left join dim_test_methods as methods using (test_method)
left join fct_overruled_values as overruled on declared.overruled_by = overruled.decision_id
where declared.declaration_id = $declaration_id
order by declared.version, declared.row_no, declared.part_no
"""

UNITS = "select unit, factor from dim_units where factor is not null"

BOARDS = """
with examined as (
    select programme, field_code, product_category, period, any_value(version) as version
    from fct_compared_indicators
    where declaration_id = $declaration_id
    group by programme, field_code, product_category, period
),

fields as (
    select programme, field_code, arg_max(name_zh, year) as name_zh
    from dim_key_fields
    group by programme, field_code
)

select
    boards.*,
    examined.version,
    coalesce(programmes.name_zh, boards.programme) as programme_name,
    coalesce(fields.name_zh, boards.field_code) as field_name,
    coalesce(categories.name_zh, boards.product_category) as category_name,
    schemes.title, schemes.body_name, schemes.published_on, schemes.lowest_level,
    schemes.leader_level, schemes.digest as scheme_digest,
    entries.rank, entries.level, entries.score, entries.is_tied, entries.is_vetoed,
    entries.completeness, entries.models_text
from examined
inner join fct_boards as boards using (programme, field_code, product_category, period)
left join fields using (programme, field_code)
left join dim_programmes as programmes using (programme)
left join dim_product_categories as categories using (product_category)
left join dim_schemes as schemes using (scheme_id, scheme_version)
left join fct_board_entries as entries
    on
        entries.programme = boards.programme
        and entries.field_code = boards.field_code
        and entries.product_category = boards.product_category
        and entries.period = boards.period
        and entries.declaration_id = $declaration_id
order by
    boards.programme, boards.field_code, boards.product_category, boards.cut_off_on desc
"""

CHAINS = """
select
    asked.*,
    coalesce(methods.name_zh, asked.test_method) as method_name,
    compared.row_no, compared.part_no, compared.value, compared.is_inclusive, compared.grade,
    compared.level, compared.reason_code,
    listed.points, listed.normalised, listed.contribution, listed.rank as list_rank
from fct_compared_indicators as compared
inner join dim_scheme_indicators as asked
    on
        asked.scheme_id = $scheme_id
        and asked.scheme_version = $scheme_version
        and compared.product_category = asked.product_category
        and compared.indicator_code = asked.indicator_code
left join dim_test_methods as methods on asked.test_method = methods.test_method
left join fct_board_entry_indicators as listed
    on
        compared.programme = listed.programme
        and compared.field_code = listed.field_code
        and compared.product_category = listed.product_category
        and compared.period = listed.period
        and compared.declaration_id = listed.declaration_id
        and compared.indicator_code = listed.indicator_code
where
    compared.programme = $programme
    and compared.field_code = $field_code
    and compared.product_category = $product_category
    and compared.period = $period
    and compared.declaration_id = $declaration_id
order by asked.position
"""

POINT_STEPS = """
select indicator_code, bound, points
from dim_scheme_point_steps
where scheme_id = $scheme_id and scheme_version = $scheme_version
order by indicator_code, step_no
"""

CUT_OFFS = """
select level, cut_off
from dim_scheme_cut_offs
where scheme_id = $scheme_id and scheme_version = $scheme_version
order by level
"""

LIMITS = f"""
with recursive {LINEAGE},

-- of the declaration's categories those that brought it to this board
declared as (
    select distinct products.product_category
    from fct_declared_products as products
    inner join lineage using (product_category)
    where products.declaration_id = $declaration_id and lineage.ancestor = $product_category
)

select distinct
    limits.indicator_code, limits.rule_id, limits.standard_no, limits.clause, limits.nature,
    limits.low, limits.high, limits.unit, limits.test_method,
    coalesce(methods.name_zh, limits.test_method) as method_name,
    limits.in_force_from, limits.in_force_to
from declared
-- a limit on a parent holds for its children
inner join lineage using (product_category)
inner join dim_limits as limits on lineage.ancestor = limits.product_category
left join dim_test_methods as methods using (test_method)
where
    limits.in_force_from <= $cut_off_on
    and (limits.in_force_to is null or $cut_off_on < limits.in_force_to)
    and limits.known_from <= $cut_off_on
order by limits.indicator_code, limits.nature, limits.standard_no, limits.rule_id
"""

_ON_BOARD = """
    programme = $programme
    and field_code = $field_code
    and product_category = $product_category
    and period = $period
"""

RULES = """
select
    eligibility.rule_code, eligibility.verdict, eligibility.reason_code, eligibility.evidence,
    asked.name_zh as indicator, asked.position
from fct_eligibility as eligibility
left join dim_scheme_indicators as asked
    on
        asked.scheme_id = $scheme_id
        and asked.scheme_version = $scheme_version
        and eligibility.product_category = asked.product_category
        and split_part(eligibility.rule_code, ':', 2) = asked.indicator_code
where
    eligibility.programme = $programme
    and eligibility.field_code = $field_code
    and eligibility.product_category = $product_category
    and eligibility.period = $period
    and eligibility.declaration_id = $declaration_id
"""

# The rank itself and the two next to it; who is named first has no meaning but must not change.
PLACES = f"""
with entries as (
    select
        *,
        case
            when rank < $rank then 'above'
            when rank > $rank then 'below'
            else 'tied'
        end as side
    from fct_board_entries
    where {_ON_BOARD} and declaration_id <> $declaration_id
    qualify
        side = 'tied'
        or (side = 'above' and rank = max(rank) over (partition by side))
        or (side = 'below' and rank = min(rank) over (partition by side))
)

select
    entries.side,
    entries.rank,
    any_value(entries.level) as level,
    any_value(entries.score) as score,
    bool_or(entries.is_vetoed) as is_vetoed,
    count(*) as count,
    list(
        {{
            declaration_id: entries.declaration_id,
            org_name: coalesce(declarations.org_name, '（名称不详）'),
            standard_no: declarations.standard_no
        }}
        order by declarations.org_name nulls last, entries.declaration_id
    )[1:3] as rivals
from entries
inner join fct_declarations as declarations using (declaration_id)
group by entries.side, entries.rank
"""

RIVAL_INDICATORS = f"""
select indicator_code, value, is_inclusive, grade, level, points, normalised, contribution
from fct_board_entry_indicators
where {_ON_BOARD} and declaration_id = $declaration_id
"""

ROBUSTNESS = f"""
select
    robustness.draw_count, robustness.rank_p05, robustness.rank_p95,
    robustness.rank_best_without_one, robustness.rank_worst_without_one,
    coalesce(indicators.name_zh, robustness.decisive_indicator_code) as decisive_indicator,
    robustness.held_text, robustness.next_level, robustness.breaks_on, robustness.breaks_text
from fct_board_robustness as robustness
left join dim_indicators as indicators
    on robustness.decisive_indicator_code = indicators.indicator_code
where {_ON_BOARD} and declaration_id = $declaration_id
"""
