{{ config(materialized = 'view') }}

with moved as (
    select *
    from {{ ref('int_subjects__moved') }}
    where subject_type = 'leader_list'
),

fixed as (
    select
        *,
        lead(seq) over (partition by programme, subject order by seq asc nulls last) as next_seq
    from moved
    where kind = 'shortlist_fixed'
),

members as (
    select
        decision_id,
        programme,
        subject,
        year,
        field_code,
        product_category,
        seq as fixed_seq,
        next_seq,
        -- the board that the list was taken from: <field>/<category>/<period>
        split_part({{ json_text('payload', 'board') }}, '/', 3) as period,
        {{ json_rows('payload', 'declarations') }} as declaration_id
    from fixed
)

select
    members.*,
    row_number() over (
        partition by members.programme, members.subject, members.declaration_id
        order by members.fixed_seq asc nulls last
    ) = 1 as is_first_time
from members
