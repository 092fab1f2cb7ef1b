with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

lists as (select * from {{ ref('int_entry_indicators__listed') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    levelled.indicator_code,
    levelled.value,
    levelled.is_inclusive,
    levelled.grade,
    levelled.unit,
    levelled.level,
    case when lists.is_listed then lists.rank end as rank,
    lists.is_listed
from entries
inner join boards on entries.board_no = boards.board_no
inner join levelled
    on
        entries.scheme_id = levelled.scheme_id
        and entries.scheme_version = levelled.scheme_version
        and entries.product_category = levelled.product_category
        and entries.declaration_id = levelled.declaration_id
        and entries.version = levelled.version
inner join lists
    on
        entries.board_no = lists.board_no
        and levelled.indicator_code = lists.indicator_code
        and levelled.level is not distinct from lists.level
