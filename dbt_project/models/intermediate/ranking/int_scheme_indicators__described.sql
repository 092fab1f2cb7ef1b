with indicators as (select * from {{ ref('stg_reference__scheme_indicators') }}),

products as (select * from {{ ref('int_scheme_products__numbered') }}),

schemes as (select * from {{ ref('stg_reference__schemes') }}),

levels as (select * from {{ ref('stg_reference__scheme_levels') }}),

units as (select * from {{ ref('stg_reference__units') }}),

grade_values as (select * from {{ ref('stg_reference__grade_values') }}),

standards as (select * from {{ ref('stg_reference__standards_in_force') }}),

thresholds as (
    select
        scheme_id,
        scheme_version,
        indicator_code,
        {%- for level in [1, 2, 3] %}
        max(threshold) filter (where level = {{ level }}) as threshold_{{ level }},
        max(grade_position) filter (where level = {{ level }}) as grade_position_{{ level }},
        {%- endfor %}
        count(*) as level_count
    from levels
    group by scheme_id, scheme_version, indicator_code
),

grade_days as (
    select
        standard_no,
        in_force_from as in_force_on
    from grade_values

    union all

    select
        standard_no,
        in_force_on
    from standards
),

grade_standards as (
    select
        standard_no,
        min(in_force_on) as in_force_on
    from grade_days
    group by standard_no
),

grade_methods as (
    -- the standard that gives a grade its number says how it is tested
    select
        standard_no,
        indicator_code,
        min(test_method) as test_method
    from grade_values
    group by standard_no, indicator_code
    having count(distinct test_method) = 1
)

select
    indicators.scheme_id,
    indicators.scheme_version,
    indicators.position,
    indicators.product_category,
    indicators.indicator_code,
    indicators.name_zh,
    indicators.indicator_class,
    indicators.unit,
    indicators.better,
    -- grades are compared by their place in the order: a number that is better when lower
    case when indicators.better = 'best_first' then 'lower' else indicators.better end as direction,
    indicators.test_method,
    indicators.grades_per,
    grade_standards.in_force_on as grades_in_force_on,
    grade_methods.test_method as grades_test_method,
    indicators.detection_limit,
    indicators.accept,
    coalesce(indicators.is_veto, false) as is_veto,
    schemes.method,
    -- other methods than bands level the whole entry, not each indicator
    schemes.method = 'bands' as is_banded,
    schemes.lowest_level,
    -- how a weighted score takes it in; null for the other methods
    indicators.weight,
    indicators.goalpost_worst,
    indicators.goalpost_best,
    schemes.normalise,
    schemes.aggregate,
    schemes.scale_low,
    schemes.scale_high,
    schemes.is_capped,
    schemes.missing,
    units.dimension,
    units.factor,
    {%- for level in [1, 2, 3] %}
    thresholds.threshold_{{ level }},
    thresholds.grade_position_{{ level }},
    {%- endfor %}
    products.scheme_product_no,
    -- for joins within one build only
    cast(row_number() over (
        order by products.scheme_product_no asc nulls last, indicators.indicator_code asc nulls last
    ) as integer) as scheme_indicator_no
from indicators
inner join products
    on
        indicators.scheme_id = products.scheme_id
        and indicators.scheme_version = products.scheme_version
        and indicators.product_category = products.product_category
inner join schemes
    on indicators.scheme_id = schemes.scheme_id and indicators.scheme_version = schemes.scheme_version
left join thresholds
    on
        indicators.scheme_id = thresholds.scheme_id
        and indicators.scheme_version = thresholds.scheme_version
        and indicators.indicator_code = thresholds.indicator_code
left join units on indicators.unit = units.unit
left join grade_standards on indicators.grades_per = grade_standards.standard_no
left join grade_methods
    on indicators.grades_per = grade_methods.standard_no and indicators.indicator_code = grade_methods.indicator_code
