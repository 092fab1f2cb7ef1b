{{ config(materialized = var('widely_read_as')) }}

-- the only place where entries are ranked: int_entries__placed says, by place_value, who stands before whom (the lowest
-- first, none last), whatever the method
with entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where reason_code is null
),

ranked as (
    select
        *,
        rank() over (partition by board_no order by place_value asc nulls last) as rank,
        -- in the order of the rank, so that rows are sorted once
        count(*) over (
            partition by board_no
            order by place_value asc nulls last
            range between current row and current row
        ) as tied_count
    from entries
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    level,
    score,
    is_vetoed,
    cast(rank as integer) as rank,
    tied_count > 1 as is_tied
from ranked
