with declared as (select * from {{ ref('fct_declared_indicators') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }}),

units as (select * from {{ ref('stg_reference__units') }}),

bounds as (
    select
        versions.version_no,
        declared.indicator_code,
        coalesce(declared.test_method, '') as test_method,
        indicators.better,
        case when indicators.better = 'lower' then declared.high else declared.low end as bound,
        case
            when {{ same('declared.unit', 'indicators.unit') }} then 1.0
            when units.dimension = usual.dimension then units.factor / usual.factor
        end as unit_ratio
    from declared
    inner join versions
        on declared.declaration_id = versions.declaration_id and declared.version = versions.version
    inner join indicators on declared.indicator_code = indicators.indicator_code
    left join units on declared.unit = units.unit
    left join units as usual on indicators.unit = usual.unit
    where declared.status = 'parsed' and indicators.better in ('lower', 'higher')
)

-- the least demanding bound by one method, in the indicator's usual unit, before any scheme asks for it
select
    version_no,
    indicator_code,
    test_method,
    -- rounded, so that 80 µg/m3 is 0.08 mg/m3 and not a little more
    round(max({{ leniency('better', 'bound') }} * unit_ratio), 9) as leniency
from bounds
where bound is not null and unit_ratio is not null
group by version_no, indicator_code, test_method
