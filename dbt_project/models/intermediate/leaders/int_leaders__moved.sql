{#- What an event says of a leader, and later ones carry along until another says it anew. -#}
{%- set dated = ['publicity_from', 'publicity_to', 'valid_from', 'valid_to', 'exit_reason', 'exited_on'] -%}
{%- set told = ['status', 'period', 'certificate_no'] + dated -%}

with members as (select * from {{ ref('int_leader_lists__numbered') }}),

moved as (
    -- what a decision says of a title, read once: the payload of a list grows with it
    select
        *,
        case when kind = 'leaders_publicity_started' then effective_on end as publicity_from,
        case
            when kind = 'leaders_publicity_started'
                then try_cast({{ json_text('payload', 'publicity_to') }} as date)
        end as publicity_to,
        case
            when kind = 'leaders_published' then try_cast({{ json_text('payload', 'valid_from') }} as date)
        end as valid_from,
        case
            when kind in ('leaders_published', 'leader_renewed')
                then try_cast({{ json_text('payload', 'valid_to') }} as date)
        end as valid_to,
        case
            when kind = 'exit_confirmed' then try_cast({{ json_text('payload', 'reason') }} as integer)
        end as exit_reason,
        case when kind = 'exit_confirmed' then effective_on end as exited_on
    from {{ ref('int_subjects__moved') }}
    where subject_type in ('leader_list', 'leader')
),

certified as (
    select
        decision_id,
        {{ json_pairs('payload', 'certificates') }} as certificate
    from moved
    where kind = 'leaders_published'
),

certificates as (
    select
        certified.decision_id,
        certified.certificate.key as declaration_id,
        certified.certificate.value as certificate_no
    from certified
),

records as (select * from {{ ref('int_records__identified') }}),

declarants as (
    select
        members.declaration_id,
        max(records.enterprise_id) as enterprise_id
    from members
    inner join records on members.declaration_id = records.declaration_id
    group by members.declaration_id
),

own as (
    -- what was decided on a leader itself; from there on its list decides nothing any more
    select *
    from moved
    where subject_type = 'leader'
),

ended as (
    select
        programme,
        year,
        field_code,
        product_category,
        declaration_id,
        min(seq) as ended_seq
    from own
    where state in ('withdrawn', 'exited')
    group by programme, year, field_code, product_category, declaration_id
),

by_list as (
    select
        members.programme,
        members.year,
        members.field_code,
        members.product_category,
        members.declaration_id,
        members.period,
        moved.decision_id,
        moved.seq,
        moved.kind,
        case when moved.state in ('in_publicity', 'published') then moved.state else 'shortlisted' end as status,
        {%- for column in dated %}
        moved.{{ column }},
        {%- endfor %}
        certificates.certificate_no,
        moved.effective_on,
        moved.recorded_at
    from members
    inner join moved
        on
            moved.subject_type = 'leader_list'
            and members.programme = moved.programme
            and members.subject = moved.subject
            and members.fixed_seq <= moved.seq
            and (members.next_seq is null or moved.seq < members.next_seq)
    left join ended
        on
            members.programme = ended.programme
            and members.year = ended.year
            and members.field_code = ended.field_code
            and members.product_category = ended.product_category
            and members.declaration_id = ended.declaration_id
    left join certificates
        on moved.decision_id = certificates.decision_id and members.declaration_id = certificates.declaration_id
    where ended.ended_seq is null or moved.seq < ended.ended_seq
),

dropped as (
    -- whom a list that was fixed anew no longer names
    select
        members.programme,
        members.year,
        members.field_code,
        members.product_category,
        members.declaration_id,
        members.period,
        moved.decision_id,
        moved.seq,
        'left_out' as kind,
        'withdrawn' as status,
        {%- for column in dated %}
        moved.{{ column }},
        {%- endfor %}
        cast(null as varchar) as certificate_no,
        moved.effective_on,
        moved.recorded_at
    from members
    inner join moved
        on
            moved.subject_type = 'leader_list'
            and members.programme = moved.programme
            and members.subject = moved.subject
            and members.next_seq = moved.seq
    left join members as again
        on
            members.programme = again.programme
            and members.subject = again.subject
            and members.declaration_id = again.declaration_id
            and members.next_seq = again.fixed_seq
    where again.declaration_id is null
),

by_own as (
    select
        own.programme,
        own.year,
        own.field_code,
        own.product_category,
        own.declaration_id,
        cast(null as varchar) as period,
        own.decision_id,
        own.seq,
        own.kind,
        case when own.state in ('withdrawn', 'exited') then own.state end as status,
        {%- for column in dated %}
        own.{{ column }},
        {%- endfor %}
        cast(null as varchar) as certificate_no,
        own.effective_on,
        own.recorded_at
    from own
    inner join members
        on
            members.is_first_time
            and own.programme = members.programme
            and own.year = members.year
            and own.field_code = members.field_code
            and own.product_category = members.product_category
            and own.declaration_id = members.declaration_id
),

moves as (
    select * from by_list
    union all
    select * from dropped
    union all
    select * from by_own
),

counted as (
    -- what an event does not say stays as the last one that said it left it
    select
        {%- for column in told %}
        count({{ column }}) over leader as {{ column }}_no,
        {%- endfor %}
        *
    from moves
    window
        leader as (
            partition by programme, year, field_code, product_category, declaration_id
            order by seq asc nulls last
            rows between unbounded preceding and current row
        )
),

carried as (
    select
        programme,
        year,
        field_code,
        product_category,
        declaration_id,
        decision_id,
        seq,
        kind,
        {%- for column in told %}
        max({{ column }}) over (
            partition by programme, year, field_code, product_category, declaration_id, {{ column }}_no
        ) as {{ column }},
        {%- endfor %}
        effective_on,
        recorded_at
    from counted
)

select
    carried.*,
    declarants.enterprise_id,
    lag(carried.status) over (
        partition by
            carried.programme, carried.year, carried.field_code, carried.product_category, carried.declaration_id
        order by carried.seq asc nulls last
    ) as status_before
from carried
left join declarants on carried.declaration_id = declarants.declaration_id
