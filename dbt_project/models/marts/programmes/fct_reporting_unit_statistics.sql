with units as (select * from {{ ref('stg_reference__reporting_units') }}),

key_fields as (select * from {{ ref('stg_reference__key_fields') }}),

declarations as (select * from {{ ref('int_field_declarations__counted') }}),

cases as (select * from {{ ref('int_typical_cases__recorded') }}),

years as (
    select
        programme,
        year
    from key_fields
    group by programme, year
),

counted as (
    -- once for each field that it is assessed in
    select
        programme,
        year,
        reporting_unit_code,
        {{ row_count() }} as declared_count,
        cast(count(distinct enterprise_id) as bigint) as enterprise_count,
        cast(count(*) filter (where is_entry) as bigint) as entry_count,
        cast(count(*) filter (where level = 1) as bigint) as level_1_count,
        cast(count(*) filter (where is_leader) as bigint) as leader_count
    from declarations
    group by programme, year, reporting_unit_code
),

recorded as (
    select
        programme,
        year,
        reporting_unit_code,
        {{ row_count() }} as typical_case_count
    from cases
    group by programme, year, reporting_unit_code
)

select
    units.programme,
    years.year,
    units.reporting_unit_code,
    coalesce(counted.declared_count, 0) as declared_count,
    coalesce(counted.enterprise_count, 0) as enterprise_count,
    coalesce(counted.entry_count, 0) as entry_count,
    coalesce(counted.level_1_count, 0) as level_1_count,
    coalesce(counted.leader_count, 0) as leader_count,
    coalesce(recorded.typical_case_count, 0) as typical_case_count
from units
inner join years on units.programme = years.programme
left join counted
    on
        units.programme = counted.programme
        and years.year = counted.year
        and units.reporting_unit_code = counted.reporting_unit_code
left join recorded
    on
        units.programme = recorded.programme
        and years.year = recorded.year
        and units.reporting_unit_code = recorded.reporting_unit_code
