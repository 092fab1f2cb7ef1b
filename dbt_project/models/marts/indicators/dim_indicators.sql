with indicators as (select * from {{ ref('stg_reference__indicators') }})

select
    indicator_code,
    name_zh,
    name_en,
    unit,
    better
from indicators
