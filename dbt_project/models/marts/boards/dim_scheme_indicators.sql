with indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

grades as (select * from {{ ref('stg_reference__scheme_grades') }}),

evidence as (select * from {{ ref('stg_reference__scheme_indicators') }}),

level_grades as (
    select
        indicators.scheme_indicator_no,
        {%- for level in [1, 2, 3] %}
        max(grades.grade) filter (where grades.position = indicators.grade_position_{{ level }}) as grade_{{ level }},
        {%- endfor %}
        {{ joined_texts('grades.grade', '、', 'grades.position') }} as grades_text
    from indicators
    inner join grades
        on
            indicators.scheme_id = grades.scheme_id
            and indicators.scheme_version = grades.scheme_version
            and indicators.indicator_code = grades.indicator_code
    group by indicators.scheme_indicator_no
)

select
    indicators.scheme_id,
    indicators.scheme_version,
    indicators.product_category,
    indicators.indicator_code,
    indicators.position,
    indicators.name_zh,
    indicators.indicator_class,
    indicators.unit,
    indicators.better,
    indicators.test_method,
    {%- for level in [1, 2, 3] %}
    indicators.threshold_{{ level }},
    {%- endfor %}
    {%- for level in [1, 2, 3] %}
    level_grades.grade_{{ level }},
    {%- endfor %}
    level_grades.grades_text,
    indicators.grades_per,
    indicators.detection_limit,
    indicators.accept,
    indicators.is_veto,
    indicators.weight,
    indicators.goalpost_worst,
    indicators.goalpost_best,
    evidence.evidence,
    evidence.source_standard
from indicators
inner join evidence
    on
        indicators.scheme_id = evidence.scheme_id
        and indicators.scheme_version = evidence.scheme_version
        and indicators.product_category = evidence.product_category
        and indicators.indicator_code = evidence.indicator_code
left join level_grades on indicators.scheme_indicator_no = level_grades.scheme_indicator_no
