{{ config(materialized = 'view') }}

with moved as (
    select *
    from {{ ref('int_subjects__moved') }}
    where subject_type = 'board' and kind = 'board_submitted'
),

calendar as (select * from {{ ref('int_calendar__reached') }}),

last_submitted as (
    -- a new revision says itself whom it leaves out
    select moved.*
    from moved
    cross join calendar
    where moved.effective_on <= calendar.reached_on
    qualify row_number() over (partition by moved.programme, moved.subject order by moved.seq desc nulls last) = 1
)

select
    programme,
    field_code,
    product_category,
    period,
    decision_id,
    {{ json_rows('payload', 'left_out') }} as left_out_id
from last_submitted
