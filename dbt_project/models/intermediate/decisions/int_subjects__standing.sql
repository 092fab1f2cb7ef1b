{{ config(materialized = 'view') }}

with moved as (select * from {{ ref('int_subjects__moved') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

changed as (
    -- a decision can leave a subject where it is: an objection, say, leaves it in publicity
    select
        moved.*,
        case
            when
                lag(moved.state) over (
                    partition by moved.programme, moved.subject_type, moved.subject order by moved.seq asc nulls last
                ) = moved.state
                then 0
            else 1
        end as change_count
    from moved
    cross join calendar
    where moved.effective_on <= calendar.reached_on
),

numbered as (
    select
        *,
        sum(change_count) over (
            partition by programme, subject_type, subject
            order by seq asc nulls last
            rows between unbounded preceding and current row
        ) as state_no
    from changed
),

dated as (
    select
        *,
        min(effective_on) over (partition by programme, subject_type, subject, state_no) as state_since,
        min(recorded_at) over (partition by programme, subject_type, subject, state_no) as state_recorded_at,
        -- what follows a publication, gathering by the working group say, leaves it what it is
        max(case when kind = 'board_published' then {{ json_text('payload', 'digest') }} end) over (
            partition by programme, subject_type, subject, state_no
        ) as published_digest
    from numbered
)

select
    programme,
    subject_type,
    subject,
    decision_id,
    seq,
    kind,
    state,
    effective_on,
    recorded_at,
    place,
    payload,
    scheme_id,
    scheme_version,
    year,
    field_code,
    product_category,
    period,
    declaration_id,
    declared_by,
    state_since,
    state_recorded_at,
    published_digest
from dated
qualify row_number() over (partition by programme, subject_type, subject order by seq desc nulls last) = 1
