with given as (select * from {{ ref('int_entry_indicators__given') }})

select
    board_no,
    scheme_indicator_no,
    place_value,
    {{ row_count() }} as entry_count,
    -- equal places share a rank: one more than all who stand on better ones
    cast(
        1 + coalesce(
            sum(count(*)) over (
                partition by board_no, scheme_indicator_no
                order by place_value asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as integer
    ) as rank
from given
group by board_no, scheme_indicator_no, place_value
