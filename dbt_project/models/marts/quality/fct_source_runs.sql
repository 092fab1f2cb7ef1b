with runs as (select * from {{ ref('stg_normalised__source_runs') }})

select
    source,
    fetched_on,
    attempt,
    coverage,
    role,
    precedence,
    requested,
    received,
    new,
    changed,
    unchanged,
    quarantined,
    is_complete,
    stop_reason,
    started_at,
    seconds
from runs
