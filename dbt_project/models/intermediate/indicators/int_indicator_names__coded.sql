with aliases as (select * from {{ ref('stg_reference__indicator_aliases') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }}),

members as (select * from {{ ref('int_category_sets__split') }}),

category_sets as (
    select category_set
    from members
    group by category_set

    union all

    select '' as category_set
),

names as (
    select alias
    from aliases
    group by alias
),

nearest as (
    -- an alias of a category holds for its children, and the nearer category wins
    select
        members.category_set,
        aliases.alias,
        aliases.indicator_code
    from members
    inner join ancestors on members.product_category = ancestors.product_category
    inner join aliases on ancestors.ancestor_category = aliases.product_category
    qualify
        ancestors.distance
        = min(ancestors.distance) over (
            partition by members.category_set, members.product_category, aliases.alias
        )
),

of_categories as (
    select
        category_set,
        alias,
        count(distinct indicator_code) as code_count,
        min(indicator_code) as indicator_code
    from nearest
    group by category_set, alias
),

general as (
    select
        alias,
        count(distinct indicator_code) as code_count,
        min(indicator_code) as indicator_code
    from aliases
    where product_category is null
    group by alias
)

select
    category_sets.category_set,
    names.alias as indicator_name,
    -- a name that means two things for the categories of one declaration is left to a person
    case
        when of_categories.code_count = 1 then of_categories.indicator_code
        when of_categories.code_count is null and general.code_count = 1 then general.indicator_code
    end as indicator_code
from category_sets
cross join names
left join of_categories
    on category_sets.category_set = of_categories.category_set and names.alias = of_categories.alias
left join general on names.alias = general.alias
