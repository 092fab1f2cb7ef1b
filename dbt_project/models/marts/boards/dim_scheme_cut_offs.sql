with cut_offs as (select * from {{ ref('stg_reference__scheme_cut_offs') }})

select
    scheme_id,
    scheme_version,
    level,
    cut_off
from cut_offs
