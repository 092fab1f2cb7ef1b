select
    decision_id,
    kind,
    subject,
    programme,
    effective_on,
    recorded_at,
    payload
from {{ normalised('decisions') }}
