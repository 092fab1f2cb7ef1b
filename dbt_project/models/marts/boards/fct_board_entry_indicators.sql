with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

placed as (select * from {{ ref('int_entry_indicators__placed') }}),

lists as (select * from {{ ref('int_entry_indicators__listed') }}),

spans as (select * from {{ ref('int_entry_indicators__spanned') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    indicators.indicator_code,
    placed.value,
    placed.is_inclusive,
    placed.grade,
    indicators.unit,
    placed.level,
    placed.points,
    placed.normalised,
    placed.contribution,
    case when spans.is_listed then lists.rank end as rank,
    coalesce(spans.is_listed, false) as is_listed
from entries
inner join boards on entries.board_no = boards.board_no
inner join placed on entries.board_no = placed.board_no and entries.version_no = placed.version_no
inner join indicators on placed.scheme_indicator_no = indicators.scheme_indicator_no
left join spans
    on placed.board_no = spans.board_no and placed.scheme_indicator_no = spans.scheme_indicator_no
-- who lacks a value has no place on its list
left join lists
    on
        placed.board_no = lists.board_no
        and placed.scheme_indicator_no = lists.scheme_indicator_no
        and placed.place_value = lists.place_value
