with judged as (select * from {{ ref('int_candidates__judged') }}),

boards as (select * from {{ ref('int_boards__scheduled') }})

select
    judged.board_no,
    judged.scheme_product_no,
    judged.version_no,
    judged.declaration_id,
    judged.level,
    cast(null as double) as score,
    -- within a band there is no order
    cast(judged.level as double) as place_value
from judged
inner join boards on judged.board_no = boards.board_no
where judged.is_entry and boards.method = 'bands'
