with quarantine as (select * from {{ ref('stg_normalised__quarantine') }})

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
