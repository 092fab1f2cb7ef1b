with declarations as (select * from {{ ref('fct_declarations') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

products as (select * from {{ ref('fct_declared_products') }}),

ancestors as (select * from {{ ref('stg_reference__category_ancestors') }})

-- what stands declared in a category or below it
select
    ancestors.ancestor_category as product_category,
    declarations.declaration_id,
    declarations.version,
    versions.version_no,
    declarations.enterprise_id,
    declarations.published_on
from declarations
inner join versions
    on declarations.declaration_id = versions.declaration_id and declarations.version = versions.version
inner join products on declarations.declaration_id = products.declaration_id
inner join ancestors on products.product_category = ancestors.product_category
where declarations.status = 'in_force' and not declarations.is_gone
group by
    ancestors.ancestor_category,
    declarations.declaration_id,
    declarations.version,
    versions.version_no,
    declarations.enterprise_id,
    declarations.published_on
