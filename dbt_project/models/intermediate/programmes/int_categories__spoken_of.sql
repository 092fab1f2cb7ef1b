with feedback as (select * from {{ ref('fct_consumer_feedback') }}),

categories as (select * from {{ ref('stg_reference__product_categories') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }}),

schemes as (select * from {{ ref('stg_reference__schemes') }}),

scheme_products as (select * from {{ ref('stg_reference__scheme_products') }}),

months as (
    select
        field_name,
        month,
        max(field_code) as field_code,
        max(field_feedback_count) as feedback_count
    from feedback
    group by field_name, month
),

fields as (
    select
        field_name,
        max(field_code) as field_code,
        sum(feedback_count) as feedback_count
    from months
    group by field_name
),

named as (
    -- what consumers call a field is a category's name, or a field whose schemes name its categories
    select
        fields.field_name,
        categories.product_category
    from fields
    inner join categories on fields.field_name = categories.name_zh

    union

    select
        fields.field_name,
        scheme_products.product_category
    from fields
    inner join schemes on fields.field_code = schemes.field_code
    inner join scheme_products
        on schemes.scheme_id = scheme_products.scheme_id and schemes.scheme_version = scheme_products.scheme_version
),

covering as (
    select
        ancestors.ancestor_category as product_category,
        named.field_name
    from named
    inner join ancestors on named.product_category = ancestors.product_category
    group by ancestors.ancestor_category, named.field_name
)

select
    covering.product_category,
    cast(sum(fields.feedback_count) as bigint) as feedback_count
from covering
inner join fields on covering.field_name = fields.field_name
group by covering.product_category
