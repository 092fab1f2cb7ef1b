{{ config(materialized = 'view') }}

with entries as (
    select
        scheme_product_no,
        version_no
    from {{ ref('int_entries__ranked') }}
    group by scheme_product_no, version_no
),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

basic as (select * from {{ ref('int_basic_indicators__judged') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

declared as (select * from {{ ref('fct_declared_indicators') }}),

asked as (
    select
        scheme_product_no,
        {{ row_count() }} as asked_count
    from indicators
    group by scheme_product_no
),

carried as (
    -- what is there but cannot be compared is carried all the same
    select
        scheme_product_no,
        version_no,
        scheme_indicator_no
    from levelled
    where coalesce(obstacle not in ('missing', 'indicators_not_disclosed'), true)

    union all

    select
        scheme_product_no,
        version_no,
        scheme_indicator_no
    from basic
    where is_declared

    union all

    select
        indicators.scheme_product_no,
        enrolled.version_no,
        indicators.scheme_indicator_no
    from indicators
    inner join declared on indicators.indicator_code = declared.indicator_code
    inner join enrolled
        on
            indicators.scheme_product_no = enrolled.scheme_product_no
            and declared.declaration_id = enrolled.declaration_id
            and declared.version = enrolled.version
    where indicators.indicator_class = 'innovative' and declared.status <> 'empty'
    group by indicators.scheme_product_no, enrolled.version_no, indicators.scheme_indicator_no
)

select
    entries.scheme_product_no,
    entries.version_no,
    count(carried.scheme_indicator_no) as carried_count,
    max(asked.asked_count) as asked_count
from entries
inner join asked on entries.scheme_product_no = asked.scheme_product_no
left join carried
    on entries.scheme_product_no = carried.scheme_product_no and entries.version_no = carried.version_no
group by entries.scheme_product_no, entries.version_no
