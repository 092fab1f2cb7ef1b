with events as (select * from {{ ref('fct_leader_events') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

candidates as (select * from {{ ref('int_boards__candidates') }}),

entries as (select * from {{ ref('int_entries__ranked') }}),

taken as (
    -- the last list that names a declaration says from which board it was taken
    select
        programme,
        year,
        field_code,
        product_category,
        declaration_id,
        period
    from events
    qualify
        row_number() over (
            partition by programme, year, field_code, product_category, declaration_id order by seq desc nulls last
        ) = 1
)

select
    taken.programme,
    taken.year,
    taken.field_code,
    taken.product_category,
    taken.declaration_id,
    boards.board_no,
    boards.scheme_product_no,
    boards.cut_off_on,
    candidates.version_no,
    candidates.version,
    entries.level
from taken
inner join boards
    on
        taken.programme = boards.programme
        and taken.field_code = boards.field_code
        and taken.product_category = boards.product_category
        and taken.period = boards.period
inner join candidates on boards.board_no = candidates.board_no and taken.declaration_id = candidates.declaration_id
left join entries on boards.board_no = entries.board_no and taken.declaration_id = entries.declaration_id
