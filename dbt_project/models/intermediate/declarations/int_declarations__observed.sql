with observations as (select * from {{ ref('stg_normalised__observations') }}),

records as (select * from {{ ref('int_records__identified') }}),

observed as (
    select
        source,
        record_id,
        max(fetched_on) filter (where change <> 'disappeared') as last_observed_on,
        max(fetched_on) filter (where change = 'disappeared') as last_missed_on
    from observations
    group by source, record_id
)

select
    records.declaration_id,
    max(observed.last_observed_on) as last_observed_on,
    max(observed.last_missed_on) as last_missed_on,
    -- gone only when every platform that showed it says so; a source that sees a window never does
    bool_and(coalesce(observed.last_missed_on > observed.last_observed_on, false)) as is_gone
from records
left join observed on records.source = observed.source and records.record_id = observed.record_id
group by records.declaration_id
