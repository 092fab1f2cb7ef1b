"""The tables of a field's level analysis: nothing in them names an enterprise or its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.field.core import core_tables
from pipelines.reports.field.scope import BOARDS
from pipelines.reports.figure_sql import period_text
from pipelines.reports.figures import Column, Kind

if TYPE_CHECKING:
    from pipelines.reports.field.scope import Field
    from pipelines.reports.figures import Table

_LEVELS = f"""
with {BOARDS},

counted as (
    select
        boards.product_category,
        boards.category,
        boards.period,
        boards.cut_off_on,
        boards.candidate_count as candidates,
        count(entries.declaration_id) as entries,
        count(distinct entries.enterprise_id) as enterprises,
        count(*) filter (where entries.level = 1) as level_1,
        count(*) filter (where entries.level = 2) as level_2,
        count(*) filter (where entries.level >= 3) as level_3
    from boards
    left join fct_board_entries as entries
        using (programme, field_code, product_category, period)
    group by all
)

select
    category,
    {period_text("period")} as period,
    cut_off_on,
    candidates,
    entries,
    enterprises,
    case when entries >= $least then level_1 / entries end as level_1_share,
    case when entries >= $least then level_2 / entries end as level_2_share,
    case when entries >= $least then level_3 / entries end as level_3_share
from counted
order by product_category, cut_off_on
"""
LEVELS = (
    Column("category", "产品类别"),
    Column("period", "周期"),
    Column("candidates", "参与比较\n（项）", Kind.COUNT),
    Column("entries", "上榜\n（项）", Kind.COUNT),
    Column("enterprises", "上榜企业\n（家）", Kind.COUNT),
    Column("level_1_share", "第1水平\n占比", Kind.SHARE),
    Column("level_2_share", "第2水平\n占比", Kind.SHARE),
    Column("level_3_share", "第3水平\n及以下", Kind.SHARE),
)

_MOVED = f"""
with {BOARDS},

placed as (
    -- a standard is followed by its number without the year: a revision is the same standard
    select
        boards.product_category,
        boards.category,
        boards.period,
        boards.place,
        coalesce(declarations.standard_series_id, entries.declaration_id) as series,
        min(entries.level) as level
    from boards
    inner join fct_board_entries as entries
        using (programme, field_code, product_category, period)
    left join fct_declarations as declarations using (declaration_id)
    group by all
),

joined as (
    select
        boards.product_category,
        boards.place,
        count(*) filter (where before.series is null) as entered,
        count(*) filter (where now.level < before.level) as promoted,
        count(*) filter (where now.level > before.level) as demoted
    from boards
    inner join placed as now using (product_category, place)
    left join placed as before
        on
            now.product_category = before.product_category
            and now.series = before.series
            and before.place = now.place - 1
    group by all
),

gone as (
    select before.product_category, before.place + 1 as place, count(*) as departed
    from placed as before
    left join placed as now
        on
            before.product_category = now.product_category
            and before.series = now.series
            and now.place = before.place + 1
    where now.series is null
    group by all
),

given as (
    -- of a standard's declarations that a board compared the newest one
    select
        boards.product_category,
        boards.place,
        compared.indicator_code,
        declarations.standard_series_id as series,
        compared.declaration_id,
        compared.version,
        compared.unit,
        compared.value * case asked.better when 'higher' then -1 else 1 end as leniency
    from boards
    inner join dim_scheme_indicators as asked
        using (scheme_id, scheme_version, product_category)
    inner join fct_compared_indicators as compared
        using (programme, field_code, product_category, period, indicator_code)
    inner join fct_declarations as declarations using (declaration_id)
    where
        asked.indicator_class = 'core'
        and compared.value is not null
        and declarations.standard_series_id is not null
    qualify
        row_number() over (
            partition by
                boards.product_category, boards.place, compared.indicator_code,
                declarations.standard_series_id
            order by declarations.published_on desc nulls last, compared.declaration_id desc
        ) = 1
),

revised as (
    select
        now.product_category,
        now.place,
        now.series,
        bool_or(now.leniency < before.leniency) as is_better,
        bool_or(now.leniency > before.leniency) as is_worse
    from given as now
    inner join given as before
        on
            now.product_category = before.product_category
            and now.indicator_code = before.indicator_code
            and now.series = before.series
            and before.place = now.place - 1
            and now.unit is not distinct from before.unit
            and (now.declaration_id, now.version) <> (before.declaration_id, before.version)
    group by all
),

judged as (
    select
        product_category,
        place,
        count(*) as revised,
        count(*) filter (where is_better and not is_worse) as improved,
        count(*) filter (where is_worse) as worsened
    from revised
    group by all
)

select
    boards.category,
    {period_text("boards.period")} as period,
    coalesce(joined.entered, 0) as entered,
    coalesce(gone.departed, 0) as departed,
    coalesce(judged.revised, 0) as revised,
    coalesce(judged.improved, 0) as improved,
    coalesce(judged.worsened, 0) as worsened,
    coalesce(joined.promoted, 0) as promoted,
    coalesce(joined.demoted, 0) as demoted
from boards
left join joined using (product_category, place)
left join gone using (product_category, place)
left join judged using (product_category, place)
where boards.place > 1
order by boards.product_category, boards.place
"""
MOVED = (
    Column("category", "产品类别"),
    Column("period", "周期"),
    Column("entered", "新上榜\n（项）", Kind.COUNT),
    Column("departed", "不再上榜\n（项）", Kind.COUNT),
    Column("revised", "修订\n（项）", Kind.COUNT),
    Column("improved", "其中核心\n指标提高", Kind.COUNT),
    Column("worsened", "其中有核心\n指标降低", Kind.COUNT),
    Column("promoted", "水平\n上升", Kind.COUNT),
    Column("demoted", "水平\n下降", Kind.COUNT),
)

# only who was published counts: a list is not public before
_LEADERS = """
select
    leaders.year,
    count(*) as titled,
    count(distinct leaders.enterprise_id) as enterprises,
    count(*) filter (where leaders.status = 'published') as valid,
    count(*) filter (where leaders.status = 'exited') as exited,
    count(*) filter (where leaders.status = 'expired') as expired
from fct_leaders as leaders
where
    leaders.programme = $programme
    and leaders.field_code = $field_code
    and leaders.status in ('published', 'exited', 'expired')
    and leaders.valid_from is not null
group by leaders.year
order by leaders.year
"""
LEADERS = (
    Column("year", "年度"),
    Column("titled", "发布“领跑者”\n（项）", Kind.COUNT),
    Column("enterprises", "涉及企业\n（家）", Kind.COUNT),
    Column("valid", "在有效期\n（项）", Kind.COUNT),
    Column("exited", "已退出\n（项）", Kind.COUNT),
    Column("expired", "已期满\n（项）", Kind.COUNT),
)


def field_tables(field: Field) -> list[Table]:
    """The tables, in the order of the analysis."""
    return [
        field.table("levels", "各期上榜标准的水平分布", LEVELS, _LEVELS),
        *core_tables(field),
        field.table("moved", "与上期比较的上榜、修订与升降", MOVED, _MOVED),
        field.table("leaders", "历年发布的企业标准“领跑者”", LEADERS, _LEADERS),
    ]
