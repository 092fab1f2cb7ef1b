with decisions as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where subject_type = 'pilot'
),

facts as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where kind in ('pilot_task_evidence', 'pilot_case')
),

leaders as (select * from {{ ref('fct_leaders') }}),

reached as (select * from {{ ref('int_calendar__reached') }}),

divisions as (select * from {{ ref('stg_reference__divisions') }}),

moved as (
    -- of decisions that can come again the last one counts, of the application the first
    select
        programme,
        subject,
        min(effective_on) filter (where kind = 'pilot_filed') as filed_on,
        max(payload) filter (where kind = 'pilot_filed') as application,
        max(effective_on) filter (where kind = 'pilot_recommended') as recommended_on,
        max(effective_on) filter (where kind = 'pilot_approved') as approved_on,
        max(try_cast({{ json_text('payload', 'term_from') }} as date)) filter (
            where kind = 'pilot_ordered'
        ) as term_from,
        max(try_cast({{ json_text('payload', 'term_to') }} as date)) filter (
            where kind = 'pilot_ordered'
        ) as term_to,
        max(effective_on) filter (where kind = 'pilot_progress_reported') as last_progress_on,
        count(*) filter (where kind = 'pilot_progress_reported') as progress_report_count,
        max(effective_on) filter (where kind = 'pilot_acceptance_requested') as acceptance_requested_on,
        max(effective_on) filter (where kind = 'pilot_accepted') as accepted_on,
        max(effective_on) filter (where kind = 'pilot_reported') as reported_on
    from decisions
    group by programme, subject
),

standing as (
    select
        programme,
        subject,
        state_after as state
    from decisions
    qualify row_number() over (partition by programme, subject order by seq desc nulls last) = 1
),

evidenced as (
    select
        programme,
        subject,
        count(distinct {{ json_text('payload', 'task') }}) filter (where kind = 'pilot_task_evidence') as task_count,
        count(*) filter (where kind = 'pilot_case') as case_count
    from facts
    group by programme, subject
),

described as (
    select
        moved.*,
        standing.state,
        {{ json_text('moved.application', 'name') }} as name_zh,
        {{ json_text('moved.application', 'type') }} as pilot_type,
        {{ json_text('moved.application', 'province_code') }} as province_code,
        {{ json_text('moved.application', 'direction') }} as direction,
        {{ json_text('moved.application', 'key_area') }} as key_area,
        {{ json_text('moved.application', 'executing_unit') }} as executing_unit,
        {{ json_text('moved.application', 'enterprise_id') }} as enterprise_id,
        -- the last two calendar months of the term (D5 part 4 (4))
        cast(moved.term_to - interval 2 month as date) as acceptance_due_from
    from moved
    inner join standing on moved.programme = standing.programme and moved.subject = standing.subject
),

preferred as (
    -- who led on the day of filing; what came or went later made no difference to the choice
    select
        described.programme,
        described.subject,
        count(*) as leader_count
    from described
    inner join leaders on described.enterprise_id = leaders.enterprise_id
    where
        leaders.valid_from <= described.filed_on
        and described.filed_on < least(leaders.valid_to, coalesce(leaders.exited_on, leaders.valid_to))
    group by described.programme, described.subject
)

select
    described.programme,
    described.subject as pilot_code,
    described.name_zh,
    described.pilot_type,
    described.province_code,
    divisions.name_zh as province_zh,
    described.direction,
    described.key_area,
    described.executing_unit,
    described.enterprise_id,
    described.state,
    described.filed_on,
    described.recommended_on,
    described.approved_on,
    described.term_from,
    described.term_to,
    described.acceptance_due_from,
    described.acceptance_requested_on,
    described.accepted_on,
    described.reported_on,
    described.state in ('running', 'not_accepted') and described.term_to <= reached.reached_on
        as is_acceptance_overdue,
    cast(described.progress_report_count as integer) as progress_report_count,
    described.last_progress_on,
    cast(coalesce(evidenced.task_count, 0) as integer) as task_count,
    cast(coalesce(evidenced.case_count, 0) as integer) as case_count,
    coalesce(preferred.leader_count, 0) > 0 as is_leader
from described
cross join reached
left join divisions on described.province_code = divisions.division_code
left join evidenced on described.programme = evidenced.programme and described.subject = evidenced.subject
left join preferred on described.programme = preferred.programme and described.subject = preferred.subject
