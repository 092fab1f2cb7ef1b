with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    entries.version,
    entries.enterprise_id,
    entries.rank,
    entries.level,
    entries.score,
    boards.method,
    entries.is_tied
from entries
inner join boards on entries.board_no = boards.board_no
