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
from {{ normalised('source_runs') }}
