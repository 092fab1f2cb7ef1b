with decisions as (
    select *
    from {{ ref('int_decisions__addressed') }}
    where kind = 'application'
)

select
    decision_id,
    programme,
    field_code,
    declaration_id,
    coalesce(declared_by, enterprise_id) as enterprise_id,
    {{ json_text('payload', 'office') }} as office,
    effective_on as applied_on,
    recorded_at
from decisions
