with decisions as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where kind = 'body_summary_submitted'
),

submitted as (
    -- who submits again corrects what it submitted before
    select
        programme,
        cast(split_part(subject, '/', 2) as integer) as year,
        split_part(subject, '/', 1) as body_uscc,
        payload,
        effective_on,
        decision_id
    from decisions
    qualify row_number() over (partition by programme, subject order by seq desc nulls last) = 1
),

texts as (
    {%- for part_code in ['effect', 'staff', 'difficulties', 'scheme_changes', 'other'] %}
    {{ 'union all' if not loop.first }}
    select
        programme,
        year,
        body_uscc,
        '{{ part_code }}' as part_code,
        {{ json_text('payload', part_code) }} as text,
        effective_on,
        decision_id
    from submitted
    {%- endfor %}
)

select
    programme,
    year,
    body_uscc,
    part_code,
    text,
    effective_on as submitted_on,
    decision_id
from texts
where text is not null
