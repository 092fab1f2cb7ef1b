with indicators as (select * from {{ ref('fct_declared_indicators') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

observed as (select * from {{ ref('int_declarations__observed') }}),

category_sets as (select * from {{ ref('int_category_sets__declared') }}),

members as (select * from {{ ref('int_category_sets__split') }}),

dated as (
    select
        versions.declaration_id,
        versions.version,
        versions.observed_to is null as is_current,
        versions.observed_from as first_seen_on,
        coalesce(versions.observed_to, observed.last_observed_on) as last_seen_on,
        category_sets.category_set
    from versions
    inner join observed on versions.declaration_id = observed.declaration_id
    left join category_sets on versions.products_content_no = category_sets.content_no
),

counted as (
    select
        indicators.indicator_name,
        dated.category_set,
        count(*) filter (where dated.is_current) as occurrence_count,
        min(dated.first_seen_on) as first_seen_on,
        max(dated.last_seen_on) as last_seen_on
    from indicators
    inner join dated on indicators.declaration_id = dated.declaration_id and indicators.version = dated.version
    -- one requirement, however many parts its cell has
    where indicators.indicator_code is null and indicators.part_no = 1 and indicators.indicator_name is not null
    group by indicators.indicator_name, dated.category_set
)

select
    counted.indicator_name,
    -- '' where the declaration's products have no category
    coalesce(members.product_category, '') as product_category,
    cast(sum(counted.occurrence_count) as bigint) as occurrence_count,
    min(counted.first_seen_on) as first_seen_on,
    max(counted.last_seen_on) as last_seen_on
from counted
left join members on counted.category_set = members.category_set
group by counted.indicator_name, coalesce(members.product_category, '')
