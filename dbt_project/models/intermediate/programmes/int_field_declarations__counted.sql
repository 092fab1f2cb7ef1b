with annual as (select * from {{ ref('int_fields__annual') }}),

judged as (select * from {{ ref('int_candidates__judged') }}),

entries as (select * from {{ ref('fct_board_entries') }}),

declarations as (select * from {{ ref('fct_declarations') }}),

leaders as (select * from {{ ref('fct_leaders') }}),

divisions as (select * from {{ ref('stg_reference__divisions') }}),

placed as (
    select
        annual.board_no,
        entries.declaration_id,
        entries.level
    from annual
    inner join entries
        on
            annual.programme = entries.programme
            and annual.field_code = entries.field_code
            and annual.product_category = entries.product_category
            and annual.period = entries.period
),

listed as (
    select
        programme,
        year,
        field_code,
        declaration_id,
        bool_or(status <> 'withdrawn') as is_shortlisted,
        -- who has exited or expired since was one all the same
        bool_or(valid_from is not null) as is_leader
    from leaders
    group by programme, year, field_code, declaration_id
),

counted as (
    -- a declaration that stands under several categories of a field counts once, as the best of them
    select
        annual.programme,
        annual.year,
        annual.field_code,
        judged.declaration_id,
        bool_or(judged.indicators_disclosed is null) as is_disclosed,
        bool_or(
            judged.indicators_disclosed is null
            and judged.national_limits is null
            and {{ verdict('judged.status_in_force') }} <> 'fail'
        ) as is_compliant,
        bool_or(placed.declaration_id is not null) as is_entry,
        min(placed.level) as level
    from annual
    inner join judged on annual.board_no = judged.board_no
    left join placed on judged.board_no = placed.board_no and judged.declaration_id = placed.declaration_id
    group by annual.programme, annual.year, annual.field_code, judged.declaration_id
)

select
    counted.programme,
    counted.year,
    counted.field_code,
    counted.declaration_id,
    declarations.enterprise_id,
    divisions.reporting_unit_code,
    extract(year from declarations.published_on) = counted.year as is_new,
    counted.is_disclosed,
    counted.is_compliant,
    counted.is_entry,
    counted.level,
    coalesce(listed.is_shortlisted, false) as is_shortlisted,
    coalesce(listed.is_leader, false) as is_leader
from counted
inner join declarations on counted.declaration_id = declarations.declaration_id
left join divisions on declarations.division_code = divisions.division_code
left join listed
    on
        counted.programme = listed.programme
        and counted.year = listed.year
        and counted.field_code = listed.field_code
        and counted.declaration_id = listed.declaration_id
