select
    scheme_id,
    scheme_version,
    indicator_code,
    level,
    level_name,
    threshold,
    grade_position
from {{ reference('scheme_levels') }}
