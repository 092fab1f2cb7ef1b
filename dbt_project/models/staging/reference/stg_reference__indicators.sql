select
    indicator_code,
    name_zh,
    name_en,
    unit,
    better
from {{ reference('indicators') }}
