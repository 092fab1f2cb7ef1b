with decisions as (select * from {{ ref('int_decisions__addressed') }}),

bans as (
    -- an exit bars by itself, from the day of cancellation (D1 part 3 (2) 6)
    select
        *,
        coalesce({{ json_text('payload', 'enterprise_id') }}, declared_by, enterprise_id) as barred_id,
        coalesce(until_on, {{ years_later('effective_on', var('ban_years')) }}) as ordered_until
    from decisions
    where kind in ('ban', 'exit_confirmed')
),

lifted as (
    select
        bans.decision_id,
        min(lifts.effective_on) as lifted_on
    from bans
    inner join decisions as lifts
        on
            lifts.kind = 'ban_lifted'
            and bans.programme = lifts.programme
            and bans.barred_id = lifts.enterprise_id
            and bans.seq < lifts.seq
    group by bans.decision_id
)

select
    bans.decision_id,
    bans.programme,
    bans.barred_id as enterprise_id,
    bans.kind as source_kind,
    bans.effective_on as barred_from,
    case when lifted.lifted_on < bans.ordered_until then lifted.lifted_on else bans.ordered_until end as barred_until,
    lifted.lifted_on,
    case
        when bans.kind = 'exit_confirmed' then try_cast({{ json_text('bans.payload', 'reason') }} as integer)
    end as exit_reason,
    case
        when bans.kind = 'exit_confirmed' then {{ json_text('bans.payload', 'text') }}
        else {{ json_text('bans.payload', 'reason') }}
    end as reason,
    bans.recorded_at
from bans
left join lifted on bans.decision_id = lifted.decision_id
where bans.barred_id is not null
