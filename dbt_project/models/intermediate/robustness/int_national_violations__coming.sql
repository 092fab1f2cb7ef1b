-- limits that are published already, come into force within the days ahead, and will be broken
{{ config(materialized = 'view') }}

with violations as (select * from {{ ref('int_national_violations__dated') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }})

select
    violations.declaration_id,
    violations.version,
    min(violations.in_force_from) as breaks_on,
    {{ joined_texts('violations.rule_id', ';', 'violations.rule_id') }} as rule_ids,
    {{ joined_texts(
        "violations.standard_no || coalesce(' ' || violations.clause, '') || ' 自 '
            || cast(violations.in_force_from as varchar) || ' 起规定'
            || coalesce(indicators.name_zh, violations.indicator_code)
            || case when violations.is_upper then '≤' else '≥' end || " ~ number_text('violations.limit_value')
            ~ " || coalesce(' ' || violations.unit, '') || '，声明值 ' || " ~ number_text('violations.declared')
            ~ " || coalesce(' ' || violations.unit, '')",
        '；', 'violations.rule_id'
    ) }} as breaks_text
from violations
cross join calendar
left join indicators on violations.indicator_code = indicators.indicator_code
where
    violations.in_force_from > calendar.last_fetched_on
    and violations.in_force_from <= cast(calendar.last_fetched_on + interval {{ var('days_ahead') }} day as date)
    and violations.known_from <= calendar.last_fetched_on
group by violations.declaration_id, violations.version
