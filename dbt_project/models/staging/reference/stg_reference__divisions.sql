select
    division_code,
    name_zh,
    province_code,
    province_name,
    is_withdrawn,
    reporting_unit_code
from {{ reference('divisions') }}
