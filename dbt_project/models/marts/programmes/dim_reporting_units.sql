with units as (select * from {{ ref('stg_reference__reporting_units') }})

select
    programme,
    reporting_unit_code,
    name_zh,
    kind
from units
