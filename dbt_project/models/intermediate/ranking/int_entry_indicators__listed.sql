with entries as (select * from {{ ref('int_entries__ranked') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }})

select
    entries.board_no,
    levelled.scheme_indicator_no,
    levelled.level,
    {{ row_count() }} as entry_count,
    -- equal levels share a rank: one more than all who stand on better ones
    cast(
        1 + coalesce(
            sum(count(*)) over (
                partition by entries.board_no, levelled.scheme_indicator_no
                order by levelled.level asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as integer
    ) as rank,
    -- an indicator on which all stand in one band gets no list of its own
    count(*) over (partition by entries.board_no, levelled.scheme_indicator_no) > 1 as is_listed
from entries
inner join levelled
    on entries.scheme_product_no = levelled.scheme_product_no and entries.version_no = levelled.version_no
group by entries.board_no, levelled.scheme_indicator_no, levelled.level
