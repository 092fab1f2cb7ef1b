{{ config(materialized = 'view') }}

with entries as (
    select
        scheme_product_no,
        version_no
    from {{ ref('int_entries__ranked') }}
    group by scheme_product_no, version_no
),

versions as (select * from {{ ref('int_declarations__versioned') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

products as (select * from {{ ref('stg_normalised__declared_products') }}),

matches as (select * from {{ ref('stg_reference__product_matches') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }}),

scheme_products as (select * from {{ ref('int_scheme_products__numbered') }}),

models as (
    -- of the board's category and those below it: another product of the same declaration is not ranked here
    select
        entries.scheme_product_no,
        entries.version_no,
        products.model,
        min(products.product_no) as product_no
    from entries
    inner join scheme_products on entries.scheme_product_no = scheme_products.scheme_product_no
    inner join ancestors on scheme_products.product_category = ancestors.ancestor_category
    inner join versions on entries.version_no = versions.version_no
    inner join contents on versions.products_content_no = contents.content_no
    inner join products
        on
            contents.source = products.source
            and contents.fetched_on = products.fetched_on
            and contents.record_id = products.record_id
    inner join matches
        on
            ancestors.product_category = matches.product_category
            and products.category_text is not distinct from matches.category_text
            and products.product_name is not distinct from matches.product_name
    where products.model is not null
    group by entries.scheme_product_no, entries.version_no, products.model
)

select
    scheme_product_no,
    version_no,
    {{ joined_texts('model', '、', ['product_no', 'model']) }} as models_text
from models
group by scheme_product_no, version_no
