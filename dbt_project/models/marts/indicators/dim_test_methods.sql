with methods as (select * from {{ ref('stg_reference__test_methods') }})

select
    test_method,
    name_zh,
    known_from
from methods
