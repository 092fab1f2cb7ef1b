{{ config(materialized = 'view') }}

select
    programme,
    subject_form as subject_type,
    subject,
    decision_id,
    seq,
    kind,
    state_after as state,
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
    declared_by
from {{ ref('int_decisions__addressed') }}
where state_after is not null
