with boards as (select * from {{ ref('int_boards__scheduled') }}),

schemes as (select * from {{ ref('stg_reference__schemes') }}),

candidates as (select * from {{ ref('int_boards__candidates') }}),

limits as (select * from {{ ref('int_limits__converted') }}),

entries as (select * from {{ ref('fct_board_entries') }}),

indicators as (select * from {{ ref('fct_board_entry_indicators') }}),

leaders as (select * from {{ ref('fct_leaders') }}),

leading_entries as (
    -- those from among whom leaders are taken
    select
        boards.board_no,
        boards.programme,
        boards.field_code,
        boards.product_category,
        boards.period,
        entries.declaration_id,
        entries.level,
        candidates.category_set,
        coalesce(leaders.status = 'published', false) as is_leader
    from entries
    inner join boards
        on
            entries.programme = boards.programme
            and entries.field_code = boards.field_code
            and entries.product_category = boards.product_category
            and entries.period = boards.period
    inner join schemes
        on boards.scheme_id = schemes.scheme_id and boards.scheme_version = schemes.scheme_version
    inner join candidates
        on boards.board_no = candidates.board_no and entries.declaration_id = candidates.declaration_id
    left join leaders
        on
            boards.programme = leaders.programme
            and boards.year = leaders.year
            and boards.field_code = leaders.field_code
            and boards.product_category = leaders.product_category
            and boards.period = leaders.period
            and entries.declaration_id = leaders.declaration_id
    where entries.level <= schemes.leader_level
),

compared as (
    select
        leading_entries.programme,
        leading_entries.field_code,
        leading_entries.product_category,
        leading_entries.period,
        leading_entries.declaration_id,
        leading_entries.level,
        leading_entries.is_leader,
        limits.indicator_code,
        limits.rule_id,
        limits.standard_no,
        limits.standard_kind,
        limits.nature,
        limits.clause,
        limits.limit_value,
        limits.unit,
        limits.better,
        indicators.value,
        indicators.is_inclusive
    from leading_entries
    inner join limits
        on leading_entries.board_no = limits.board_no and leading_entries.category_set = limits.category_set
    inner join indicators
        on
            leading_entries.programme = indicators.programme
            and leading_entries.field_code = indicators.field_code
            and leading_entries.product_category = indicators.product_category
            and leading_entries.period = indicators.period
            and leading_entries.declaration_id = indicators.declaration_id
            and limits.indicator_code = indicators.indicator_code
    where indicators.value is not null
)

select
    programme,
    field_code,
    product_category,
    period,
    declaration_id,
    indicator_code,
    rule_id,
    standard_no,
    standard_kind,
    nature,
    clause,
    limit_value as "limit",
    value as declared,
    is_inclusive,
    unit,
    {{ beats('better', 'value', 'is_inclusive', 'limit_value') }} as is_stricter,
    round(
        ({{ leniency('better', 'limit_value') }} - {{ leniency('better', 'value') }}) / nullif(abs(limit_value), 0), 6
    ) as margin,
    level,
    is_leader
from compared
