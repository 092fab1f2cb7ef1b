-- Decisions on which declarant a name of the lists means (null: none), and what keeps one from being used.
with decisions as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where kind = 'match_settled'
),

findings as (select * from {{ ref('int_findings__named') }}),

enterprises as (select * from {{ ref('dim_enterprises') }}),

matches as (
    select match_id
    from findings
    where match_id is not null
    group by match_id
),

stated as (
    select
        subject as match_id,
        decision_id,
        effective_on,
        recorded_at,
        {{ json_text('payload', 'enterprise_id') }} as stated_id,
        {{ json_text('payload', 'reason') }} as reason
    from decisions
)

select
    stated.match_id,
    stated.decision_id,
    stated.effective_on,
    stated.recorded_at,
    stated.reason,
    stated.stated_id,
    enterprises.enterprise_id,
    case
        when matches.match_id is null then 'no_such_match'
        when stated.stated_id is not null and enterprises.enterprise_id is null then 'no_such_enterprise'
    end as reason_code
from stated
left join matches on stated.match_id = matches.match_id
left join enterprises
    on
        case when length(stated.stated_id) = 18 then substr(stated.stated_id, 9, 9) else stated.stated_id end
        = enterprises.enterprise_id
