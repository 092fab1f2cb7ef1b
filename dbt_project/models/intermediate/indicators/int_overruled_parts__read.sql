{%- set reading = [
    'status', 'op', 'low', 'high', 'low_inclusive', 'high_inclusive', 'unit', 'grade', 'condition'
] %}
with cells as (
    select *
    from {{ ref('int_overruled_values__matched') }}
    where is_applied
),

indicators as (select * from {{ ref('stg_normalised__declared_indicators') }}),

readings as (select * from {{ ref('stg_normalised__overruled_values') }}),

parsed as (
    select
        cells.decision_id,
        indicators.*
    from cells
    inner join indicators
        on
            cells.source = indicators.source
            and cells.fetched_on = indicators.fetched_on
            and cells.record_id = indicators.record_id
            and cells.row_no = indicators.row_no
),

person as (
    select
        cells.source,
        cells.fetched_on,
        cells.record_id,
        cells.row_no,
        readings.part_no,
        {%- for column in reading %}
        readings.{{ column }},
        {%- endfor %}
        readings.requirement_read
    from cells
    inner join readings on cells.decision_id = readings.decision_id
),

parts as (
    -- the two can see a different number of requirements in one cell
    select
        source,
        fetched_on,
        record_id,
        row_no,
        part_no
    from parsed

    union

    select
        source,
        fetched_on,
        record_id,
        row_no,
        part_no
    from person
)

select
    parts.source,
    parts.fetched_on,
    parts.record_id,
    parts.row_no,
    parts.part_no,
    cells.indicator_name,
    cells.indicator_name_raw,
    cells.requirement_raw,
    -- where the person sees fewer requirements, the others demand nothing
    coalesce(person.status, 'empty') as status,
    {%- for column in reading[1:] %}
    person.{{ column }},
    {%- endfor %}
    cells.test_method_text,
    cells.page,
    {%- for column in reading %}
    parsed.{{ column }} as parsed_{{ column }},
    {%- endfor %}
    cells.decision_id as overruled_by,
    person.requirement_read
from parts
inner join parsed as cells
    on
        parts.source = cells.source
        and parts.fetched_on = cells.fetched_on
        and parts.record_id = cells.record_id
        and parts.row_no = cells.row_no
        and cells.part_no = 1
left join parsed
    on
        parts.source = parsed.source
        and parts.fetched_on = parsed.fetched_on
        and parts.record_id = parsed.record_id
        and parts.row_no = parsed.row_no
        and parts.part_no = parsed.part_no
left join person
    on
        parts.source = person.source
        and parts.fetched_on = person.fetched_on
        and parts.record_id = person.record_id
        and parts.row_no = person.row_no
        and parts.part_no = person.part_no
