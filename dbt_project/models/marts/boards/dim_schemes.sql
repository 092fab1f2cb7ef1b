with schemes as (select * from {{ ref('stg_reference__schemes') }}),

standing as (
    select *
    from {{ ref('int_subjects__standing') }}
    where subject_type = 'scheme'
)

select
    schemes.scheme_id,
    schemes.scheme_version,
    schemes.programme,
    schemes.field_code,
    schemes.year,
    schemes.title,
    -- as int_boards__scheduled believes it: the ledger before the file
    case when standing.state = 'published' then standing.state_since else schemes.published_on end as published_on,
    schemes.period,
    schemes.method,
    schemes.normalise,
    schemes.aggregate,
    schemes.missing,
    schemes.level_count,
    schemes.lowest_level,
    schemes.leader_level,
    schemes.leader_target,
    schemes.stricter_than_national,
    schemes.stricter_than_industry,
    schemes.stricter_how,
    schemes.body_name,
    schemes.body_uscc,
    schemes.evidence,
    schemes.digest,
    coalesce(standing.state, 'none') as state,
    standing.state_since
from schemes
left join standing
    on
        schemes.programme = standing.programme
        and schemes.scheme_id = standing.scheme_id
        and schemes.scheme_version = standing.scheme_version
