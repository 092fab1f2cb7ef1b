with boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }}),

candidates as (select * from {{ ref('int_boards__candidates') }}),

entries as (select * from {{ ref('int_entries__ranked') }}),

noted as (select * from {{ ref('int_boards__noted') }}),

standing as (
    select *
    from {{ ref('int_subjects__standing') }}
    where subject_type = 'board'
),

submitted as (select * from {{ ref('int_boards__submitted') }}),

left_out as (
    select
        programme,
        field_code,
        product_category,
        period,
        '另有 ' || cast(count(*) as varchar) || ' 项未经企业同意，不列入；其余名次不变。' as note
    from submitted
    group by programme, field_code, product_category, period
),

counted as (
    select
        candidates.board_no,
        {{ row_count() }} as candidate_count,
        -- one source that had to be reconstructed makes the whole board so
        bool_or(candidates.is_reconstructed) as is_reconstructed
    from candidates
    group by candidates.board_no
),

watched as (
    select
        board_no,
        bool_or(observed_until is null) filter (where is_enabled) as is_unseen,
        bool_or(is_reconstructed) filter (where is_enabled) as is_reconstructed
    from observed
    group by board_no
),

hashed as (
    select
        board_no,
        {{ row_count() }} as entry_count,
        {{ sha256_hex(joined_texts(
            "declaration_id || ' ' || cast(rank as varchar) || ' '
                || coalesce(cast(level as varchar), '') || ' ' || coalesce(cast(score as varchar), '')",
            ';', 'declaration_id'
        )) }} as digest
    from entries
    group by board_no
)

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    boards.year,
    boards.scheme_id,
    boards.scheme_version,
    boards.method,
    boards.evidence,
    boards.cut_off_on,
    boards.declared_until,
    coalesce(standing.state, 'computed') as state,
    standing.state_since,
    standing.state_recorded_at,
    boards.last_fetched_on <= boards.cut_off_on or coalesce(watched.is_unseen, true) as is_provisional,
    case
        when coalesce(counted.is_reconstructed, watched.is_reconstructed, true) then 'reconstructed'
        else 'observed'
    end as knowledge,
    coalesce(counted.candidate_count, 0) as candidate_count,
    coalesce(hashed.entry_count, 0) as entry_count,
    coalesce(hashed.digest, {{ sha256_hex("''") }}) as digest,
    standing.published_digest,
    noted.note || coalesce(left_out.note, '') as note
from boards
left join watched on boards.board_no = watched.board_no
left join counted on boards.board_no = counted.board_no
left join hashed on boards.board_no = hashed.board_no
left join noted on boards.board_no = noted.board_no
left join standing
    on
        boards.programme = standing.programme
        and boards.field_code = standing.field_code
        and boards.product_category = standing.product_category
        and boards.period = standing.period
left join left_out
    on
        boards.programme = left_out.programme
        and boards.field_code = left_out.field_code
        and boards.product_category = left_out.product_category
        and boards.period = left_out.period
