-- What people settled: which declarant a name of the lists means, or that it means none. The last decision holds.
with decisions as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where kind = 'match_settled'
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
    match_id,
    decision_id,
    effective_on,
    reason,
    case when length(stated_id) = 18 then substr(stated_id, 9, 9) else stated_id end as enterprise_id
from stated
qualify
    row_number() over (partition by match_id order by recorded_at desc nulls last, decision_id desc nulls last) = 1
