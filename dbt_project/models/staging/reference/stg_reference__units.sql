select
    unit,
    dimension,
    factor,
    name_zh,
    known_from
from {{ reference('units') }}
