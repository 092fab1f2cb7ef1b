{{ config(materialized = var('widely_read_as')) }}

with compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

grades as (select * from {{ ref('stg_reference__scheme_grades') }}),

graded as (
    select
        compared.scheme_indicator_no,
        compared.version_no,
        compared.value,
        compared.is_inclusive,
        compared.requirement_raw,
        compared.test_method_text,
        compared.row_no,
        compared.part_no,
        compared.reason_code as obstacle,
        indicators.scheme_product_no,
        grades.grade,
        -- levels include their threshold, whatever the bound does
        case
            {%- for level in [1, 2, 3] %}
            when
                indicators.better = 'best_first' and compared.value <= indicators.grade_position_{{ level }}
                or indicators.better = 'lower' and compared.value <= round(indicators.threshold_{{ level }}, 9)
                or indicators.better = 'higher' and compared.value >= round(indicators.threshold_{{ level }}, 9)
                then {{ level }}
            {%- endfor %}
        end as level_reached,
        indicators.is_banded,
        indicators.lowest_level,
        indicators.missing
    from compared
    inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
    left join grades
        on
            indicators.scheme_id = grades.scheme_id
            and indicators.scheme_version = grades.scheme_version
            and indicators.indicator_code = grades.indicator_code
            -- a key like the others: a condition on one side alone makes an engine try all pairs
            and case when indicators.better = 'best_first' then cast(compared.value as integer) end = grades.position
)

select
    scheme_product_no,
    scheme_indicator_no,
    version_no,
    value,
    is_inclusive,
    grade,
    level_reached as level,
    obstacle,
    requirement_raw,
    test_method_text,
    row_no,
    part_no,
    is_banded,
    case
        -- its weight is spread over the other indicators
        when obstacle = 'missing' and missing = 'reweight' then null
        when obstacle is not null then obstacle
        when is_banded and coalesce(level_reached > lowest_level, true) then 'below_lowest_level'
    end as reason_code
from graded
