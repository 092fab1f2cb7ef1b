with milestones as (select * from {{ ref('stg_reference__milestones') }}),

decisions as (select * from {{ ref('stg_normalised__decisions') }}),

runs as (select * from {{ ref('stg_normalised__source_runs') }}),

fetched as (
    select max(fetched_on) as last_fetched_on
    from runs
),

done as (
    select
        programme,
        subject,
        min(effective_on) as done_on
    from decisions
    where kind = 'milestone_done'
    group by programme, subject
)

select
    milestones.programme,
    milestones.year,
    milestones.milestone_code,
    milestones.what_zh,
    milestones.starts_on,
    milestones.due_on,
    done.done_on,
    case
        when done.done_on is not null then 'done'
        -- due until 24:00: on the day itself there is still time
        when milestones.due_on < fetched.last_fetched_on then 'overdue'
        else 'ahead'
    end as state,
    done.done_on > milestones.due_on as is_late,
    milestones.by_whom,
    milestones.place
from milestones
cross join fetched
left join done
    on
        milestones.programme = done.programme
        and cast(milestones.year as varchar) || '/' || milestones.milestone_code = done.subject
