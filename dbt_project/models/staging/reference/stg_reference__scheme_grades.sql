select
    scheme_id,
    scheme_version,
    indicator_code,
    grade,
    position,
    value
from {{ reference('scheme_grades') }}
