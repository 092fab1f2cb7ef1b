with key_fields as (select * from {{ ref('stg_reference__key_fields') }})

select
    programme,
    year,
    field_code,
    field_no,
    name_zh,
    sector_zh,
    evidence,
    is_closed
from key_fields
