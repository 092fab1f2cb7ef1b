with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

lists as (select * from {{ ref('int_entry_indicators__listed') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    indicators.indicator_code,
    levelled.value,
    levelled.is_inclusive,
    levelled.grade,
    indicators.unit,
    levelled.level,
    case when lists.is_listed then lists.rank end as rank,
    lists.is_listed
from entries
inner join boards on entries.board_no = boards.board_no
inner join levelled
    on entries.scheme_product_no = levelled.scheme_product_no and entries.version_no = levelled.version_no
inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
inner join lists
    on
        entries.board_no = lists.board_no
        and levelled.scheme_indicator_no = lists.scheme_indicator_no
        and levelled.level is not distinct from lists.level
