with programmes as (select * from {{ ref('stg_reference__programmes') }})

select
    programme,
    name_zh,
    kind,
    inherits,
    assessed,
    declared_until,
    honours_bans_of
from programmes
