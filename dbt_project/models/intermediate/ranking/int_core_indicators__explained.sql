{#- A view that only who asks pays for; names without the database's, because the release reads it under another. -#}
{{ config(materialized = 'view') }}

with levelled as (select * from {{ ref('int_core_indicators__levelled').include(database = false) }}),

indicators as (select * from {{ ref('int_scheme_indicators__described').include(database = false) }}),

described as (
    select
        levelled.*,
        indicators.name_zh,
        indicators.unit,
        indicators.direction,
        indicators.lowest_level
    from levelled
    inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
)

select
    scheme_product_no,
    scheme_indicator_no,
    version_no,
    reason_code,
    case
        when obstacle is null
            then
                name_zh || ' '
                || coalesce('等级 ' || grade, {{ bound_text('direction', 'value', 'is_inclusive', 'unit') }})
                || case
                    when not is_banded then ''
                    when level is null then '：低于方案的最低水平'
                    when level > lowest_level
                        then '：' || {{ level_zh('level') }} || '水平，低于可上榜的最低水平'
                    else '：' || {{ level_zh('level') }} || '水平'
                end
        when obstacle = 'indicators_not_disclosed' then '指标尚未公开，无法比较' || name_zh
        when obstacle = 'missing'
            then
                '缺少核心指标“' || name_zh || '”'
                || case when reason_code is null then '，按其余指标的权重计分' else '' end
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
from described
