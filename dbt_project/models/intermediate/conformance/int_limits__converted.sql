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
),

units as (select * from {{ ref('stg_reference__units') }}),

categories as (
    -- of a declaration's categories those that brought it to this board; a limit on a parent holds for its children
    select
        boards.board_no,
        members.category_set,
        above.ancestor_category as product_category
    from boards
    inner join ancestors as below on boards.product_category = below.ancestor_category
    inner join members on below.product_category = members.product_category
    inner join ancestors as above on members.product_category = above.product_category
    group by boards.board_no, members.category_set, above.ancestor_category
),

converted as (
    select
        categories.board_no,
        categories.category_set,
        indicators.scheme_indicator_no,
        indicators.indicator_code,
        indicators.name_zh,
        indicators.better,
        indicators.unit,
        limits.rule_id,
        limits.standard_no,
        limits.standard_kind,
        limits.nature,
        limits.clause,
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
    inner join limits
        on
            categories.product_category = limits.product_category
            and indicators.indicator_code = limits.indicator_code
    left join units on limits.unit = units.unit
    where
        limits.standard_kind in ('national', 'industry')
        -- null: by any method
        and (limits.test_method is null or limits.test_method = indicators.test_method)
        and limits.in_force_from <= boards.cut_off_on
        and (limits.in_force_to is null or boards.cut_off_on < limits.in_force_to)
        and limits.known_from <= boards.cut_off_on
)

select
    board_no,
    category_set,
    scheme_indicator_no,
    indicator_code,
    name_zh,
    better,
    unit,
    rule_id,
    standard_no,
    standard_kind,
    nature,
    clause,
    limit_value
from converted
where limit_value is not null
