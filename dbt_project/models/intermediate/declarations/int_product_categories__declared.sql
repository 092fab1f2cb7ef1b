with contents as (select * from {{ ref('int_record_contents__compared') }}),

products as (select * from {{ ref('stg_normalised__declared_products') }}),

matches as (select * from {{ ref('stg_reference__product_matches') }})

select
    contents.content_no,
    matches.product_category,
    bool_or(products.model is not null) as has_model
from products
inner join contents
    on
        products.source = contents.source
        and products.fetched_on = contents.fetched_on
        and products.record_id = contents.record_id
inner join matches
    on
        products.category_text is not distinct from matches.category_text
        and products.product_name is not distinct from matches.product_name
where matches.product_category is not null
group by contents.content_no, matches.product_category
