with decisions as (select * from {{ ref('stg_normalised__decisions') }}),

records as (select * from {{ ref('int_records__identified') }}),

named as (
    -- people know a declaration by any platform's id
    select
        declaration_id as subject,
        declaration_id,
        1 as closeness
    from records

    union

    select
        record_id as subject,
        declaration_id,
        2 as closeness
    from records
),

declarations as (
    select
        subject,
        declaration_id
    from named
    qualify
        row_number() over (partition by subject order by closeness asc nulls last, declaration_id asc nulls last) = 1
)

select
    decisions.decision_id,
    decisions.kind,
    decisions.programme,
    decisions.effective_on,
    declarations.declaration_id,
    case
        when declarations.declaration_id is not null then null
        when length(decisions.subject) = 18 then substr(decisions.subject, 9, 9)
        else decisions.subject
    end as enterprise_id,
    {{ json_text('decisions.payload', 'field_code') }} as field_code,
    try_cast({{ json_text('decisions.payload', 'until') }} as date) as until_on
from decisions
left join declarations on decisions.subject = declarations.subject
