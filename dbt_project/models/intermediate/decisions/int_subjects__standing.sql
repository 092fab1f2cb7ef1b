{{ config(materialized = 'view') }}

with moved as (select * from {{ ref('int_subjects__moved') }}),

calendar as (select * from {{ ref('int_calendar__reached') }})

select
    moved.programme,
    moved.subject_type,
    moved.subject,
    moved.decision_id,
    moved.seq,
    moved.kind,
    moved.state,
    moved.effective_on,
    moved.recorded_at,
    moved.place,
    moved.payload,
    moved.scheme_id,
    moved.scheme_version,
    moved.year,
    moved.field_code,
    moved.product_category,
    moved.period,
    moved.declaration_id,
    moved.declared_by
from moved
cross join calendar
where moved.effective_on <= calendar.reached_on
qualify
    row_number() over (
        partition by moved.programme, moved.subject_type, moved.subject order by moved.seq desc nulls last
    ) = 1
