with findings as (
    select *
    from {{ ref('int_findings__named') }}
    where coded_enterprise_id is null and match_id is not null
),

matches as (select * from {{ ref('stg_reference__org_name_matches') }}),

settlements as (select * from {{ ref('int_matches__settled') }}),

enterprises as (select * from {{ ref('dim_enterprises') }}),

names as (
    select
        match_id,
        max(org_name) as org_name,
        max(province_code) as province_code,
        {{ row_count() }} as finding_count,
        min(first_observed_on) as first_observed_on
    from findings
    group by match_id
),

offered as (
    select
        match_id,
        enterprise_id,
        declared_name,
        declared_province_code,
        score,
        case when is_same_name then 'name' else 'similar' end as basis,
        sum(case when is_same_name then 1 else 0 end) over (partition by match_id) as same_name_count
    from matches

    union all

    -- whom a person named, though no name led there: a firm that was renamed
    select
        settlements.match_id,
        settlements.enterprise_id,
        enterprises.org_name as declared_name,
        enterprises.province_code as declared_province_code,
        cast(null as double) as score,
        'decision' as basis,
        0 as same_name_count
    from settlements
    inner join enterprises on settlements.enterprise_id = enterprises.enterprise_id
    left join matches
        on settlements.match_id = matches.match_id and settlements.enterprise_id = matches.enterprise_id
    where matches.enterprise_id is null
)

select
    names.match_id,
    names.org_name,
    names.province_code,
    names.finding_count,
    names.first_observed_on,
    offered.enterprise_id,
    offered.declared_name,
    offered.declared_province_code,
    offered.score,
    offered.basis,
    case
        when settlements.enterprise_id = offered.enterprise_id then 'settled_same'
        when settlements.match_id is not null then 'settled_other'
        -- the same name, of one declarant, and no province that speaks against it
        when
            offered.basis = 'name'
            and offered.same_name_count = 1
            and coalesce(names.province_code = offered.declared_province_code, true)
            then 'automatic'
        else 'waiting'
    end as state,
    settlements.decision_id,
    settlements.effective_on as settled_on,
    settlements.reason
from names
inner join offered on names.match_id = offered.match_id
left join settlements on names.match_id = settlements.match_id
