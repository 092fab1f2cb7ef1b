with schemes as (select * from {{ ref('stg_reference__schemes') }})

select
    scheme_id,
    scheme_version,
    programme,
    field_code,
    year,
    title,
    published_on,
    period,
    method,
    normalise,
    aggregate,
    missing,
    level_count,
    lowest_level,
    leader_level,
    leader_target,
    stricter_than_national,
    stricter_than_industry,
    stricter_how,
    body_name,
    body_uscc,
    evidence,
    digest
from schemes
