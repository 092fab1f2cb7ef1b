with readings as (
    select *
    from {{ ref('stg_normalised__overruled_values') }}
    where part_no = 1
),

addressed as (select * from {{ ref('int_decisions__addressed') }}),

matched as (
    select
        decision_id,
        {{ row_count() }} as cell_count,
        count(*) filter (where is_applied) as applied_count
    from {{ ref('int_overruled_values__matched') }}
    group by decision_id
),

judged as (
    select
        readings.*,
        addressed.declaration_id,
        coalesce(matched.applied_count, 0) > 0 as is_applied,
        case
            when matched.applied_count > 0 then null
            when readings.status in ('unparsed', 'empty') then 'reading_not_understood'
            when addressed.declaration_id is null then 'no_such_declaration'
            when matched.cell_count is null then 'no_such_cell'
            else 'overtaken'
        end as reason_code
    from readings
    left join addressed on readings.decision_id = addressed.decision_id
    left join matched on readings.decision_id = matched.decision_id
)

select
    decision_id,
    subject,
    declaration_id,
    indicator_name_raw,
    requirement_raw,
    requirement_read,
    evidence,
    evidence_sha256,
    effective_on,
    recorded_at,
    is_applied,
    reason_code,
    '决定 ' || decision_id || case reason_code
        when 'reading_not_understood'
            then ' 的读法“' || requirement_read || '”无法识别，仍按原读法；请改用 lingpao parse 能识别的写法'
        when 'no_such_declaration' then ' 所指的声明“' || subject || '”不存在；请核对任一平台的声明编号'
        when 'no_such_cell'
            then
                ' 所指的声明 ' || declaration_id || ' 中没有“' || indicator_name_raw || '”为“' || requirement_raw
                || '”的一格；请按 fct_declared_indicators 的原文填写'
        when 'overtaken' then ' 已被同一格的后一决定取代'
    end as reason
from judged
