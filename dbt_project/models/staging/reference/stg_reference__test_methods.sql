select
    test_method,
    name_zh,
    known_from
from {{ reference('test_methods') }}
