with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }}),

superseding as (select * from {{ ref('int_declarations__superseding') }}),

records as (select * from {{ ref('int_records__identified') }}),

known as (
    -- a board knows a successor from the platforms that its programme reads, by the first of them that showed it
    select
        candidates.board_no,
        candidates.declaration_id,
        superseding.standard_no,
        superseding.successor_id,
        superseding.successor_standard_no,
        superseding.successor_published_at,
        records.first_observed_on,
        observed.observed_until,
        observed.is_reconstructed
    from candidates
    inner join boards on candidates.board_no = boards.board_no
    inner join superseding on candidates.declaration_id = superseding.declaration_id
    inner join records on superseding.successor_id = records.declaration_id
    inner join observed on candidates.board_no = observed.board_no and records.source = observed.source
    where superseding.successor_published_at < boards.declared_until
    qualify
        row_number() over (
            partition by candidates.board_no, candidates.declaration_id, superseding.successor_id
            order by
                records.first_observed_on asc nulls last,
                records.source_order asc nulls last,
                records.record_id asc nulls last
        ) = 1
),

succeeded as (
    -- only by what the board itself may count
    select
        board_no,
        declaration_id,
        standard_no,
        successor_id,
        successor_standard_no,
        successor_published_at
    from known
    where is_reconstructed or coalesce(first_observed_on <= observed_until, true)
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
