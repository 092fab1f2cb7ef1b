with scheduled as (select * from {{ ref('int_boards__scheduled') }}),

boards as (select * from {{ ref('fct_boards') }})

-- of the boards of a year the last one that has begun: it counts what the earlier ones did, and what came since
select
    scheduled.programme,
    scheduled.year,
    scheduled.field_code,
    scheduled.product_category,
    scheduled.board_no,
    scheduled.period,
    boards.is_provisional
from scheduled
inner join boards
    on
        scheduled.programme = boards.programme
        and scheduled.field_code = boards.field_code
        and scheduled.product_category = boards.product_category
        and scheduled.period = boards.period
qualify
    row_number() over (
        partition by scheduled.programme, scheduled.year, scheduled.field_code, scheduled.product_category
        order by scheduled.cut_off_on desc nulls last
    ) = 1
