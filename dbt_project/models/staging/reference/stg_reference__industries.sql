select
    industry_code,
    name_zh,
    level,
    parent_code
from {{ reference('industries') }}
