with milestones as (select * from {{ ref('stg_reference__milestones') }}),

decisions as (select * from {{ ref('stg_normalised__decisions') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

done as (
    select
        programme,
        subject,
        min(effective_on) as done_on
    from decisions
    where kind = 'milestone_done'
    group by programme, subject
),

dated as (
    select
        milestones.*,
        -- due until 24:00: on the day itself there is still time
        milestones.due_on < calendar.reached_on as has_passed,
        coalesce(
            done.done_on,
            case when milestones.is_closing and milestones.due_on < calendar.reached_on then milestones.due_on end
        ) as done_on
    from milestones
    cross join calendar
    left join done
        on
            milestones.programme = done.programme
            and cast(milestones.year as varchar) || '/' || milestones.milestone_code = done.subject
)

select
    programme,
    year,
    milestone_code,
    what_zh,
    starts_on,
    due_on,
    done_on,
    case when done_on is not null then 'done' when has_passed then 'overdue' else 'ahead' end as state,
    done_on > due_on as is_late,
    by_whom,
    place
from dated
