select
    unit,
    dimension,
    factor,
    name_zh
from {{ reference('units') }}
