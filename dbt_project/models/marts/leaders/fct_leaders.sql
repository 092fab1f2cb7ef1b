{%- set after_exit = {
    'exit_publicised': 'exit_publicised_on',
    'departments_notified': 'departments_notified_on',
    'credit_system_notified': 'credit_system_notified_on',
    'benefits_ended': 'benefits_ended_on',
} -%}

with events as (select * from {{ ref('fct_leader_events') }}),

calendar as (select * from {{ ref('int_calendar__reached') }}),

awarded as (select * from {{ ref('int_leaders__awarded') }}),

declarations as (select * from {{ ref('fct_declarations') }}),

coming as (select * from {{ ref('int_national_violations__coming') }}),

steps as (
    -- what D1 part 3 (2) 6 asks for once a title is cancelled; the first time counts
    select
        {%- for kind, column in after_exit.items() %}
        min(case when decisions.kind = '{{ kind }}' then decisions.effective_on end) as {{ column }},
        {%- endfor %}
        decisions.programme,
        decisions.year,
        decisions.field_code,
        decisions.product_category,
        decisions.declaration_id
    from {{ ref('int_decisions__addressed') }} as decisions
    cross join calendar
    where
        -- facts on a leader that move nothing
        decisions.kind in (
            {%- for kind in after_exit %}
            '{{ kind }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        and decisions.effective_on <= calendar.reached_on
    group by
        decisions.programme,
        decisions.year,
        decisions.field_code,
        decisions.product_category,
        decisions.declaration_id
),

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
    {%- for column in after_exit.values() %}
    steps.{{ column }},
    {%- endfor %}
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
left join steps
    on
        last_events.programme = steps.programme
        and last_events.year = steps.year
        and last_events.field_code = steps.field_code
        and last_events.product_category = steps.product_category
        and last_events.declaration_id = steps.declaration_id
left join declarations on last_events.declaration_id = declarations.declaration_id
left join coming
    on
        -- who no longer leads breaks nothing as a leader
        case
            when last_events.status in ('shortlisted', 'in_publicity', 'published') then declarations.declaration_id
        end = coming.declaration_id
        and declarations.version = coming.version
