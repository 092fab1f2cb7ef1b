select
    programme,
    name_zh,
    kind,
    inherits,
    assessed,
    declared_until,
    honours_bans_of
from {{ reference('programmes') }}
