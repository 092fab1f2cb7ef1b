-- Which findings a code tells who is meant, and which only a name: no list can be relied on for a code, and one whose
-- check character is wrong counts only where somebody declares under it.
with findings as (select * from {{ ref('int_findings__current') }}),

enterprises as (select * from {{ ref('dim_enterprises') }})

select
    findings.source,
    findings.record_id,
    findings.match_id,
    findings.org_name,
    findings.province_code,
    findings.first_observed_on,
    case
        when findings.uscc_check in ('valid', 'old_code') or enterprises.enterprise_id is not null
            then findings.enterprise_id
    end as coded_enterprise_id
from findings
left join enterprises on findings.enterprise_id = enterprises.enterprise_id
