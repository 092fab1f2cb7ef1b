{#-
    A view, like fct_eligibility: the release stores it, and once is enough. Names without the database's, because the
    release reads it under another.
-#}
{{ config(materialized = 'view') }}

with versions as (select * from {{ ref('int_declarations__versioned').include(database = false) }}),

contents as (select * from {{ ref('int_record_contents__compared').include(database = false) }}),

products as (select * from {{ ref('stg_normalised__declared_products').include(database = false) }}),

matches as (select * from {{ ref('stg_reference__product_matches').include(database = false) }}),

categories as (select * from {{ ref('stg_reference__product_categories').include(database = false) }}),

current_contents as (
    select
        versions.declaration_id,
        contents.source,
        contents.fetched_on,
        contents.record_id
    from versions
    inner join contents on versions.products_content_no = contents.content_no
    where versions.observed_to is null
)

select
    current_contents.declaration_id,
    products.product_no,
    products.product_name,
    products.product_name_raw,
    products.generic_name,
    matches.product_category,
    matches.match as category_match,
    matches.candidates as category_candidates,
    products.category_text,
    products.spec,
    products.model,
    products.brand,
    products.barcode,
    categories.industry_code
from products
inner join current_contents
    on
        products.source = current_contents.source
        and products.fetched_on = current_contents.fetched_on
        and products.record_id = current_contents.record_id
left join matches
    on
        products.category_text is not distinct from matches.category_text
        and products.product_name is not distinct from matches.product_name
left join categories on matches.product_category = categories.product_category
