with standing as (
    select *
    from {{ ref('int_subjects__standing') }}
    where subject_type = 'assessment_body'
),

moved as (
    select *
    from {{ ref('int_subjects__moved') }}
    where subject_type = 'assessment_body'
),

schemes as (select * from {{ ref('stg_reference__schemes') }}),

registered as (
    select
        programme,
        subject as body_uscc,
        max_by({{ json_text('payload', 'name') }}, seq) as body_name
    from moved
    where {{ json_text('payload', 'name') }} is not null
    group by programme, subject
),

drafting as (
    -- a body whose scheme is on file, registered or not
    select
        programme,
        body_uscc,
        max(body_name) as body_name,
        {{ row_count() }} as scheme_count
    from schemes
    where body_uscc is not null
    group by programme, body_uscc
),

bodies as (
    select
        programme,
        subject as body_uscc
    from standing

    union

    select
        programme,
        body_uscc
    from drafting
)

select
    bodies.programme,
    bodies.body_uscc,
    coalesce(registered.body_name, drafting.body_name) as body_name,
    coalesce(standing.state, 'none') as state,
    standing.state_since,
    {{ json_text('standing.payload', 'reason') }} as reason,
    coalesce(drafting.scheme_count, 0) as scheme_count
from bodies
left join standing on bodies.programme = standing.programme and bodies.body_uscc = standing.subject
left join registered on bodies.programme = registered.programme and bodies.body_uscc = registered.body_uscc
left join drafting on bodies.programme = drafting.programme and bodies.body_uscc = drafting.body_uscc
