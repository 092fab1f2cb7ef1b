select
    source,
    fetched_on,
    record_id,
    change,
    digest,
    raw_path,
    raw_sha256,
    locator,
    field_text,
    product_name,
    received_on
from {{ normalised('consumer_feedback') }}
