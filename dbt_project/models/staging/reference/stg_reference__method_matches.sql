select
    test_method_text,
    test_method,
    match
from {{ reference('method_matches') }}
