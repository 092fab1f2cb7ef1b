with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

basic as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'basic'
),

declared as (
    select
        declaration_id,
        version,
        indicator_code,
        coalesce(requirement_read, requirement_raw) as requirement_raw,
        {{ regex_replace('coalesce(requirement_read, requirement_raw)', '^[\\s　]+|[\\s　。；;]+$', '') }} as requirement
    from {{ ref('fct_declared_indicators') }}
    where status <> 'empty'
),

accepted as (
    select
        scheme_indicator_no,
        {{ split_rows('accept', ';') }} as accepted_text
    from basic
    where accept is not null
),

found as (
    select
        basic.scheme_indicator_no,
        declared.declaration_id,
        declared.version,
        min(declared.requirement_raw) as requirement_raw,
        -- the whole text has to be one that passes: 没有 contains 有
        bool_or(basic.accept is null or accepted.accepted_text is not null) as is_accepted
    from declared
    inner join basic on declared.indicator_code = basic.indicator_code
    left join accepted
        on
            basic.scheme_indicator_no = accepted.scheme_indicator_no
            and declared.requirement = accepted.accepted_text
    group by basic.scheme_indicator_no, declared.declaration_id, declared.version
),

judged as (
    select
        basic.scheme_product_no,
        basic.scheme_indicator_no,
        enrolled.version_no,
        basic.is_veto,
        found.declaration_id is not null as is_declared,
        case
            when enrolled.indicator_source is null then 'indicators_not_disclosed'
            when found.declaration_id is null then 'missing'
            when not found.is_accepted then 'not_accepted'
        end as failure,
        case
            when enrolled.indicator_source is null then '指标尚未公开，无法核对' || basic.name_zh
            when found.declaration_id is null then '缺少基础指标“' || basic.name_zh || '”'
            when found.is_accepted then basic.name_zh || '“' || found.requirement_raw || '”'
            else
                basic.name_zh || '“' || found.requirement_raw || '”不在方案认可的表述（'
                || replace(basic.accept, ';', '、') || '）之内'
        end as evidence
    from enrolled
    inner join basic on enrolled.scheme_product_no = basic.scheme_product_no
    left join found
        on
            basic.scheme_indicator_no = found.scheme_indicator_no
            and enrolled.declaration_id = found.declaration_id
            and enrolled.version = found.version
)

select
    scheme_product_no,
    scheme_indicator_no,
    version_no,
    is_declared,
    is_veto and failure is not null as is_vetoed,
    -- a veto keeps nobody out: it puts the entry last
    case when not is_veto then failure end as reason_code,
    evidence || case when is_veto and failure is not null then '：一票否决，不论得分列最末' else '' end as evidence
from judged
