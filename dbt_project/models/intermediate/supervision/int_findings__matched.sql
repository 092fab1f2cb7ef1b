with findings as (select * from {{ ref('int_findings__named') }}),

candidates as (select * from {{ ref('int_match_candidates__judged') }}),

settlements as (select * from {{ ref('int_matches__settled') }}),

judged as (
    -- of a name's candidates at most one is meant
    select
        match_id,
        max(enterprise_id) filter (where state in ('automatic', 'settled_same')) as enterprise_id,
        max(state) filter (where state in ('automatic', 'settled_same')) as state
    from candidates
    group by match_id
)

select
    findings.source,
    findings.record_id,
    coalesce(findings.coded_enterprise_id, judged.enterprise_id) as enterprise_id,
    case
        when findings.coded_enterprise_id is not null then 'code'
        when judged.state = 'automatic' then 'name'
        when judged.state = 'settled_same' then 'decision'
    end as match_basis,
    case
        when findings.coded_enterprise_id is not null then 'automatic'
        when judged.state is not null then judged.state
        when settlements.match_id is not null then 'settled_other'
        when judged.match_id is not null then 'waiting'
        else 'unmatched'
    end as match_state
from findings
left join judged on findings.match_id = judged.match_id
left join settlements on findings.match_id = settlements.match_id
