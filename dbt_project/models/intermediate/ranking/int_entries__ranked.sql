-- the only place where entries are ranked: each method is a model of its own that says, by place_value, who stands
-- before whom (the lowest first)
with entries as (select * from {{ ref('int_entries__by_bands') }}),

ranked as (
    select
        *,
        rank() over (partition by board_no order by place_value asc nulls last) as rank,
        count(*) over (partition by board_no, place_value) as tied_count
    from entries
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    level,
    score,
    cast(rank as integer) as rank,
    tied_count > 1 as is_tied
from ranked
