with titled as (select * from {{ ref('int_leaders__titled') }}),

worsened as (select * from {{ ref('int_leaders__worsened') }}),

outlawed as (select * from {{ ref('int_leaders__outlawed') }}),

supervised as (select * from {{ ref('int_leaders__supervised') }}),

decisions as (
    select
        *,
        {{ json_text('payload', 'proposal_id') }} as named_proposal_id
    from {{ ref('int_decisions__addressed') }}
    where kind in ('exit_proposed', 'exit_confirmed', 'exit_rejected')
),

calendar as (select * from {{ ref('int_calendar__reached') }}),

found as (
    select
        leader_key,
        2 as reason_no,
        '2' as possible_reasons,
        cause,
        severity,
        basis_code,
        basis,
        indicator_code,
        old_text,
        old_value,
        new_text,
        new_value,
        unit,
        found_on,
        found_declaration_id,
        found_version,
        cast(null as varchar) as finding_id
    from worsened

    union all

    select
        leader_key,
        7 as reason_no,
        '7' as possible_reasons,
        cause,
        cast(null as varchar) as severity,
        basis_code,
        basis,
        indicator_code,
        cast(null as varchar) as old_text,
        cast(null as double) as old_value,
        cast(null as varchar) as new_text,
        new_value,
        unit,
        found_on,
        found_declaration_id,
        found_version,
        cast(null as varchar) as finding_id
    from outlawed

    union all

    select
        leader_key,
        reason_no,
        possible_reasons,
        cause,
        cast(null as varchar) as severity,
        basis_code,
        basis,
        cast(null as varchar) as indicator_code,
        cast(null as varchar) as old_text,
        cast(null as double) as old_value,
        cast(null as varchar) as new_text,
        cast(null as double) as new_value,
        cast(null as varchar) as unit,
        found_on,
        cast(null as varchar) as found_declaration_id,
        cast(null as integer) as found_version,
        finding_id
    from supervised
),

proposed as (
    select
        found.*,
        titled.programme,
        titled.year,
        titled.field_code,
        titled.product_category,
        titled.declaration_id,
        titled.enterprise_id,
        titled.status,
        'P-' || substr(
            {{ sha256_hex("found.leader_key || '|' || cast(found.reason_no as varchar) || '|' || found.cause") }}, 1, 12
        ) as proposal_id
    from found
    inner join titled on found.leader_key = titled.leader_key
    cross join calendar
    where found.found_on <= calendar.reached_on
),

answers as (
    -- an answer that names no proposal is one to what was proposed just before it; else a confirmation is one to all
    -- that its reason covers
    select
        programme,
        year,
        field_code,
        product_category,
        declaration_id,
        decision_id,
        seq,
        kind,
        coalesce(
            named_proposal_id,
            case
                when lag(kind) over (partition by programme, subject order by seq asc nulls last) = 'exit_proposed'
                    then lag(named_proposal_id) over (partition by programme, subject order by seq asc nulls last)
            end
        ) as proposal_id,
        try_cast({{ json_text('payload', 'reason') }} as integer) as reason_no
    from decisions
),

settled as (
    select
        proposed.proposal_id,
        answers.kind,
        answers.decision_id
    from proposed
    inner join answers
        on
            proposed.programme = answers.programme
            and proposed.year = answers.year
            and proposed.field_code = answers.field_code
            and proposed.product_category = answers.product_category
            and proposed.declaration_id = answers.declaration_id
            and (
                proposed.proposal_id = answers.proposal_id
                or (
                    answers.proposal_id is null
                    and answers.kind = 'exit_confirmed'
                    and ';' || proposed.possible_reasons || ';' like '%;' || cast(answers.reason_no as varchar) || ';%'
                )
            )
    where answers.kind in ('exit_confirmed', 'exit_rejected')
    qualify row_number() over (partition by proposed.proposal_id order by answers.seq desc nulls last) = 1
)

select
    proposed.proposal_id,
    proposed.programme,
    proposed.year,
    proposed.field_code,
    proposed.product_category,
    proposed.declaration_id,
    proposed.enterprise_id,
    proposed.reason_no,
    proposed.possible_reasons,
    proposed.severity,
    proposed.basis_code,
    proposed.basis,
    proposed.indicator_code,
    proposed.old_text,
    proposed.old_value,
    proposed.new_text,
    proposed.new_value,
    proposed.unit,
    proposed.found_on,
    proposed.found_declaration_id,
    proposed.found_version,
    proposed.finding_id,
    case
        when settled.kind = 'exit_confirmed' then 'confirmed'
        when settled.kind = 'exit_rejected' then 'rejected'
        -- the title ended for another reason: there is nothing left to decide
        when proposed.status <> 'published' then 'lapsed'
        else 'open'
    end as state,
    settled.decision_id as decided_by
from proposed
left join settled on proposed.proposal_id = settled.proposal_id
