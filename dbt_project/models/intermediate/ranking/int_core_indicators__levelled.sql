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
        compared.reason_code as obstacle,
        indicators.scheme_product_no,
        indicators.name_zh,
        indicators.unit,
        indicators.better,
        indicators.direction,
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
        indicators.lowest_level
    from compared
    inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
    left join grades
        on
            indicators.better = 'best_first'
            and indicators.scheme_id = grades.scheme_id
            and indicators.scheme_version = grades.scheme_version
            and indicators.indicator_code = grades.indicator_code
            and cast(compared.value as integer) = grades.position
)

select
    scheme_product_no,
    scheme_indicator_no,
    version_no,
    value,
    is_inclusive,
    grade,
    level_reached as level,
    case
        when obstacle is not null then obstacle
        when is_banded and coalesce(level_reached > lowest_level, true) then 'below_lowest_level'
    end as reason_code,
    case
        when obstacle is null
            then
                name_zh || ' '
                || coalesce('等级 ' || grade, {{ bound_text('direction', 'value', 'is_inclusive', 'unit') }})
                || case
                    when not is_banded then ''
                    when level_reached is null then '：低于方案的最低水平'
                    when level_reached > lowest_level
                        then '：' || {{ level_zh('level_reached') }} || '水平，低于可上榜的最低水平'
                    else '：' || {{ level_zh('level_reached') }} || '水平'
                end
        when obstacle = 'indicators_not_disclosed' then '指标尚未公开，无法比较' || name_zh
        when obstacle = 'missing' then '缺少核心指标“' || name_zh || '”'
        else
            name_zh || '“' || coalesce(requirement_raw, '') || '”'
            || case obstacle
                when 'unparsed' then '无法识别为数值或等级，不能比较'
                when 'wrong_side' then '只给出了另一侧的限值，不能比较'
                when 'other_method' then '的试验方法“' || coalesce(test_method_text, '') || '”与方案规定的不同，不可比'
                when 'unknown_method'
                    then
                        coalesce('的试验方法“' || test_method_text || '”无法确定', '未注明试验方法') || '，不能比较'
                when 'unit' then '的单位与方案规定的“' || coalesce(unit, '无') || '”不能换算'
                when 'unclear_conditions' then '各项要求的适用条件不清，不能比较'
                when 'grade_without_standard' then '的等级没有可依据的标准，不能比较'
                when 'none_detected_without_limit' then '为“未检出”而方案未给出检出限，不能比较'
            end
    end as evidence
from graded
