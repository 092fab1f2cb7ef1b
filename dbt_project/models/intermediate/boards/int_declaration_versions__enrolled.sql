with versions as (select * from {{ ref('int_declarations__versioned') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

categories as (select * from {{ ref('int_product_categories__declared') }}),

category_sets as (select * from {{ ref('int_category_sets__declared') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }}),

products as (select * from {{ ref('int_scheme_products__numbered') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

listed as (
    -- children of a scheme's category stand under the category that the scheme names
    select
        categories.content_no,
        products.scheme_product_no,
        bool_or(categories.has_model) as has_model
    from categories
    inner join ancestors on categories.product_category = ancestors.product_category
    inner join products on ancestors.ancestor_category = products.product_category
    group by categories.content_no, products.scheme_product_no
)

select
    listed.scheme_product_no,
    versions.version_no,
    versions.declaration_id,
    versions.version,
    versions.observed_from,
    versions.observed_to,
    versions.first_observed_on,
    versions.first_source,
    category_sets.category_set,
    listed.has_model,
    contents.enterprise_id,
    contents.standard_kind,
    contents.standard_no,
    contents.standard_no_raw,
    contents.is_well_formed,
    contents.published_at,
    contents.published_on,
    contents.status,
    disclosed.source as indicator_source
from listed
inner join versions on listed.content_no = versions.products_content_no
inner join contents on versions.attributes_content_no = contents.content_no
inner join category_sets on listed.content_no = category_sets.content_no
left join disclosed on versions.version_no = disclosed.version_no
