select
    source,
    fetched_on,
    record_id,
    row_no,
    part_no,
    product_category,
    rule_id,
    declared
from {{ normalised('national_violations') }}
