{{ config(materialized = 'view') }}

with runs as (select max(fetched_on) as last_fetched_on from {{ ref('stg_normalised__source_runs') }}),

decisions as (
    select max({{ day_of('recorded_at') }}) as last_recorded_on
    from {{ ref('stg_normalised__decisions') }}
)

select
    runs.last_fetched_on,
    -- the last day of which anything is known; a clock would give another answer every time that it is asked
    greatest(runs.last_fetched_on, coalesce(decisions.last_recorded_on, runs.last_fetched_on)) as reached_on
from runs
cross join decisions
