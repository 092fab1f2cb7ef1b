select
    division_code,
    name_zh,
    province_code,
    province_name,
    is_withdrawn
from {{ reference('divisions') }}
