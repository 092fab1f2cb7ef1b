select
    scheme_id,
    scheme_version,
    position,
    product_category,
    indicator_code,
    name_zh,
    class as indicator_class,
    unit,
    better,
    test_method,
    grades_per,
    detection_limit,
    accept,
    evidence,
    source_standard
from {{ reference('scheme_indicators') }}
