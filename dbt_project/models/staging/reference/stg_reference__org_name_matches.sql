select
    match_id,
    enterprise_id,
    declared_name,
    declared_province_code,
    score,
    is_same_name
from {{ reference('org_name_matches') }}
