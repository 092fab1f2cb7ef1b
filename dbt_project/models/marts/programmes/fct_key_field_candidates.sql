with categories as (select * from {{ ref('dim_product_categories') }}),

declarations as (select * from {{ ref('int_category_declarations__standing') }}),

revisions as (select * from {{ ref('int_revisions__compared') }}),

violations as (select * from {{ ref('fct_national_violations') }}),

spreads as (select * from {{ ref('int_categories__spread') }}),

spoken_of as (select * from {{ ref('int_categories__spoken_of') }}),

feedback as (select * from {{ ref('fct_consumer_feedback') }}),

schemes as (select * from {{ ref('stg_reference__schemes') }}),

scheme_products as (select * from {{ ref('stg_reference__scheme_products') }}),

runs as (select * from {{ ref('stg_normalised__source_runs') }}),

fetched as (
    select max(fetched_on) as last_fetched_on
    from runs
),

heard as (
    select count(*) > 0 as is_collected
    from feedback
),

violating as (
    select
        violations.declaration_id,
        violations.version
    from violations
    cross join fetched
    where
        violations.valid_from <= fetched.last_fetched_on
        and (violations.valid_to is null or fetched.last_fetched_on < violations.valid_to)
    group by violations.declaration_id, violations.version
),

revised as (
    select
        declaration_id,
        {{ row_count() }} as revision_count,
        cast(count(*) filter (where is_improved) as bigint) as improved_count
    from revisions
    group by declaration_id
),

counted as (
    select
        declarations.product_category,
        {{ row_count() }} as declaration_count,
        cast(count(*) filter (
            where {{ days_between('declarations.published_on', 'fetched.last_fetched_on') }} < 365
        ) as bigint) as new_declaration_count,
        cast(count(distinct declarations.enterprise_id) as bigint) as enterprise_count,
        cast(coalesce(sum(revised.revision_count), 0) as bigint) as revision_count,
        cast(coalesce(sum(revised.improved_count), 0) as bigint) as improved_count,
        cast(count(violating.declaration_id) as bigint) as violating_count
    from declarations
    cross join fetched
    left join revised on declarations.declaration_id = revised.declaration_id
    left join violating
        on declarations.declaration_id = violating.declaration_id and declarations.version = violating.version
    group by declarations.product_category
),

differing as (
    select
        product_category,
        {{ row_count() }} as compared_indicator_count,
        round(median(spread), 6) as median_spread
    from spreads
    group by product_category
),

widest as (
    select
        product_category,
        indicator_code
    from spreads
    where spread is not null
    qualify
        row_number() over (
            partition by product_category
            order by spread desc nulls last, indicator_code asc nulls last
        ) = 1
),

listed as (
    select
        scheme_products.product_category,
        schemes.programme || '/' || cast(schemes.year as varchar) || '/' || schemes.field_code as field
    from scheme_products
    inner join schemes
        on
            scheme_products.scheme_id = schemes.scheme_id
            and scheme_products.scheme_version = schemes.scheme_version
    group by scheme_products.product_category, schemes.programme, schemes.year, schemes.field_code
),

assessed as (
    select
        product_category,
        {{ joined_texts('field', ';', 'field') }} as assessed_in
    from listed
    group by product_category
)

select
    categories.product_category,
    categories.parent_category,
    categories.name_zh,
    categories.industry_code,
    coalesce(counted.declaration_count, 0) as declaration_count,
    coalesce(counted.new_declaration_count, 0) as new_declaration_count,
    coalesce(counted.enterprise_count, 0) as enterprise_count,
    case when heard.is_collected then coalesce(spoken_of.feedback_count, 0) end as feedback_count,
    coalesce(counted.revision_count, 0) as revision_count,
    coalesce(counted.improved_count, 0) as improved_count,
    cast(counted.improved_count as double) / nullif(counted.revision_count, 0) as improved_share,
    coalesce(counted.violating_count, 0) as violating_count,
    coalesce(differing.compared_indicator_count, 0) as compared_indicator_count,
    differing.median_spread,
    widest.indicator_code as widest_indicator_code,
    assessed.assessed_in
from categories
cross join heard
left join spoken_of on categories.product_category = spoken_of.product_category
left join counted on categories.product_category = counted.product_category
left join differing on categories.product_category = differing.product_category
left join widest on categories.product_category = widest.product_category
left join assessed on categories.product_category = assessed.product_category
