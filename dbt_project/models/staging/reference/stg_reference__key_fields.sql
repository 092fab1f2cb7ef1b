select
    programme,
    year,
    field_code,
    field_no,
    name_zh,
    sector_zh,
    evidence,
    is_closed
from {{ reference('key_fields') }}
