select
    source,
    fetched_on,
    record_id,
    change,
    digest,
    raw_path,
    raw_sha256,
    declaration_ref,
    enterprise_id,
    org_name,
    standard_no
from {{ normalised('indicator_sets') }}
