{#-
    A view: its rows are many and say what stands in the tables below; the release stores them, and once is enough.
    Names without the database's, because the release reads it under another.
-#}
{{ config(materialized = 'view') }}

with judged as (select * from {{ ref('int_candidates__judged').include(database = false) }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled').include(database = false) }}),

candidates as (select * from {{ ref('int_boards__candidates').include(database = false) }}),

boards as (select * from {{ ref('int_boards__scheduled').include(database = false) }}),

indicators as (select * from {{ ref('int_scheme_indicators__described').include(database = false) }}),

core as (select * from {{ ref('int_core_indicators__explained').include(database = false) }}),

basic as (select * from {{ ref('int_basic_indicators__judged').include(database = false) }}),

placed as (select * from {{ ref('int_entries__placed').include(database = false) }}),

described as (
    select
        judged.*,
        candidates.first_source,
        candidates.first_observed_on,
        enrolled.standard_kind,
        enrolled.standard_no_raw,
        enrolled.status,
        enrolled.published_at,
        enrolled.indicator_source
    from judged
    inner join candidates on judged.board_no = candidates.board_no and judged.version_no = candidates.version_no
    inner join enrolled
        on judged.scheme_product_no = enrolled.scheme_product_no and judged.version_no = enrolled.version_no
),

verdicts as (
    select
        board_no,
        declaration_id,
        'enterprise_standard' as rule_code,
        enterprise_standard as reason_code,
        {{ kind_zh('standard_kind') }} || coalesce(' ' || standard_no_raw, '')
        || case
            when enterprise_standard = 'malformed_number' then '：编号不合规范'
            when enterprise_standard = 'not_enterprise_standard' then '：不是企业标准'
            else ''
        end as evidence
    from described

    union all

    select
        board_no,
        declaration_id,
        'observed_in_time' as rule_code,
        observed_in_time as reason_code,
        case
            when is_reconstructed
                then
                    '截止日早于 ' || first_source || ' 的首次完整采集，按公开日期 '
                    || {{ day_text('published_at') }} || ' 计入'
            else
                '首次采集于 ' || cast(first_observed_on as varchar)
                || case
                    when observed_in_time is not null
                        then '，晚于截止日后的首次完整采集 ' || cast(observed_until as varchar)
                    else ''
                end
        end as evidence
    from described

    union all

    select
        board_no,
        declaration_id,
        'status_in_force' as rule_code,
        status_in_force as reason_code,
        '状态：' || {{ status_zh('status') }}
        || coalesce('；' || cast(unlisted_on as varchar) || ' 起平台不再列出', '') as evidence
    from described

    union all

    select
        board_no,
        declaration_id,
        'not_superseded' as rule_code,
        not_superseded as reason_code,
        coalesce(superseded_evidence, '未见更新的声明') as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'indicators_disclosed' as rule_code,
        indicators_disclosed as reason_code,
        coalesce(
            '指标来自 ' || indicator_source,
            'indicators_not_disclosed：各平台均未公开指标，需导入批量文件或指标摘录表'
        ) as evidence
    from described

    union all

    select
        board_no,
        declaration_id,
        'national_limits' as rule_code,
        national_limits as reason_code,
        coalesce(violating_evidence, '未见违反截止日有效的强制性标准限值') as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'stricter' as rule_code,
        stricter as reason_code,
        case
            when stricter_how is null then '方案不要求严于推荐性标准'
            when compared_count is null then 'no_limit：没有可比的推荐性国家标准或行业标准限值'
            when worse_text is not null then '低于推荐性标准：' || worse_text
            else
                cast(compared_count as varchar) || ' 项可比指标中 ' || cast(better_count as varchar)
                || ' 项严于推荐性标准，方案要求' || case stricter_how when 'all' then '全部严于' else '至少一项严于' end
                || case when stricter is not null then '；未严于：' || unmet_text else '' end
        end as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'not_barred' as rule_code,
        not_barred as reason_code,
        coalesce('处于禁入期，至 ' || cast(barred_until as varchar) || '（不含）', '无禁入记录') as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'applied' as rule_code,
        applied as reason_code,
        coalesce('申请于 ' || cast(applied_on as varchar), '截止日前没有申请记录') as evidence
    from judged
    -- asked only where a programme assesses applicants
    where assessed = 'applicants'

    union all

    select
        board_no,
        declaration_id,
        'model_named' as rule_code,
        model_named as reason_code,
        case when model_named is null then '已填写型号' else '产品未填写型号' end as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'production_attested' as rule_code,
        production_attested as reason_code,
        coalesce('批量生产或广泛服务的证明记录于 ' || cast(attested_on as varchar), '尚无批量生产或广泛服务的证明') as evidence
    from judged

    union all

    select
        board_no,
        declaration_id,
        'citations_current' as rule_code,
        citations_current as reason_code,
        coalesce('引用的标准在截止日不再有效：' || outdated_text, '引用的标准未见失效') as evidence
    from judged

    union all

    select
        judged.board_no,
        judged.declaration_id,
        'core_indicator:' || indicators.indicator_code as rule_code,
        core.reason_code,
        core.evidence
    from judged
    inner join core
        on judged.scheme_product_no = core.scheme_product_no and judged.version_no = core.version_no
    inner join indicators on core.scheme_indicator_no = indicators.scheme_indicator_no

    union all

    select
        judged.board_no,
        judged.declaration_id,
        'basic_indicator:' || indicators.indicator_code as rule_code,
        basic.reason_code,
        basic.evidence
    from judged
    inner join basic
        on judged.scheme_product_no = basic.scheme_product_no and judged.version_no = basic.version_no
    inner join indicators on basic.scheme_indicator_no = indicators.scheme_indicator_no

    union all

    select
        placed.board_no,
        placed.declaration_id,
        'overall_level' as rule_code,
        placed.reason_code,
        case
            when placed.weight_sum is null and placed.score is null then '没有可以计分的核心指标'
            when placed.score is null then '有折算后为负的数值，几何平均没有意义'
            else
                '得分 ' || {{ number_text('placed.score') }}
                || case when placed.is_vetoed then '，一票否决' else '' end
                || coalesce('，第 ' || cast(placed.level as varchar) || ' 等', '')
                || case when placed.reason_code is null then '' else '，低于可上榜的最低水平' end
        end as evidence
    from placed
    inner join boards on placed.board_no = boards.board_no
    -- asked last, of who fails no other rule; bands are judged indicator by indicator
    where boards.method <> 'bands'
)

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    verdicts.declaration_id,
    verdicts.rule_code,
    {{ verdict('verdicts.reason_code') }} <> 'fail' as passed,
    {{ verdict('verdicts.reason_code') }} as verdict,
    verdicts.reason_code,
    verdicts.evidence
from verdicts
inner join boards on verdicts.board_no = boards.board_no
