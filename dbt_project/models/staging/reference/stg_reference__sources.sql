select
    source,
    role,
    coverage,
    precedence,
    is_enabled
from {{ reference('sources') }}
