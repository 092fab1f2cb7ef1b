select
    source,
    fetched_on,
    record_id,
    change,
    digest,
    list_digest,
    detail_on,
    record_count,
    attempt
from {{ normalised('observations') }}
