with steps as (select * from {{ ref('stg_reference__scheme_point_steps') }})

select
    scheme_id,
    scheme_version,
    indicator_code,
    step_no,
    bound,
    points
from steps
