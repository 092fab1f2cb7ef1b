select
    decision_id,
    seq,
    kind,
    subject,
    programme,
    effective_on,
    recorded_at,
    office,
    role,
    subject_type,
    state_before,
    state_after,
    place,
    payload,
    evidence,
    hash
from {{ normalised('decisions') }}
