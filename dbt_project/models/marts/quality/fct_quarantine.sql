with quarantine as (select * from {{ ref('stg_normalised__quarantine') }}),

overruled as (select * from {{ ref('fct_overruled_values') }}),

settled as (select * from {{ ref('int_matches__addressed') }})

select
    source,
    fetched_on,
    record_id,
    reason_code,
    reason,
    raw_path,
    record_count,
    attempt
from quarantine

union all

-- a person's reading that could not be used is as good as a record that could not be: somebody has to look
select
    'decisions' as source,
    {{ day_of('recorded_at') }} as fetched_on,
    decision_id as record_id,
    'overruling_' || reason_code as reason_code,
    reason,
    cast(null as varchar) as raw_path,
    cast(1 as integer) as record_count,
    cast(null as integer) as attempt
from overruled
where reason_code <> 'overtaken'

union all

-- so is a match that was settled for a name that is on no list, or with an enterprise that declares nothing
select
    'decisions' as source,
    {{ day_of('recorded_at') }} as fetched_on,
    decision_id as record_id,
    'match_' || reason_code as reason_code,
    '决定 ' || decision_id || case reason_code
        when 'no_such_match' then ' 所指的待认定名称“' || match_id || '”不存在；请按 fct_match_candidates 的 match_id 填写'
        else
            ' 所指的企业“' || stated_id || '”没有声明过标准；请核对 enterprise_id，确非声明企业的应填 null'
    end as reason,
    cast(null as varchar) as raw_path,
    cast(1 as integer) as record_count,
    cast(null as integer) as attempt
from settled
where reason_code is not null
