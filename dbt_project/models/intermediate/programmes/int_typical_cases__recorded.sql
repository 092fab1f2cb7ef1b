with decisions as (select * from {{ ref('stg_normalised__decisions') }})

select
    decision_id,
    programme,
    cast(extract(year from effective_on) as integer) as year,
    subject as field_code,
    {{ json_text('payload', 'reporting_unit_code') }} as reporting_unit_code
from decisions
where kind = 'typical_case'
