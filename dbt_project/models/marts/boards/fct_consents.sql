with decisions as (
    select *
    from {{ ref('int_decisions__addressed') }}
    where
        kind in (
            'consent_requested', 'consent_given', 'consent_refused', 'standing_consent', 'standing_consent_revoked'
        )
),

moved as (
    select *
    from {{ ref('int_subjects__moved') }}
    where subject_type = 'board'
),

submitted as (select * from {{ ref('int_boards__submitted') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

entries as (select * from {{ ref('fct_board_entries') }}),

begun as (
    -- only boards on which anybody was asked or anything decided: of the others there is nothing to say
    select
        programme,
        field_code,
        product_category,
        period
    from decisions
    where subject_form = 'entry'

    union

    select
        programme,
        field_code,
        product_category,
        period
    from moved
),

asked as (
    select entries.*
    from begun
    inner join boards
        on
            begun.programme = boards.programme
            and begun.field_code = boards.field_code
            and begun.product_category = boards.product_category
            and begun.period = boards.period
    inner join entries
        on
            boards.programme = entries.programme
            and boards.field_code = entries.field_code
            and boards.product_category = entries.product_category
            and boards.period = entries.period
),

answers as (
    select *
    from decisions
    where subject_form = 'entry'
    qualify
        row_number() over (
            partition by programme, field_code, product_category, period, declaration_id
            -- a question that is put again takes no answer back
            order by case kind when 'consent_requested' then 1 else 0 end asc nulls last, seq desc nulls last
        ) = 1
),

standing as (
    select *
    from decisions
    where kind in ('standing_consent', 'standing_consent_revoked')
    qualify row_number() over (partition by programme, enterprise_id order by seq desc nulls last) = 1
),

answered as (
    select
        asked.programme,
        asked.field_code,
        asked.product_category,
        asked.period,
        asked.declaration_id,
        asked.enterprise_id,
        case
            when answers.kind = 'consent_refused' then 'refused'
            when answers.kind = 'consent_given' and not {{ is_about_other_figures('answers', 'asked') }} then 'given'
            when standing.kind = 'standing_consent' then 'standing'
            when answers.kind = 'consent_given' then 'outdated'
            when answers.kind = 'consent_requested' then 'requested'
            else 'none'
        end as consent,
        answers.decision_id as answer_id,
        answers.effective_on as answered_on,
        standing.decision_id as standing_id,
        standing.effective_on as standing_on
    from asked
    left join answers
        on
            asked.programme = answers.programme
            and asked.field_code = answers.field_code
            and asked.product_category = answers.product_category
            and asked.period = answers.period
            and asked.declaration_id = answers.declaration_id
    left join standing
        on asked.programme = standing.programme and asked.enterprise_id = standing.enterprise_id
)

select
    answered.programme,
    answered.field_code,
    answered.product_category,
    answered.period,
    answered.declaration_id,
    answered.enterprise_id,
    answered.consent,
    case
        when answered.consent = 'standing' then answered.standing_id
        when answered.consent <> 'none' then answered.answer_id
    end as decision_id,
    case
        when answered.consent = 'standing' then answered.standing_on
        when answered.consent <> 'none' then answered.answered_on
    end as decided_on,
    submitted.left_out_id is not null as is_left_out
from answered
left join submitted
    on
        answered.programme = submitted.programme
        and answered.field_code = submitted.field_code
        and answered.product_category = submitted.product_category
        and answered.period = submitted.period
        and answered.declaration_id = submitted.left_out_id
