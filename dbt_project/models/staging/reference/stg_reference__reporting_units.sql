select
    programme,
    reporting_unit_code,
    name_zh,
    kind
from {{ reference('reporting_units') }}
