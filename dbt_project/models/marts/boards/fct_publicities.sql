with decisions as (select * from {{ ref('int_decisions__addressed') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

started as (
    -- whatever is put before the public says until when (24:00 of the last of so many working days, domain.md §7)
    select
        *,
        try_cast({{ json_text('payload', 'publicity_to') }} as date) as publicity_to,
        lead(seq) over (partition by programme, subject order by seq asc nulls last) as next_seq
    from decisions
    where {{ json_text('payload', 'publicity_to') }} is not null
),

objections as (
    select
        programme,
        subject,
        {{ json_text('payload', 'objection_id') }} as objection_id,
        min(seq) as raised_seq,
        max(kind) filter (where kind in ('objection_dismissed', 'objection_upheld')) as decided_as
    from decisions
    where kind in ('objection_raised', 'objection_dismissed', 'objection_upheld')
    group by programme, subject, {{ json_text('payload', 'objection_id') }}
),

counted as (
    select
        started.decision_id,
        {{ row_count() }} as objection_count,
        count(*) filter (where objections.decided_as is null) as open_count,
        count(*) filter (where objections.decided_as = 'objection_upheld') as upheld_count
    from started
    inner join objections
        on
            started.programme = objections.programme
            and started.subject = objections.subject
            and started.seq < objections.raised_seq
            and (started.next_seq is null or objections.raised_seq < started.next_seq)
    group by started.decision_id
),

ended as (
    -- what is upheld, recalled or refused is no longer put before the public, whatever day was announced
    select
        started.decision_id,
        min(decisions.effective_on) as ended_on
    from started
    inner join decisions
        on
            started.programme = decisions.programme
            and started.subject = decisions.subject
            and started.seq < decisions.seq
            and decisions.state_after <> started.state_after
    group by started.decision_id
)

select
    started.decision_id,
    started.programme,
    started.subject_form as subject_type,
    started.subject,
    case started.subject_form
        when 'scheme' then '评估方案'
        when 'board' then '排行榜'
        when 'leader_list' then '领跑者名单'
        when 'leader' then '领跑者退出'
        else started.kind
    end as what_zh,
    started.effective_on as publicity_from,
    started.publicity_to,
    cast(started.publicity_to + interval 1 day as date) as earliest_publication_on,
    coalesce(counted.objection_count, 0) as objection_count,
    coalesce(counted.open_count, 0) as open_objection_count,
    coalesce(counted.upheld_count, 0) as upheld_objection_count,
    case
        when calendar.reached_on < started.effective_on then 'announced'
        when started.publicity_to < calendar.reached_on or ended.ended_on <= calendar.reached_on then 'ended'
        else 'running'
    end as state
from started
cross join calendar
left join counted on started.decision_id = counted.decision_id
left join ended on started.decision_id = ended.decision_id
