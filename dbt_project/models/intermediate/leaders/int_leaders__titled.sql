with leaders as (select * from {{ ref('fct_leaders') }}),

awarded as (select * from {{ ref('int_leaders__awarded') }}),

declarations as (select * from {{ ref('fct_declarations') }})

select
    leaders.programme,
    leaders.year,
    leaders.field_code,
    leaders.product_category,
    leaders.declaration_id,
    leaders.programme || '|' || cast(leaders.year as varchar) || '|' || leaders.field_code || '|'
    || leaders.product_category || '|' || leaders.declaration_id as leader_key,
    leaders.enterprise_id,
    declarations.standard_series_id,
    leaders.status,
    leaders.level,
    leaders.valid_from,
    coalesce(leaders.exited_on, leaders.valid_to) as valid_until,
    awarded.scheme_product_no,
    awarded.version_no,
    awarded.version,
    -- what was so by the cut-off date of the board was weighed there
    coalesce(awarded.cut_off_on, leaders.valid_from) as weighed_on
from leaders
left join awarded
    on
        leaders.programme = awarded.programme
        and leaders.year = awarded.year
        and leaders.field_code = awarded.field_code
        and leaders.product_category = awarded.product_category
        and leaders.declaration_id = awarded.declaration_id
left join declarations on leaders.declaration_id = declarations.declaration_id
where leaders.valid_from is not null
