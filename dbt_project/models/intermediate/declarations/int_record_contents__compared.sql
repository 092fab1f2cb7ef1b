with declarations as (select * from {{ ref('stg_normalised__declarations') }}),

records as (select * from {{ ref('int_records__identified') }}),

products as (
    select
        source,
        fetched_on,
        record_id,
        {{ folded_bits(row_bits([
            'product_no', 'product_name', 'generic_name', 'brand', 'barcode', 'spec', 'model', 'category_text'
        ])) }} as products_bits
    from {{ ref('stg_normalised__declared_products') }}
    group by source, fetched_on, record_id
),

indicators as (
    select
        source,
        fetched_on,
        record_id,
        {{ folded_bits(row_bits([
            'row_no', 'part_no', 'indicator_name', 'requirement_raw', 'status', 'op', 'low', 'high', 'low_inclusive',
            'high_inclusive', 'unit', 'grade', 'condition', 'test_method_text'
        ])) }} as indicators_bits
    from {{ ref('stg_normalised__declared_indicators') }}
    group by source, fetched_on, record_id
)

select
    records.declaration_id,
    records.source_order,
    records.first_source,
    records.declaration_first_observed_on as first_observed_on,
    declarations.source,
    declarations.fetched_on,
    declarations.record_id,
    declarations.digest,
    declarations.raw_path,
    declarations.raw_sha256,
    declarations.enterprise_id,
    declarations.uscc,
    declarations.uscc_check,
    declarations.org_name,
    declarations.org_name_raw,
    declarations.division_code,
    declarations.province_code,
    declarations.area_raw,
    declarations.standard_kind,
    declarations.standard_no,
    declarations.standard_no_raw,
    declarations.is_well_formed,
    declarations.standard_series_id,
    declarations.standard_year,
    declarations.standard_name,
    declarations.published_at,
    declarations.published_on,
    declarations.status,
    {{ row_bits([
        'declarations.enterprise_id', 'declarations.uscc', 'declarations.org_name', 'declarations.division_code',
        'declarations.province_code', 'declarations.standard_kind', 'declarations.standard_no',
        'declarations.standard_name', 'declarations.published_at', 'declarations.status'
    ]) }} as attributes_bits,
    products.products_bits,
    indicators.indicators_bits,
    row_number() over (
        order by
            declarations.source asc nulls last,
            declarations.record_id asc nulls last,
            declarations.fetched_on asc nulls last
    ) as content_no,
    lead(declarations.fetched_on) over (
        partition by declarations.source, declarations.record_id order by declarations.fetched_on asc nulls last
    ) as held_until
from declarations
inner join records on declarations.source = records.source and declarations.record_id = records.record_id
left join products
    on
        declarations.source = products.source
        and declarations.fetched_on = products.fetched_on
        and declarations.record_id = products.record_id
left join indicators
    on
        declarations.source = indicators.source
        and declarations.fetched_on = indicators.fetched_on
        and declarations.record_id = indicators.record_id
