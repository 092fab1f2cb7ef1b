with scheduled as (select * from {{ ref('int_boards__scheduled') }}),

boards as (select * from {{ ref('fct_boards') }})

select
    scheduled.board_no,
    scheduled.scheme_product_no,
    scheduled.programme,
    scheduled.field_code,
    scheduled.product_category,
    scheduled.period,
    scheduled.scheme_id,
    scheduled.scheme_version
from scheduled
inner join boards
    on
        scheduled.programme = boards.programme
        and scheduled.field_code = boards.field_code
        and scheduled.product_category = boards.product_category
        and scheduled.period = boards.period
where not boards.is_provisional
qualify
    row_number() over (
        partition by scheduled.programme, scheduled.field_code, scheduled.product_category
        order by scheduled.cut_off_on desc nulls last
    ) = 1
