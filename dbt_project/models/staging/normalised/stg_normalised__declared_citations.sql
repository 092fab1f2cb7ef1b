select
    source,
    fetched_on,
    record_id,
    standard_no
from {{ normalised('declared_citations') }}
