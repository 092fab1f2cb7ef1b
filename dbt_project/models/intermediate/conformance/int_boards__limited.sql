with boards as (select * from {{ ref('int_boards__scheduled') }}),

members as (select * from {{ ref('int_category_sets__split') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and better in ('lower', 'higher')
),

limits as (
    select
        *,
        {{ standard_kind('standard_no') }} as standard_kind
    from {{ ref('stg_reference__limits') }}
    where nature = 'recommended'
),

units as (select * from {{ ref('stg_reference__units') }}),

categories as (
    -- of a declaration's categories only those that brought it to this board
    select
        boards.board_no,
        members.category_set,
        members.product_category
    from boards
    inner join ancestors on boards.product_category = ancestors.ancestor_category
    inner join members on ancestors.product_category = members.product_category
),

comparable as (
    select
        categories.board_no,
        categories.category_set,
        indicators.scheme_indicator_no,
        indicators.name_zh,
        indicators.better,
        indicators.unit,
        limits.standard_no,
        case
            when {{ same('limits.unit', 'indicators.unit') }}
                then case when indicators.better = 'lower' then limits.high else limits.low end
            when units.dimension = indicators.dimension
                then
                    {{ converted(
                        "case when indicators.better = 'lower' then limits.high else limits.low end",
                        'units.factor', 'indicators.factor'
                    ) }}
        end as limit_value
    from categories
    inner join boards on categories.board_no = boards.board_no
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    -- a limit on a parent holds for its children
    inner join ancestors on categories.product_category = ancestors.product_category
    inner join limits
        on
            ancestors.ancestor_category = limits.product_category
            and indicators.indicator_code = limits.indicator_code
    left join units on limits.unit = units.unit
    where
        boards.stricter_how is not null
        and (
            (boards.stricter_than_national and limits.standard_kind = 'national')
            or (boards.stricter_than_industry and limits.standard_kind = 'industry')
        )
        -- null: by any method
        and (limits.test_method is null or limits.test_method = indicators.test_method)
        and limits.in_force_from <= boards.cut_off_on
        and (limits.in_force_to is null or boards.cut_off_on < limits.in_force_to)
        and limits.known_from <= boards.cut_off_on
)

-- of several limits the most demanding one has to be met
select
    board_no,
    category_set,
    scheme_indicator_no,
    better,
    limit_value,
    name_zh || ' ' || standard_no || ' 规定' || {{ bound_text('better', 'limit_value', 'true', 'unit') }} as limit_text
from comparable
where limit_value is not null
qualify
    row_number() over (
        partition by board_no, category_set, scheme_indicator_no
        order by
            case when better = 'lower' then limit_value else -limit_value end asc nulls last,
            standard_no asc nulls last
    ) = 1
