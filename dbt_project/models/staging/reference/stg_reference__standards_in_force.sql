select
    standard_no,
    name,
    kind,
    nature,
    issued_on,
    in_force_on,
    replaced_by,
    evidence,
    known_from
from {{ reference('standards_in_force') }}
