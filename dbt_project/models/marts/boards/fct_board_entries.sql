with entries as (select * from {{ ref('int_entries__ranked') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

boards as (select * from {{ ref('int_boards__scheduled') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    enrolled.version,
    enrolled.enterprise_id,
    entries.rank,
    entries.level,
    entries.score,
    boards.method,
    entries.is_tied
from entries
inner join boards on entries.board_no = boards.board_no
inner join enrolled
    on entries.scheme_product_no = enrolled.scheme_product_no and entries.version_no = enrolled.version_no
