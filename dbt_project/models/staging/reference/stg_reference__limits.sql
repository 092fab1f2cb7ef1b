select
    rule_id,
    standard_no,
    clause,
    nature,
    product_category,
    indicator_code,
    test_method,
    unit,
    low,
    high,
    in_force_from,
    in_force_to,
    known_from,
    evidence
from {{ reference('limits') }}
