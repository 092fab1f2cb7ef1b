with indicators as (select * from {{ ref('fct_declared_indicators') }}),

several as (
    select
        declaration_id,
        version,
        row_no
    from indicators
    where part_no = 2 and indicator_code is not null
),

parts as (
    select
        indicators.declaration_id,
        indicators.version,
        indicators.row_no,
        indicators.condition,
        {{ row_count() }} as part_count,
        not {{ same('min(indicators.low)', 'max(indicators.low)') }}
        or not {{ same('min(indicators.high)', 'max(indicators.high)') }}
        or not {{ same('min(indicators.grade)', 'max(indicators.grade)') }} as is_contradictory
    from indicators
    inner join several
        on
            indicators.declaration_id = several.declaration_id
            and indicators.version = several.version
            and indicators.row_no = several.row_no
    where indicators.status in ('parsed', 'grade', 'none_detected')
    group by indicators.declaration_id, indicators.version, indicators.row_no, indicators.condition
)

select
    declaration_id,
    version,
    row_no
from parts
group by declaration_id, version, row_no
having
    -- a bound for a case beside one for no case: nobody can say what the second holds for
    (bool_or(condition is null) and bool_or(condition is not null))
    -- two different bounds for one and the same case
    or bool_or(condition is not null and part_count > 1 and is_contradictory)
