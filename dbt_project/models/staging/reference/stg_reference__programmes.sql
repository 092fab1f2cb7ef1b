select
    programme,
    name_zh,
    kind,
    basis,
    inherits,
    work_institution,
    open_to,
    assessed,
    applications_to,
    declared_until,
    sources,
    publishes_in,
    honours_bans_of
from {{ reference('programmes') }}
