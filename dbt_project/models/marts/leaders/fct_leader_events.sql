with moved as (select * from {{ ref('int_leaders__moved') }})

select
    programme,
    year,
    field_code,
    product_category,
    declaration_id,
    decision_id,
    seq,
    kind as event,
    effective_on,
    recorded_at,
    status as status_after,
    enterprise_id,
    period,
    certificate_no,
    publicity_from,
    publicity_to,
    valid_from,
    valid_to,
    exited_on,
    exit_reason
from moved
-- of what was decided on the whole list only what changed something for a leader
where
    status_before is null
    or status <> status_before
    or kind in ('shortlist_fixed', 'leaders_published', 'leader_renewed', 'exit_proposed', 'exit_rejected')
