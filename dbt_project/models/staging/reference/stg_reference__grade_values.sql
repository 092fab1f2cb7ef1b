select
    standard_no,
    indicator_code,
    grade,
    value,
    unit,
    test_method,
    in_force_from,
    evidence
from {{ reference('grade_values') }}
