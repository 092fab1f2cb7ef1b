with limits as (select * from {{ ref('int_limits__converted') }}),

boards as (select * from {{ ref('int_boards__scheduled') }})

-- of several limits the most demanding one has to be met
select
    limits.board_no,
    limits.category_set,
    limits.scheme_indicator_no,
    limits.better,
    limits.limit_value,
    limits.name_zh || ' ' || limits.standard_no || ' 规定'
    || {{ bound_text('limits.better', 'limits.limit_value', 'true', 'limits.unit') }} as limit_text
from limits
inner join boards on limits.board_no = boards.board_no
where
    limits.nature = 'recommended'
    and boards.stricter_how is not null
    and (
        (boards.stricter_than_national and limits.standard_kind = 'national')
        or (boards.stricter_than_industry and limits.standard_kind = 'industry')
    )
qualify
    row_number() over (
        partition by limits.board_no, limits.category_set, limits.scheme_indicator_no
        order by
            {{ leniency('limits.better', 'limits.limit_value') }} asc nulls last,
            limits.standard_no asc nulls last
    ) = 1
