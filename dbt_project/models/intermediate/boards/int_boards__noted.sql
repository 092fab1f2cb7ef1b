with boards as (select * from {{ ref('int_boards__scheduled') }}),

products as (select * from {{ ref('int_scheme_products__numbered') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

steps as (select * from {{ ref('stg_reference__scheme_point_steps') }}),

cut_offs as (select * from {{ ref('stg_reference__scheme_cut_offs') }}),

samples as (select * from {{ ref('int_boards__sampled') }}),

spans as (select * from {{ ref('int_entry_indicators__spanned') }}),

core as (
    select
        boards.board_no,
        indicators.*
    from boards
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    where indicators.indicator_class = 'core'
),

step_texts as (
    select
        core.board_no,
        core.scheme_indicator_no,
        {{ joined_texts(
            bound_text('core.direction', 'steps.bound', 'true', 'core.unit')
                ~ " || '：' || " ~ number_text('steps.points') ~ " || ' 分'",
            '、', 'steps.step_no'
        ) }} as steps_text
    from core
    inner join steps
        on
            core.scheme_id = steps.scheme_id
            and core.scheme_version = steps.scheme_version
            and core.indicator_code = steps.indicator_code
    group by core.board_no, core.scheme_indicator_no
),

core_ends as (
    select
        core.*,
        step_texts.steps_text,
        coalesce(samples.worst, core.goalpost_worst) as worst,
        coalesce(samples.best, core.goalpost_best) as best
    from core
    left join step_texts
        on core.board_no = step_texts.board_no and core.scheme_indicator_no = step_texts.scheme_indicator_no
    left join samples
        on core.board_no = samples.board_no and core.scheme_indicator_no = samples.scheme_indicator_no
),

core_texts as (
    select
        board_no,
        {{ joined_texts('name_zh', '、', 'position') }} as names_text,
        {{ joined_texts(
            "name_zh
            || coalesce(' ' || steps_text, '')
            || coalesce(' 权重 ' || " ~ number_text('round(weight, 4)') ~ ", '')
            || coalesce(
                '［' || " ~ number_text('worst') ~ " || '，' || " ~ number_text('best') ~ " || '］' || coalesce(unit, ''), ''
            )",
            '；', 'position'
        ) }} as values_text,
        max(normalise) as normalise,
        max(aggregate) as aggregate,
        max(missing) as missing,
        bool_or(is_capped) as is_capped,
        max(scale_low) as scale_low,
        max(scale_high) as scale_high
    from core_ends
    group by board_no
),

level_texts as (
    select
        boards.board_no,
        '得分'
        || {{ joined_texts(
            "'≥' || " ~ number_text('cut_offs.cut_off') ~ " || ' 为第 ' || cast(cut_offs.level as varchar) || ' 等'",
            '，', 'cut_offs.level'
        ) }}
        || '，其余为第 ' || cast(max(products.level_count) as varchar) || ' 等。' as levels_text
    from boards
    inner join products on boards.scheme_product_no = products.scheme_product_no
    inner join cut_offs
        on products.scheme_id = cut_offs.scheme_id and products.scheme_version = cut_offs.scheme_version
    group by boards.board_no
),

veto_texts as (
    select
        boards.board_no,
        '一票否决：' || {{ joined_texts('indicators.name_zh', '、', 'indicators.position') }}
        || '不合格的，不论得分列末等，排在最后。' as veto_text
    from boards
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    where indicators.is_veto
    group by boards.board_no
),

unlisted as (
    select
        core.board_no,
        {{ joined_texts(
            "core.name_zh
            || case core.method
                when 'bands' then coalesce('（' || " ~ level_zh('cast(spans.best_place_value as integer)') ~ " || '）', '')
                when 'points' then '（' || " ~ number_text('-spans.best_place_value') ~ " || ' 分）'
                else ''
            end",
            '、', 'core.position'
        ) }} as names_text
    from core
    inner join spans
        on core.board_no = spans.board_no and core.scheme_indicator_no = spans.scheme_indicator_no
    where not spans.is_listed
    group by core.board_no
),

method_texts as (
    select
        boards.board_no,
        case boards.method
            when 'bands'
                then
                    '按核心指标（' || coalesce(core_texts.names_text, '无')
                    || '）分档评价，各档界值含本数，总体水平取最差一项，同档不分先后。'
            when 'points'
                then
                    '按核心指标（' || coalesce(core_texts.values_text, '无')
                    || '）计分，界值含本数，每项取达到的最高一档，按总分排序，同分并列。'
            else
                '按核心指标（' || coalesce(core_texts.values_text, '无') || '）加权评分，'
                || case core_texts.normalise
                    when 'none' then '各值不折算，'
                    else
                        '各值以' || case core_texts.normalise when 'sample' then '参评各项的' else '' end
                        || '［最差，最好］两端折算到 ' || {{ number_text('core_texts.scale_low') }} || '—'
                        || {{ number_text('core_texts.scale_high') }} || '，'
                        || case
                            when core_texts.normalise = 'sample' then '参评者增减时得分随之变化，'
                            when core_texts.is_capped then '超出两端的按两端计，'
                            else '超出两端的照算，'
                        end
                end
                || case core_texts.aggregate when 'geometric' then '取加权几何平均，' else '取加权算术平均，' end
                || case core_texts.missing
                    when 'reweight' then '缺少的核心指标把权重让给其余指标，'
                    else '缺少核心指标的不参评，'
                end
                || '按得分排序，同分并列。'
        end as method_text
    from boards
    left join core_texts on boards.board_no = core_texts.board_no
)

select
    boards.board_no,
    method_texts.method_text
    || coalesce(level_texts.levels_text, '')
    || coalesce(veto_texts.veto_text, '')
    || coalesce('全部处于同一档、不单独列榜的指标：' || unlisted.names_text || '。', '')
    || case when boards.evidence = 'example' then '本方案含示例数值，不得用于发布。' else '' end as note
from boards
inner join method_texts on boards.board_no = method_texts.board_no
left join level_texts on boards.board_no = level_texts.board_no
left join veto_texts on boards.board_no = veto_texts.board_no
left join unlisted on boards.board_no = unlisted.board_no
