with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

bans as (select * from {{ ref('fct_bans') }}),

decisions as (
    select *
    from {{ ref('int_decisions__addressed') }}
    where kind in ('application', 'production_attested')
),

honoured as (
    -- a ban holds in its own programme and in those that honour it
    select
        board_no,
        programme
    from boards

    union

    select
        board_no,
        {{ split_rows('honours_bans_of', ';') }} as programme
    from boards
    where honours_bans_of is not null
),

barred as (
    select
        candidates.board_no,
        candidates.declaration_id,
        max(bans.barred_until) as barred_until
    from bans
    inner join honoured on bans.programme = honoured.programme
    inner join boards on honoured.board_no = boards.board_no
    inner join candidates
        on boards.board_no = candidates.board_no and bans.enterprise_id = candidates.enterprise_id
    where bans.barred_from <= boards.cut_off_on and boards.cut_off_on < bans.barred_until
    group by candidates.board_no, candidates.declaration_id
),

-- an application or an attestation names a declaration, or an enterprise and so all that it declared
named as (
    select
        candidates.board_no,
        candidates.declaration_id,
        decisions.kind,
        decisions.effective_on
    from decisions
    inner join boards
        on
            decisions.programme = boards.programme
            and coalesce(decisions.field_code, boards.field_code) = boards.field_code
    inner join candidates
        on boards.board_no = candidates.board_no and decisions.declaration_id = candidates.declaration_id

    union all

    select
        candidates.board_no,
        candidates.declaration_id,
        decisions.kind,
        decisions.effective_on
    from decisions
    inner join boards
        on
            decisions.programme = boards.programme
            and coalesce(decisions.field_code, boards.field_code) = boards.field_code
    inner join candidates
        on boards.board_no = candidates.board_no and decisions.enterprise_id = candidates.enterprise_id
),

supported as (
    select
        named.board_no,
        named.declaration_id,
        min(named.effective_on) filter (
            where named.kind = 'application' and named.effective_on <= boards.cut_off_on
        ) as applied_on,
        min(named.effective_on) filter (where named.kind = 'production_attested') as attested_on
    from named
    inner join boards on named.board_no = boards.board_no
    group by named.board_no, named.declaration_id
)

select
    coalesce(supported.board_no, barred.board_no) as board_no,
    coalesce(supported.declaration_id, barred.declaration_id) as declaration_id,
    barred.barred_until,
    supported.applied_on,
    supported.attested_on
from supported
full outer join barred
    on supported.board_no = barred.board_no and supported.declaration_id = barred.declaration_id
where barred.barred_until is not null or supported.applied_on is not null or supported.attested_on is not null
