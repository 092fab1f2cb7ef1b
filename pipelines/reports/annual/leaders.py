"""Leaders of the year and all years, and those who lost the title."""

from __future__ import annotations

from pipelines.core.wording import EXIT_REASONS
from pipelines.reports.annual.scope import Asked
from pipelines.reports.figures import Column, Kind

_REASONS = ", ".join(f"({number}, '{text}')" for number, text in EXIT_REASONS.items())

# who has exited or expired since was a leader all the same
_LEADERS = """
with titled as (
    select *
    from fct_leaders
    where programme = $programme and year <= $year and valid_from is not null
),

first_titles as (
    select enterprise_id, min(year) as year
    from titled
    group by enterprise_id
),

years as (
    select year, count(*) as leaders, count(distinct enterprise_id) as enterprises
    from titled
    group by year
),

firsts as (
    select year, count(*) as first_enterprises
    from first_titles
    group by year
)

select
    years.year,
    years.leaders,
    years.enterprises,
    coalesce(firsts.first_enterprises, 0) as first_enterprises,
    (sum(years.leaders) over (order by years.year))::bigint as all_leaders,
    (sum(coalesce(firsts.first_enterprises, 0)) over (order by years.year))::bigint
        as all_enterprises
from years
left join firsts using (year)
order by years.year
"""

_FIELDS = """
with names as (
    select field_code, arg_max(name_zh, year) as field, arg_max(field_no, year) as field_no
    from dim_key_fields
    where programme = $programme and year <= $year
    group by field_code
)

select
    coalesce(names.field, leaders.field_code) as field,
    count(*) filter (where leaders.status <> 'withdrawn') as shortlisted,
    count(leaders.valid_from) as leaders,
    count(distinct leaders.enterprise_id) filter (where leaders.valid_from is not null)
        as enterprises,
    count(*) filter (where leaders.exited_on <= $as_of::date) as exited,
    count(*) filter (
        where
            leaders.valid_from <= $as_of::date and $as_of::date < leaders.valid_to
            and (leaders.exited_on is null or leaders.exited_on > $as_of::date)
    ) as valid
from fct_leaders as leaders
left join names using (field_code)
where leaders.programme = $programme and leaders.year = $year
group by names.field, names.field_no, leaders.field_code
order by names.field_no nulls last, leaders.field_code
"""

_EXITS = f"""
with reasons(exit_reason, reason) as (values {_REASONS}),

decided as (
    select *
    from fct_leader_events
    where event = 'exit_confirmed' and programme = $programme
    qualify
        row_number() over (
            partition by year, field_code, product_category, declaration_id order by seq desc
        ) = 1
)

select
    leaders.exited_on,
    coalesce(declarations.org_name, enterprises.org_name, leaders.enterprise_id) as enterprise,
    coalesce(categories.name_zh, leaders.product_category) as category,
    coalesce(declarations.standard_no, '—') as standard_no,
    leaders.year as title_year,
    leaders.exit_reason,
    coalesce(reasons.reason, '—') as reason,
    coalesce(nullif(concat_ws(
        '、',
        case when leaders.exit_publicised_on <= $as_of::date then '已公示' end,
        case when leaders.departments_notified_on <= $as_of::date then '已报有关监管部门' end,
        case when leaders.credit_system_notified_on <= $as_of::date then '已纳入信用体系' end,
        case when leaders.benefits_ended_on <= $as_of::date then '已停止优惠政策' end
    ), ''), '尚无记录') as done,
    bans.barred_until
from fct_leaders as leaders
left join decided
    using (programme, year, field_code, product_category, declaration_id)
left join fct_bans as bans on decided.decision_id = bans.decision_id
left join fct_declarations as declarations
    on leaders.declaration_id = declarations.declaration_id
left join dim_enterprises as enterprises
    on leaders.enterprise_id = enterprises.enterprise_id
left join dim_product_categories as categories
    on leaders.product_category = categories.product_category
left join reasons on leaders.exit_reason = reasons.exit_reason
where
    leaders.programme = $programme and leaders.exited_on between $begins::date and $as_of::date
order by
    leaders.exited_on, enterprise, leaders.year, leaders.field_code, leaders.product_category,
    leaders.declaration_id
"""


LEADERS = (
    Asked(
        "field_leaders",
        "各重点领域领跑者",
        (
            Column("field", "重点领域"),
            Column("shortlisted", "入围（项）", Kind.COUNT),
            Column("leaders", "发布（项）", Kind.COUNT),
            Column("enterprises", "涉及企业（家）", Kind.COUNT),
            Column("exited", "已退出（项）", Kind.COUNT),
            Column("valid", "有效（项）", Kind.COUNT),
        ),
        _FIELDS,
    ),
    Asked(
        "leaders",
        "历年领跑者数量",
        (
            Column("year", "年度"),
            Column("leaders", "领跑者（项标准）", Kind.COUNT),
            Column("enterprises", "涉及企业（家）", Kind.COUNT),
            Column("first_enterprises", "其中首次入选（家）", Kind.COUNT),
            Column("all_leaders", "累计领跑者（项标准）", Kind.COUNT),
            Column("all_enterprises", "累计涉及企业（家）", Kind.COUNT),
        ),
        _LEADERS,
    ),
)
"""Leaders of the year by field, and of all years."""

EXITS = (
    Asked(
        "exits",
        "取消领跑者称号情况",
        (
            Column("exited_on", "取消日期", Kind.DAY),
            Column("enterprise", "企业名称"),
            Column("category", "产品类别"),
            Column("standard_no", "执行标准"),
            Column("reason", "情形"),
            Column("done", "处理"),
            Column("barred_until", "不再纳入至（不含当日）", Kind.DAY),
        ),
        _EXITS,
    ),
)
"""Exits of the year, whatever the year of the title."""
