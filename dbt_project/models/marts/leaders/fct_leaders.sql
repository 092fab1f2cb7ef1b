with events as (select * from {{ ref('fct_leader_events') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

awarded as (select * from {{ ref('int_leaders__awarded') }}),

declarations as (select * from {{ ref('fct_declarations') }}),

coming as (select * from {{ ref('int_national_violations__coming') }}),

last_events as (
    select
        events.*,
        {{ leader_status('events', 'calendar.reached_on') }} as status
    from events
    cross join calendar
    where events.effective_on <= calendar.reached_on
    qualify
        row_number() over (
            partition by
                events.programme, events.year, events.field_code, events.product_category, events.declaration_id
            order by events.seq desc nulls last
        ) = 1
)

select
    last_events.programme,
    last_events.year,
    last_events.field_code,
    last_events.product_category,
    last_events.declaration_id,
    last_events.enterprise_id,
    last_events.period,
    awarded.version as awarded_version,
    awarded.level,
    last_events.status,
    last_events.certificate_no,
    last_events.publicity_from,
    last_events.publicity_to,
    last_events.valid_from,
    last_events.valid_to,
    last_events.exited_on,
    last_events.exit_reason,
    coming.breaks_on,
    coming.rule_ids as breaks_rule_ids,
    coming.breaks_text
from last_events
left join awarded
    on
        last_events.programme = awarded.programme
        and last_events.year = awarded.year
        and last_events.field_code = awarded.field_code
        and last_events.product_category = awarded.product_category
        and last_events.declaration_id = awarded.declaration_id
left join declarations on last_events.declaration_id = declarations.declaration_id
left join coming
    on
        -- who no longer leads breaks nothing as a leader
        case
            when last_events.status in ('shortlisted', 'in_publicity', 'published') then declarations.declaration_id
        end = coming.declaration_id
        and declarations.version = coming.version
