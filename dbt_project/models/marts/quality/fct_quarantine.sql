with quarantine as (select * from {{ ref('stg_normalised__quarantine') }}),

overruled as (select * from {{ ref('fct_overruled_values') }})

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
