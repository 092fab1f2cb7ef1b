"""Parts 1, 5, 6 and 7: schemes and boards, why standards were left out, publicity and exits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.core.procedures import NO_STATE, STATES
from pipelines.core.wording import METHODS, REMEDIES, RULES
from pipelines.reports.figure_sql import period_text, unit_text, words
from pipelines.reports.figures import Column, Kind
from pipelines.reports.summary.scope import NAMES, OWN, PAIR

if TYPE_CHECKING:
    from pipelines.reports.figures import Table
    from pipelines.reports.summary.scope import BodyYear

_SCHEME_STATES = {NO_STATE: "在册，尚未申报"} | {
    state: STATES[state]
    for state in (
        "filed", "examined", "reviewed", "selected", "in_publicity", "published", "refused",
        "not_selected",
    )
}  # fmt: skip
_BOARD_STATES = {
    state: STATES[state]
    for state in (
        "submitted", "examined", "returned", "in_publicity", "under_revision", "published"
    )
}  # fmt: skip

_SCHEMES = f"""
select
    coalesce(fields.field, schemes.field_code) as field,
    schemes.title,
    '第' || schemes.scheme_version || '版' as version,
    schemes.published_on,
    {words("schemes.period", {"quarterly": "季度", "yearly": "年度"})} as period,
    {words("schemes.method", METHODS)} as method,
    {words("schemes.state", _SCHEME_STATES)} as state
from dim_schemes as schemes
left join (
    select field_code, arg_max(name_zh, year) as field
    from dim_key_fields
    where programme = $programme and year <= $year
    group by field_code
) as fields using (field_code)
where
    schemes.programme = $programme
    and schemes.year = $year
    and schemes.body_uscc = $body_uscc
order by schemes.field_code, schemes.scheme_id, schemes.scheme_version
"""
SCHEMES = (
    Column("field", "重点领域"),
    Column("title", "评估方案"),
    Column("version", "版本"),
    Column("period", "周期"),
    Column("method", "评估方法"),
    Column("state", "状态"),
)

_BOARDS = f"""
with {OWN},

{NAMES},

levels as (
    select
        field_code,
        product_category,
        period,
        count(distinct enterprise_id) as enterprises,
        count(*) filter (where level = 1) as level_1
    from fct_board_entries
    where programme = $programme
    group by all
)

select
    names.label,
    {period_text("own.period")} as period,
    own.cut_off_on,
    own.candidate_count as candidates,
    own.entry_count as entries,
    coalesce(levels.enterprises, 0) as enterprises,
    coalesce(levels.level_1, 0) as level_1,
    own.is_provisional,
    own.state as state_code,
    case
        when own.is_provisional then '周期未结束'
        when own.state = 'computed' then '尚未报送'
        else {words("own.state", _BOARD_STATES)}
    end as state
from own
inner join names using (field_code, product_category)
left join levels using (field_code, product_category, period)
order by own.field_code, own.product_category, own.cut_off_on
"""
BOARDS = (
    Column("label", "领域与\n产品类别"),
    Column("period", "周期"),
    Column("candidates", "参与比较\n（项）", Kind.COUNT),
    Column("entries", "上榜\n（项）", Kind.COUNT),
    Column("enterprises", "上榜企业\n（家）", Kind.COUNT),
    Column("level_1", "第1水平\n（项）", Kind.COUNT),
    Column("state", "状态"),
)

_YEARS = f"""
with {OWN},

years as (
    -- the categories of this year's boards, whoever made those of last year
    select boards.*
    from fct_boards as boards
    where
        boards.programme = $programme
        and boards.year between $year - 1 and $year
        and exists (
            select 1 from own
            where
                own.field_code = boards.field_code
                and own.product_category = boards.product_category
        )
),

annual as (
    select *
    from years
    qualify
        row_number() over (
            partition by year, field_code, product_category order by cut_off_on desc, period desc
        ) = 1
),

compared as (
    select
        annual.year,
        count(distinct (annual.field_code, declaration_id)) as standards,
        count(distinct declarations.enterprise_id) as enterprises
    from annual
    inner join fct_eligibility using (programme, field_code, product_category, period)
    left join fct_declarations as declarations using (declaration_id)
    group by annual.year
),

entered as (
    select
        annual.year,
        count(*) as entries,
        count(*) filter (where entries.level = 1) as level_1
    from annual
    inner join fct_board_entries as entries
        using (programme, field_code, product_category, period)
    group by annual.year
),

led as (
    select leaders.year, count(*) as leaders
    from fct_leaders as leaders
    where
        leaders.programme = $programme
        and leaders.valid_from is not null
        and exists (
            select 1 from own
            where
                own.field_code = leaders.field_code
                and own.product_category = leaders.product_category
        )
    group by leaders.year
),

made as (
    select year, count(*) filter (where not is_provisional) as boards
    from years
    group by year
),

counted as (
    select
        made.year,
        made.boards,
        coalesce(compared.standards, 0) as standards,
        coalesce(compared.enterprises, 0) as enterprises,
        coalesce(entered.entries, 0) as entries,
        coalesce(entered.level_1, 0) as level_1,
        coalesce(led.leaders, 0) as leaders
    from made
    left join compared using (year)
    left join entered using (year)
    left join led using (year)
),

measured as (
    unpivot counted
    on boards, standards, enterprises, entries, level_1, leaders
    into name code value counted
),

listed(no, code, name) as (
    values
        (1, 'boards', '已截止的排行榜（期）'),
        (2, 'standards', '参与比较的企业标准（项）'),
        (3, 'enterprises', '涉及企业（家）'),
        (4, 'entries', '上榜标准（项）'),
        (5, 'level_1', '其中达到第1水平（项）'),
        (6, 'leaders', '发布的“领跑者”（项）')
)

select
    listed.code,
    listed.name,
    before.counted as value_before,
    now.counted as value,
    now.counted - before.counted as change,
    (now.counted - before.counted) / nullif(before.counted, 0) as change_share
from listed
inner join measured as now on listed.code = now.code and now.year = $year
left join measured as before on listed.code = before.code and before.year = $year - 1
order by listed.no
"""
YEARS = (
    Column("name", "项目"),
    Column("value_before", "上年", Kind.COUNT),
    Column("value", "本年", Kind.COUNT),
    Column("change", "增减", Kind.COUNT),
    Column("change_share", "增长率", Kind.SHARE),
)

_LEFT_OUT = f"""
with {OWN},

{PAIR},

failed as (
    select
        split_part(rules.rule_code, ':', 1) as rule,
        rules.reason_code,
        count(distinct (pair.field_code, pair.product_category, rules.declaration_id)) as standards
    from pair
    inner join fct_eligibility as rules using (programme, field_code, product_category, period)
    where pair.place = 'now' and not rules.passed
    group by all
)

select
    {words("rule", RULES)} as rule,
    standards,
    {words("reason_code", REMEDIES)} as remedy
from failed
order by standards desc, rule, reason_code
"""
LEFT_OUT = (
    Column("rule", "未满足的条件"),
    Column("standards", "标准（项）", Kind.COUNT),
    Column("remedy", "改进办法"),
)

_ASKED = f"""
with newest as (
    select *
    from dim_schemes
    where programme = $programme and year = $year and body_uscc = $body_uscc
    qualify row_number() over (partition by scheme_id order by scheme_version desc) = 1
),

asked as (
    select
        indicators.*,
        newest.field_code,
        case better when 'lower' then '≤' when 'higher' then '≥' else '' end as sign
    from dim_scheme_indicators as indicators
    inner join newest using (scheme_id, scheme_version)
    where indicators.indicator_class = 'core'
),

points as (
    select scheme_id, scheme_version, indicator_code, max(points) as most
    from dim_scheme_point_steps
    group by all
)

select
    coalesce(categories.name_zh, asked.product_category) as category,
    asked.name_zh as indicator,
    {unit_text("asked.unit", "等级")} as unit,
    coalesce(
        asked.grade_1,
        asked.sign || format('{{:.10g}}', asked.threshold_1),
        '最高' || format('{{:.10g}}', points.most) || '分',
        '权重' || format('{{:.10g}}', round(100 * asked.weight, 2)) || '%'
    ) as level_1,
    coalesce(asked.grade_2, asked.sign || format('{{:.10g}}', asked.threshold_2)) as level_2,
    coalesce(asked.grade_3, asked.sign || format('{{:.10g}}', asked.threshold_3)) as level_3
from asked
left join dim_product_categories as categories using (product_category)
left join points using (scheme_id, scheme_version, indicator_code)
order by asked.field_code, asked.product_category, asked.position
"""
ASKED = (
    Column("category", "产品类别"),
    Column("indicator", "核心指标"),
    Column("unit", "单位"),
    Column("level_1", "第1水平\n（分值、权重）"),
    Column("level_2", "第2水平"),
    Column("level_3", "第3水平"),
)

_PUBLICITIES = f"""
with {OWN},

schemes as (
    select scheme_id || '/' || scheme_version as subject
    from dim_schemes
    where programme = $programme and year = $year and body_uscc = $body_uscc
),

subjects as (
    select subject from schemes
    union
    select field_code || '/' || product_category || '/' || period from own
    union
    select $year::varchar || '/' || field_code || '/' || product_category from own
)

select
    publicities.what_zh as what,
    count(*) as publicities,
    sum(publicities.objection_count)::bigint as objections,
    sum(publicities.upheld_objection_count)::bigint as upheld,
    sum(publicities.open_objection_count)::bigint as open
from fct_publicities as publicities
where
    publicities.programme = $programme
    and (
        publicities.subject in (select subject from subjects)
        -- an exit is of a leader on one of the lists
        or regexp_replace(publicities.subject, '/[^/]+$', '') in (select subject from subjects)
        and publicities.subject_type = 'leader'
    )
group by publicities.what_zh
order by publicities.what_zh
"""
PUBLICITIES = (
    Column("what", "公示对象"),
    Column("publicities", "公示（次）", Kind.COUNT),
    Column("objections", "异议（件）", Kind.COUNT),
    Column("upheld", "其中成立\n（件）", Kind.COUNT),
    Column("open", "尚未处理\n（件）", Kind.COUNT),
)


def work_tables(scope: BodyYear) -> list[Table]:
    """Part 1: what the body did."""
    return [
        scope.table("schemes", "本年度承担的评估方案", SCHEMES, _SCHEMES),
        scope.table("boards", "本年度企业标准排行榜", BOARDS, _BOARDS),
        scope.table("years", "评估工作与上年比较", YEARS, _YEARS),
    ]


def difficulty_tables(scope: BodyYear) -> list[Table]:
    """Part 5: what kept standards off the boards."""
    return [scope.table("left_out", "参与比较而未上榜的原因", LEFT_OUT, _LEFT_OUT)]


def scheme_tables(scope: BodyYear) -> list[Table]:
    """Part 6: what the schemes ask for now."""
    return [scope.table("asked", "现行评估方案的核心指标与分档", ASKED, _ASKED)]


def other_tables(scope: BodyYear) -> list[Table]:
    """Part 7: publicity and objections."""
    return [scope.table("publicities", "公示与异议", PUBLICITIES, _PUBLICITIES)]
