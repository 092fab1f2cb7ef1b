with disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

category_sets as (select * from {{ ref('int_category_sets__declared') }}),

indicators as (select * from {{ ref('stg_normalised__declared_indicators') }}),

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
)

select
    described.declaration_id,
    described.version,
    indicators.row_no,
    indicators.part_no,
    names.indicator_code,
    indicators.indicator_name,
    indicators.indicator_name_raw,
    indicators.requirement_raw,
    indicators.status,
    indicators.op,
    indicators.low,
    indicators.high,
    indicators.low_inclusive,
    indicators.high_inclusive,
    indicators.unit,
    indicators.grade,
    indicators.condition,
    methods.test_method,
    indicators.test_method_text,
    indicators.page
from indicators
inner join described
    on
        indicators.source = described.source
        and indicators.fetched_on = described.fetched_on
        and indicators.record_id = described.record_id
left join names
    on described.category_set = names.category_set and indicators.indicator_name = names.indicator_name
left join methods on indicators.test_method_text = methods.test_method_text
