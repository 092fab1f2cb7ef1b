"""Parts 2 and 3: levels and leaders of the body's categories, and how core indicators moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.figure_sql import period_text, unit_text
from pipelines.reports.figures import Column, Kind
from pipelines.reports.summary.scope import NAMES, OWN, PAIR

if TYPE_CHECKING:
    from pipelines.reports.figures import Table
    from pipelines.reports.summary.scope import BodyYear

_LEVELS = f"""
with {OWN},

{PAIR},

{NAMES},

placed as (
    select
        pair.place,
        pair.field_code,
        pair.product_category,
        pair.period,
        count(entries.declaration_id) as entries,
        count(*) filter (where entries.level = 1) as level_1,
        count(*) filter (where entries.level = 2) as level_2,
        count(*) filter (where entries.level >= 3) as level_3
    from pair
    left join fct_board_entries as entries
        using (programme, field_code, product_category, period)
    group by all
)

select
    names.label,
    {period_text("placed.period")} as period,
    placed.place,
    placed.entries,
    placed.level_1,
    placed.level_2,
    placed.level_3,
    placed.level_1 / nullif(placed.entries, 0) as level_1_share,
    placed.level_2 / nullif(placed.entries, 0) as level_2_share,
    placed.level_3 / nullif(placed.entries, 0) as level_3_share
from placed
inner join names using (field_code, product_category)
order by placed.field_code, placed.product_category, placed.place
"""
LEVELS = (
    Column("label", "领域与\n产品类别"),
    Column("period", "周期"),
    Column("entries", "上榜标准\n（项）", Kind.COUNT),
    Column("level_1_share", "第1水平\n占比", Kind.SHARE),
    Column("level_2_share", "第2水平\n占比", Kind.SHARE),
    Column("level_3_share", "第3水平\n及以下", Kind.SHARE),
)

_LEADERS = f"""
with {OWN},

{NAMES}

select
    names.label,
    leaders.year,
    count(*) filter (where leaders.status = 'shortlisted') as shortlisted,
    count(*) filter (where leaders.status = 'in_publicity') as in_publicity,
    count(*) filter (where leaders.valid_from is not null) as titled,
    count(*) filter (where leaders.status = 'published') as published,
    count(*) filter (where leaders.status = 'exited') as exited,
    count(*) filter (where leaders.status = 'expired') as expired
from fct_leaders as leaders
inner join names using (field_code, product_category)
where leaders.programme = $programme and leaders.year between $year - 1 and $year
group by names.label, leaders.field_code, leaders.product_category, leaders.year
order by leaders.field_code, leaders.product_category, leaders.year
"""
LEADERS = (
    Column("label", "领域与\n产品类别"),
    Column("year", "年度"),
    Column("shortlisted", "入围", Kind.COUNT),
    Column("in_publicity", "公示中", Kind.COUNT),
    Column("titled", "已发布", Kind.COUNT),
    Column("published", "其中在\n有效期", Kind.COUNT),
    Column("exited", "其中\n退出", Kind.COUNT),
    Column("expired", "其中\n期满", Kind.COUNT),
)

# who was never published is not named: a list is not public before its publicity
_TITLES = f"""
with {OWN},

{NAMES}

select
    names.label,
    declarations.org_name,
    declarations.standard_no,
    leaders.certificate_no,
    leaders.valid_to,
    case leaders.status
        when 'published' then '有效' when 'exited' then '已退出' else '已期满'
    end as status
from fct_leaders as leaders
inner join names using (field_code, product_category)
left join fct_declarations as declarations using (declaration_id)
where
    leaders.programme = $programme
    and leaders.year = $year
    and leaders.status in ('published', 'exited', 'expired')
    and leaders.valid_from is not null
order by
    leaders.field_code, leaders.product_category, leaders.certificate_no, leaders.declaration_id
"""
TITLES = (
    Column("label", "领域与\n产品类别"),
    Column("org_name", "企业名称"),
    Column("standard_no", "执行标准"),
    Column("certificate_no", "证书编号"),
    Column("status", "状态"),
)

_CORE = f"""
with {OWN},

{PAIR},

{NAMES},

asked as (
    select * from dim_scheme_indicators
    where indicator_class = 'core' and better in ('lower', 'higher')
),

valued as (
    select
        pair.place,
        pair.field_code,
        pair.product_category,
        pair.period,
        pair.scheme_id,
        pair.scheme_version,
        given.indicator_code,
        given.unit,
        count(*) as standards,
        round(median(given.value), 9) as median_value,
        min(given.value) as low,
        max(given.value) as high
    from pair
    inner join fct_board_entry_indicators as given
        using (programme, field_code, product_category, period)
    where given.value is not null and given.grade is null
    group by all
),

compared as (
    select
        now.field_code,
        now.product_category,
        asked.position,
        asked.name_zh as indicator,
        {unit_text("now.unit")} as unit,
        asked.better,
        now.standards,
        base.period as base_period,
        base.median_value as median_base,
        now.median_value as median_now,
        case when asked.better = 'lower' then base.low else base.high end as best_base,
        case when asked.better = 'lower' then now.low else now.high end as best_now
    from valued as now
    inner join asked using (scheme_id, scheme_version, product_category, indicator_code)
    left join valued as base
        on
            base.place = 'base'
            and now.field_code = base.field_code
            and now.product_category = base.product_category
            and now.indicator_code = base.indicator_code
            and now.unit is not distinct from base.unit
    where now.place = 'now'
)

select
    names.label,
    compared.indicator,
    compared.unit,
    case compared.better when 'lower' then '越小越好' else '越大越好' end as better,
    compared.standards,
    {period_text("compared.base_period")} as base_period,
    compared.median_base,
    compared.median_now,
    compared.best_base,
    compared.best_now,
    round(
        case compared.better
            when 'lower' then compared.median_base - compared.median_now
            else compared.median_now - compared.median_base
        end / nullif(abs(compared.median_base), 0), 9
    ) as rise
from compared
inner join names using (field_code, product_category)
order by compared.field_code, compared.product_category, compared.position
"""
CORE = (
    Column("label", "领域与\n产品类别"),
    Column("indicator", "核心指标"),
    Column("unit", "单位"),
    Column("better", "方向"),
    Column("median_base", "基期\n中位数", Kind.NUMBER),
    Column("median_now", "本期\n中位数", Kind.NUMBER),
    Column("rise", "提升\n幅度", Kind.SHARE),
    Column("best_base", "基期\n最优", Kind.NUMBER),
    Column("best_now", "本期\n最优", Kind.NUMBER),
)

# the value of a grade is its place in the order of grades, the best first
_GRADES = f"""
with {OWN},

{PAIR},

{NAMES},

valued as (
    select
        pair.place,
        pair.field_code,
        pair.product_category,
        pair.scheme_id,
        pair.scheme_version,
        given.indicator_code,
        count(*) as standards,
        list(given.grade order by given.value)[(count(*) + 1) // 2] as median_grade,
        arg_min(given.grade, given.value) as best_grade
    from pair
    inner join fct_board_entry_indicators as given
        using (programme, field_code, product_category, period)
    where given.grade is not null
    group by all
)

select
    names.label,
    asked.name_zh as indicator,
    replace(asked.grades_text, ';', '、') as grades,
    now.standards,
    base.median_grade as median_base,
    now.median_grade as median_now,
    base.best_grade as best_base,
    now.best_grade as best_now
from valued as now
inner join dim_scheme_indicators as asked
    using (scheme_id, scheme_version, product_category, indicator_code)
inner join names using (field_code, product_category)
left join valued as base
    on
        base.place = 'base'
        and now.field_code = base.field_code
        and now.product_category = base.product_category
        and now.indicator_code = base.indicator_code
where now.place = 'now' and asked.indicator_class = 'core'
order by now.field_code, now.product_category, asked.position
"""
GRADES = (
    Column("label", "领域与\n产品类别"),
    Column("indicator", "核心指标"),
    Column("grades", "等级（由优到劣）"),
    Column("median_base", "基期\n中位等级"),
    Column("median_now", "本期\n中位等级"),
    Column("best_base", "基期\n最优"),
    Column("best_now", "本期\n最优"),
)

_REVISED = f"""
with {OWN},

{PAIR},

{NAMES},

asked as (
    select
        pair.*,
        indicators.indicator_code,
        case indicators.better when 'higher' then -1 else 1 end as sense
    from pair
    inner join dim_scheme_indicators as indicators
        using (scheme_id, scheme_version, product_category)
    where indicators.indicator_class = 'core'
),

given as (
    -- of a standard's declarations that a board compared the newest one
    select
        asked.place,
        asked.field_code,
        asked.product_category,
        asked.indicator_code,
        declarations.standard_series_id,
        compared.declaration_id,
        compared.version,
        compared.unit,
        compared.value * asked.sense as leniency
    from asked
    inner join fct_compared_indicators as compared
        using (programme, field_code, product_category, period, indicator_code)
    inner join fct_declarations as declarations using (declaration_id)
    where compared.value is not null and declarations.standard_series_id is not null
    qualify
        row_number() over (
            partition by
                asked.place, asked.field_code, asked.product_category, asked.indicator_code,
                declarations.standard_series_id
            order by declarations.published_on desc nulls last, compared.declaration_id desc
        ) = 1
),

revised as (
    select
        now.field_code,
        now.product_category,
        now.standard_series_id,
        bool_or(now.leniency < base.leniency) as is_better,
        bool_or(now.leniency > base.leniency) as is_worse
    from given as now
    inner join given as base
        using (field_code, product_category, indicator_code, standard_series_id)
    where
        now.place = 'now'
        and base.place = 'base'
        and (now.declaration_id, now.version) <> (base.declaration_id, base.version)
        and now.unit is not distinct from base.unit
    group by all
)

select
    names.label,
    count(*) as revised,
    count(*) filter (where is_better and not is_worse) as improved,
    count(*) filter (where is_worse) as worsened,
    count(*) filter (where not is_better and not is_worse) as same
from revised
inner join names using (field_code, product_category)
group by names.label, revised.field_code, revised.product_category
order by revised.field_code, revised.product_category
"""
REVISED = (
    Column("label", "领域与\n产品类别"),
    Column("revised", "修订标准\n（项）", Kind.COUNT),
    Column("improved", "核心指标\n提高", Kind.COUNT),
    Column("worsened", "有核心指标\n降低", Kind.COUNT),
    Column("same", "核心指标\n不变", Kind.COUNT),
)


def standard_tables(scope: BodyYear) -> list[Table]:
    """Part 2: levels of standards, and leaders."""
    return [
        scope.table("levels", "上榜标准的水平分布", LEVELS, _LEVELS),
        scope.table("leaders", "企业标准“领跑者”情况", LEADERS, _LEADERS),
        scope.table("titles", "本年度发布的企业标准“领跑者”", TITLES, _TITLES),
    ]


def effect_tables(scope: BodyYear) -> list[Table]:
    """Part 3: how core indicators moved."""
    return [
        scope.table("core", "上榜标准核心指标的变化", CORE, _CORE),
        scope.table("grades", "以等级表示的核心指标的变化", GRADES, _GRADES),
        scope.table("revised", "修订后重新声明的标准", REVISED, _REVISED),
    ]
