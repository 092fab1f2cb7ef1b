{%- set reading = {
    'status': 'varchar', 'op': 'varchar', 'low': 'double', 'high': 'double', 'low_inclusive': 'boolean',
    'high_inclusive': 'boolean', 'unit': 'varchar', 'grade': 'varchar', 'condition': 'varchar'
} %}
with disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

category_sets as (select * from {{ ref('int_category_sets__declared') }}),

indicators as (select * from {{ ref('stg_normalised__declared_indicators') }}),

overruled as (select * from {{ ref('int_overruled_parts__read') }}),

names as (select * from {{ ref('int_indicator_names__coded') }}),

methods as (select * from {{ ref('stg_reference__method_matches') }}),

described as (
    -- everything about the declaration that a row needs, gathered before the long table is read
    select
        disclosed.*,
        coalesce(category_sets.category_set, '') as category_set
    from disclosed
    inner join versions on disclosed.version_no = versions.version_no
    left join category_sets on versions.products_content_no = category_sets.content_no
),

overruled_cells as (
    select
        source,
        fetched_on,
        record_id,
        row_no
    from overruled
    where part_no = 1
),

-- everything below reads a cell as it counts: as the parser did, or as a person who overruled it
parts as (
    select
        indicators.source,
        indicators.fetched_on,
        indicators.record_id,
        indicators.row_no,
        indicators.part_no,
        indicators.indicator_name,
        indicators.indicator_name_raw,
        indicators.requirement_raw,
        {%- for column in reading %}
        indicators.{{ column }},
        {%- endfor %}
        indicators.test_method_text,
        indicators.page,
        {%- for column, type in reading.items() %}
        cast(null as {{ type }}) as parsed_{{ column }},
        {%- endfor %}
        cast(null as varchar) as overruled_by,
        cast(null as varchar) as requirement_read
    from indicators
    left join overruled_cells
        on
            indicators.source = overruled_cells.source
            and indicators.fetched_on = overruled_cells.fetched_on
            and indicators.record_id = overruled_cells.record_id
            and indicators.row_no = overruled_cells.row_no
    where overruled_cells.row_no is null

    union all

    select
        source,
        fetched_on,
        record_id,
        row_no,
        part_no,
        indicator_name,
        indicator_name_raw,
        requirement_raw,
        {%- for column in reading %}
        {{ column }},
        {%- endfor %}
        test_method_text,
        page,
        {%- for column in reading %}
        parsed_{{ column }},
        {%- endfor %}
        overruled_by,
        requirement_read
    from overruled
)

select
    described.declaration_id,
    described.version,
    parts.row_no,
    parts.part_no,
    names.indicator_code,
    parts.indicator_name,
    parts.indicator_name_raw,
    parts.requirement_raw,
    parts.status,
    parts.op,
    parts.low,
    parts.high,
    parts.low_inclusive,
    parts.high_inclusive,
    parts.unit,
    parts.grade,
    parts.condition,
    methods.test_method,
    parts.test_method_text,
    parts.page,
    {%- for column in reading %}
    parts.parsed_{{ column }},
    {%- endfor %}
    parts.overruled_by is not null as is_overruled,
    parts.overruled_by,
    parts.requirement_read
from parts
inner join described
    on
        parts.source = described.source
        and parts.fetched_on = described.fetched_on
        and parts.record_id = described.record_id
left join names
    on described.category_set = names.category_set and parts.indicator_name = names.indicator_name
left join methods on parts.test_method_text = methods.test_method_text
