with candidates as (select * from {{ ref('int_boards__candidates') }}),

records as (select * from {{ ref('int_records__identified') }}),

observations as (select * from {{ ref('stg_normalised__observations') }}),

missed as (
    select records.declaration_id
    from observations
    inner join records on observations.source = records.source and observations.record_id = records.record_id
    where observations.change = 'disappeared'
    group by records.declaration_id
),

last_seen as (
    select
        candidates.board_no,
        candidates.declaration_id,
        records.source,
        records.record_id,
        max_by(observations.change, observations.fetched_on) as change,
        max(observations.fetched_on) as fetched_on
    from missed
    inner join candidates on missed.declaration_id = candidates.declaration_id
    inner join records on missed.declaration_id = records.declaration_id
    inner join observations on records.source = observations.source and records.record_id = observations.record_id
    where
        not candidates.is_reconstructed
        and coalesce(observations.fetched_on <= candidates.observed_until, true)
    group by candidates.board_no, candidates.declaration_id, records.source, records.record_id
)

select
    board_no,
    declaration_id,
    max(fetched_on) as unlisted_on
from last_seen
group by board_no, declaration_id
having bool_and(change = 'disappeared')
