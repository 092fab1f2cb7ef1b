"""Boards of the year, and how many declarations came how far."""

from __future__ import annotations

from pipelines.core.procedures import STATES
from pipelines.reports.annual.scope import ANNUAL, Asked
from pipelines.reports.figure_sql import quarter_text, words
from pipelines.reports.figures import Column, Kind

_NAMED = """names as (
    select field_code, arg_max(name_zh, year) as field, arg_max(field_no, year) as field_no
    from dim_key_fields
    where programme = $programme and year <= $year
    group by field_code
)"""

_BOARDS = f"""
with {ANNUAL},

{_NAMED},

levels as (
    select
        field_code,
        product_category,
        period,
        count(*) as entries,
        count(*) filter (where level = 1) as level_1,
        count(distinct enterprise_id) as enterprises
    from fct_board_entries
    where programme = $programme
    group by all
)

select
    coalesce(names.field, annual.field_code) as field,
    coalesce(categories.name_zh, annual.product_category) as category,
    case
        when annual.period like '%Q%'
            then {quarter_text("annual.period")}
        else '年度'
    end as period,
    annual.cut_off_on,
    annual.is_provisional,
    annual.candidate_count as candidates,
    coalesce(levels.entries, 0) as entries,
    coalesce(levels.enterprises, 0) as enterprises,
    coalesce(levels.level_1, 0) as level_1,
    case
        when annual.is_provisional then '周期未结束'
        when annual.state = 'computed' then '尚未报送'
        else {words("annual.state", STATES)}
    end as state_text
from annual
left join names using (field_code)
left join dim_product_categories as categories using (product_category)
left join levels using (field_code, product_category, period)
where annual.year = $year
order by names.field_no nulls last, annual.field_code, annual.product_category
"""

# a declaration that stands under several categories of a field counts once, as the best of them
_PASSED = f"""{ANNUAL},

examined as (
    select
        annual.field_code,
        rules.declaration_id,
        rules.product_category,
        bool_and(
            rules.passed
            or rules.rule_code not in ('indicators_disclosed', 'national_limits', 'status_in_force')
        ) as is_compliant
    from fct_eligibility as rules
    inner join annual using (programme, field_code, product_category, period)
    where annual.year = $year
    group by all
),

placed as (
    select annual.field_code, entries.declaration_id, min(entries.level) as level
    from fct_board_entries as entries
    inner join annual using (programme, field_code, product_category, period)
    where annual.year = $year
    group by all
),

titled as (
    select field_code, count(distinct declaration_id) as leaders
    from fct_leaders
    where programme = $programme and year = $year and valid_from is not null
    group by field_code
),

counted as (
    select
        field_code,
        count(distinct declaration_id) as declared,
        count(distinct declaration_id) filter (where is_compliant) as compliant
    from examined
    group by field_code
),

listed as (
    select field_code, count(*) as entries, count(*) filter (where level = 1) as level_1
    from placed
    group by field_code
),

fields as (
    select
        field_code,
        coalesce(counted.declared, 0) as declared,
        coalesce(counted.compliant, 0) as compliant,
        coalesce(listed.entries, 0) as entries,
        coalesce(listed.level_1, 0) as level_1,
        coalesce(titled.leaders, 0) as leaders
    from counted
    full join listed using (field_code)
    full join titled using (field_code)
)"""

_FUNNEL = f"""
with {_PASSED},

added as (
    select
        sum(declared)::bigint as declared,
        sum(compliant)::bigint as compliant,
        sum(entries)::bigint as entries,
        sum(level_1)::bigint as level_1,
        sum(leaders)::bigint as leaders
    from fields
),

steps as (
    unpivot added on declared, compliant, entries, level_1, leaders into name code value counted
),

names(no, code, name) as (
    values
        (1, 'declared', '参评的声明标准'),
        (2, 'compliant', '符合强制性标准'),
        (3, 'entries', '进入排行榜'),
        (4, 'level_1', '达到第1水平'),
        (5, 'leaders', '成为领跑者')
)

select
    names.no,
    code,
    names.name,
    counted,
    counted / nullif(first_value(counted) over (order by names.no), 0) as of_declared,
    counted / nullif(lag(counted) over (order by names.no), 0) as of_step_before
from steps
inner join names using (code)
order by names.no
"""

_FIELD_FUNNEL = f"""
with {_PASSED},

{_NAMED}

select
    coalesce(names.field, fields.field_code) as field,
    fields.declared,
    fields.compliant,
    fields.entries,
    fields.level_1,
    fields.leaders
from fields
left join names using (field_code)
order by names.field_no nulls last, fields.field_code
"""


BOARDS = (
    Asked(
        "boards",
        "各产品类别年度排行榜",
        (
            Column("category", "产品类别"),
            Column("period", "最近一期"),
            Column("cut_off_on", "数据截止日", Kind.DAY),
            Column("candidates", "参评（项）", Kind.COUNT),
            Column("entries", "上榜（项）", Kind.COUNT),
            Column("enterprises", "企业（家）", Kind.COUNT),
            Column("level_1", "第1水平（项）", Kind.COUNT),
            Column("state_text", "状态"),
        ),
        _BOARDS,
    ),
    Asked(
        "funnel",
        "从声明公开到领跑者的逐级数量",
        (
            Column("name", "环节"),
            Column("counted", "数量（项）", Kind.COUNT),
            Column("of_declared", "占参评标准", Kind.SHARE),
            Column("of_step_before", "占上一环节", Kind.SHARE),
        ),
        _FUNNEL,
    ),
    Asked(
        "field_funnel",
        "各重点领域从声明公开到领跑者的逐级数量",
        (
            Column("field", "重点领域"),
            Column("declared", "参评（项）", Kind.COUNT),
            Column("compliant", "符合强制性标准（项）", Kind.COUNT),
            Column("entries", "上榜（项）", Kind.COUNT),
            Column("level_1", "第1水平（项）", Kind.COUNT),
            Column("leaders", "领跑者（项）", Kind.COUNT),
        ),
        _FIELD_FUNNEL,
    ),
)
"""The tables of the part, in the order of the report."""
