with declarations as (select * from {{ ref('stg_normalised__declarations') }}),

records as (select * from {{ ref('int_records__identified') }}),

numbered as (
    -- by keys alone: sorting whole rows would cost more than all the rest
    select
        declarations.source,
        declarations.fetched_on,
        declarations.record_id,
        records.declaration_id,
        records.source_order,
        records.first_source,
        records.declaration_first_observed_on as first_observed_on,
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
),

revised as (
    -- only what came more than once has to be compared; for the rest it is enough to know what is there
    select declaration_id
    from numbered
    group by declaration_id
    having count(*) > 1
),

revised_contents as (
    select
        numbered.source,
        numbered.fetched_on,
        numbered.record_id
    from numbered
    inner join revised on numbered.declaration_id = revised.declaration_id
),

products as (
    select
        products.source,
        products.fetched_on,
        products.record_id,
        {{ folded_bits(row_bits([
            'products.product_no', 'products.product_name', 'products.generic_name', 'products.brand',
            'products.barcode', 'products.spec', 'products.model', 'products.category_text'
        ])) }} as products_bits
    from {{ ref('stg_normalised__declared_products') }} as products
    inner join revised_contents
        on
            products.source = revised_contents.source
            and products.fetched_on = revised_contents.fetched_on
            and products.record_id = revised_contents.record_id
    group by products.source, products.fetched_on, products.record_id
),

indicators as (
    select
        indicators.source,
        indicators.fetched_on,
        indicators.record_id,
        {{ folded_bits(row_bits([
            'indicators.row_no', 'indicators.part_no', 'indicators.indicator_name', 'indicators.requirement_raw',
            'indicators.status', 'indicators.op', 'indicators.low', 'indicators.high', 'indicators.low_inclusive',
            'indicators.high_inclusive', 'indicators.unit', 'indicators.grade', 'indicators.condition',
            'indicators.test_method_text'
        ])) }} as indicators_bits
    from {{ ref('stg_normalised__declared_indicators') }} as indicators
    inner join revised_contents
        on
            indicators.source = revised_contents.source
            and indicators.fetched_on = revised_contents.fetched_on
            and indicators.record_id = revised_contents.record_id
    group by indicators.source, indicators.fetched_on, indicators.record_id
),

-- rows are numbered from 1, so a record that has any has this one
with_products as (
    select
        source,
        fetched_on,
        record_id
    from {{ ref('stg_normalised__declared_products') }}
    where product_no = 1
),

with_indicators as (
    select
        source,
        fetched_on,
        record_id
    from {{ ref('stg_normalised__declared_indicators') }}
    where row_no = 1 and part_no = 1
)

select
    numbered.content_no,
    numbered.declaration_id,
    numbered.source_order,
    numbered.first_source,
    numbered.first_observed_on,
    numbered.held_until,
    revised.declaration_id is not null as is_revised,
    declarations.source,
    declarations.fetched_on,
    declarations.record_id,
    declarations.digest,
    declarations.raw_path,
    declarations.raw_sha256,
    declarations.enterprise_id,
    declarations.uscc,
    declarations.org_name,
    declarations.division_code,
    declarations.province_code,
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
    with_products.record_id is not null as has_products,
    with_indicators.record_id is not null as has_indicators
from declarations
inner join numbered
    on
        declarations.source = numbered.source
        and declarations.fetched_on = numbered.fetched_on
        and declarations.record_id = numbered.record_id
left join revised on numbered.declaration_id = revised.declaration_id
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
left join with_products
    on
        declarations.source = with_products.source
        and declarations.fetched_on = with_products.fetched_on
        and declarations.record_id = with_products.record_id
left join with_indicators
    on
        declarations.source = with_indicators.source
        and declarations.fetched_on = with_indicators.fetched_on
        and declarations.record_id = with_indicators.record_id
