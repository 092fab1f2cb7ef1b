with units as (select * from {{ ref('stg_reference__units') }})

select
    unit,
    dimension,
    factor,
    name_zh,
    known_from
from units
