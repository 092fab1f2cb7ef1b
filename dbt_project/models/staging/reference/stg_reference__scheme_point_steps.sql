select
    scheme_id,
    scheme_version,
    indicator_code,
    step_no,
    bound,
    points
from {{ reference('scheme_point_steps') }}
