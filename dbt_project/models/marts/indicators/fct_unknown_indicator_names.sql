with indicators as (select * from {{ ref('fct_declared_indicators') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

observed as (select * from {{ ref('int_declarations__observed') }}),

category_sets as (select * from {{ ref('int_category_sets__declared') }}),

members as (select * from {{ ref('int_category_sets__split') }}),

unknown as (
    -- one requirement, however many parts its cell has
    select
        indicator_name,
        declaration_id,
        version,
        {{ row_count() }} as occurrence_count
    from indicators
    where indicator_code is null and part_no = 1 and indicator_name is not null
    group by indicator_name, declaration_id, version
),

dated as (
    -- versions of one declaration repeat their rows; they count once
    select
        unknown.indicator_name,
        unknown.declaration_id,
        category_sets.category_set,
        max(unknown.occurrence_count) as occurrence_count,
        min(versions.observed_from) as first_seen_on,
        max(coalesce(versions.observed_to, observed.last_observed_on)) as last_seen_on
    from unknown
    inner join versions
        on unknown.declaration_id = versions.declaration_id and unknown.version = versions.version
    inner join observed on unknown.declaration_id = observed.declaration_id
    left join category_sets on versions.products_content_no = category_sets.content_no
    group by unknown.indicator_name, unknown.declaration_id, category_sets.category_set
)

select
    dated.indicator_name,
    -- '' where the declaration's products have no category
    coalesce(members.product_category, '') as product_category,
    cast(sum(dated.occurrence_count) as bigint) as occurrence_count,
    min(dated.first_seen_on) as first_seen_on,
    max(dated.last_seen_on) as last_seen_on
from dated
left join members on dated.category_set = members.category_set
group by dated.indicator_name, coalesce(members.product_category, '')
