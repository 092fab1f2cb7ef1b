with candidates as (select * from {{ ref('int_match_candidates__judged') }})

select
    match_id,
    enterprise_id,
    org_name,
    province_code,
    finding_count,
    first_observed_on,
    declared_name,
    declared_province_code,
    score,
    basis,
    state,
    decision_id,
    settled_on,
    reason
from candidates
