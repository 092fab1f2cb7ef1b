select
    scheme_id,
    scheme_version,
    level,
    cut_off
from {{ reference('scheme_cut_offs') }}
