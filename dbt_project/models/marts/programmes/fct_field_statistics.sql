with key_fields as (select * from {{ ref('stg_reference__key_fields') }}),

annual as (select * from {{ ref('int_fields__annual') }}),

declarations as (select * from {{ ref('int_field_declarations__counted') }}),

cases as (select * from {{ ref('int_typical_cases__recorded') }}),

fields as (
    select
        programme,
        year,
        field_code
    from key_fields

    union

    select
        programme,
        year,
        field_code
    from annual
),

assessed as (
    select
        programme,
        year,
        field_code,
        bool_or(is_provisional) as is_provisional
    from annual
    group by programme, year, field_code
),

counted as (
    select
        programme,
        year,
        field_code,
        {{ row_count() }} as declared_count,
        cast(count(*) filter (where is_new) as bigint) as new_count,
        cast(count(distinct enterprise_id) as bigint) as enterprise_count,
        cast(count(*) filter (where is_disclosed) as bigint) as disclosed_count,
        cast(count(*) filter (where is_compliant) as bigint) as compliant_count,
        cast(count(*) filter (where is_entry) as bigint) as entry_count,
        cast(count(*) filter (where level = 1) as bigint) as level_1_count,
        cast(count(*) filter (where is_shortlisted) as bigint) as shortlisted_count,
        cast(count(*) filter (where is_leader) as bigint) as leader_count
    from declarations
    group by programme, year, field_code
),

recorded as (
    select
        programme,
        year,
        field_code,
        {{ row_count() }} as typical_case_count
    from cases
    group by programme, year, field_code
)

select
    fields.programme,
    fields.field_code,
    fields.year,
    {%- for count in [
        'declared_count', 'new_count', 'enterprise_count', 'disclosed_count', 'compliant_count', 'entry_count',
        'level_1_count', 'shortlisted_count', 'leader_count'
    ] %}
    -- without a scheme nobody can say which declarations belong to the field
    case when assessed.programme is not null then coalesce(counted.{{ count }}, 0) end as {{ count }},
    {%- endfor %}
    -- recorded whether or not the field has a scheme
    coalesce(recorded.typical_case_count, 0) as typical_case_count,
    assessed.is_provisional
from fields
left join assessed
    on
        fields.programme = assessed.programme
        and fields.year = assessed.year
        and fields.field_code = assessed.field_code
left join counted
    on
        fields.programme = counted.programme
        and fields.year = counted.year
        and fields.field_code = counted.field_code
left join recorded
    on
        fields.programme = recorded.programme
        and fields.year = recorded.year
        and fields.field_code = recorded.field_code
