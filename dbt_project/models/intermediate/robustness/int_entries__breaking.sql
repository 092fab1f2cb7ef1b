-- limits that are published already, come into force within the days ahead, and will be broken
with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

violations as (select * from {{ ref('int_national_violations__dated') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }})

select
    entries.board_no,
    entries.version_no,
    min(violations.in_force_from) as breaks_on,
    {{ joined_texts('violations.rule_id', ';', 'violations.rule_id asc nulls last') }} as rule_ids,
    {{ joined_texts(
        "violations.standard_no || coalesce(' ' || violations.clause, '') || ' 自 '
            || cast(violations.in_force_from as varchar) || ' 起规定'
            || coalesce(indicators.name_zh, violations.indicator_code)
            || case when violations.is_upper then '≤' else '≥' end || " ~ number_text('violations.limit_value')
            ~ " || coalesce(' ' || violations.unit, '') || '，声明值 ' || " ~ number_text('violations.declared')
            ~ " || coalesce(' ' || violations.unit, '')",
        '；', 'violations.rule_id asc nulls last'
    ) }} as breaks_text
from entries
inner join boards on entries.board_no = boards.board_no
inner join enrolled
    on entries.scheme_product_no = enrolled.scheme_product_no and entries.version_no = enrolled.version_no
inner join violations
    on enrolled.declaration_id = violations.declaration_id and enrolled.version = violations.version
left join indicators on violations.indicator_code = indicators.indicator_code
where
    violations.in_force_from > boards.last_fetched_on
    and violations.in_force_from <= cast(boards.last_fetched_on + interval {{ var('days_ahead') }} day as date)
    and violations.known_from <= boards.last_fetched_on
group by entries.board_no, entries.version_no
