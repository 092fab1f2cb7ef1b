with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }}),

superseding as (select * from {{ ref('int_declarations__superseding') }}),

succeeded as (
    select
        candidates.board_no,
        candidates.declaration_id,
        superseding.standard_no,
        superseding.successor_id,
        superseding.successor_standard_no,
        superseding.successor_published_at
    from candidates
    inner join boards on candidates.board_no = boards.board_no
    inner join superseding on candidates.declaration_id = superseding.declaration_id
    inner join observed
        on candidates.board_no = observed.board_no and superseding.successor_first_source = observed.source
    -- only by what the board itself may count
    where
        superseding.successor_published_at < boards.declared_until
        and (
            observed.is_reconstructed
            or coalesce(superseding.successor_first_observed_on <= observed.observed_until, true)
        )
)

select
    board_no,
    declaration_id,
    '已有 ' || {{ day_text('successor_published_at') }} || ' 公开的'
    || case
        when successor_standard_no = standard_no then '同号声明 '
        else '新版标准 ' || successor_standard_no || '，声明 '
    end
    || successor_id as evidence
from succeeded
qualify
    row_number() over (
        partition by board_no, declaration_id
        order by successor_published_at desc nulls last, successor_id desc nulls last
    ) = 1
