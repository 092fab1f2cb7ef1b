-- What people settled: of the decisions on a match that can be used the last one holds.
select
    match_id,
    decision_id,
    effective_on,
    reason,
    enterprise_id
from {{ ref('int_matches__addressed') }}
where reason_code is null
qualify
    row_number() over (partition by match_id order by recorded_at desc nulls last, decision_id desc nulls last) = 1
