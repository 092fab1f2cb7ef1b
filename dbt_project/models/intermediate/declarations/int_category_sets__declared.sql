with categories as (select * from {{ ref('int_product_categories__declared') }}),

counted as (
    select
        content_no,
        min(product_category) as first_category,
        count(*) as category_count
    from categories
    group by content_no
),

several as (
    select
        categories.content_no,
        {{ joined_texts('product_category', ';', 'product_category') }} as category_set
    from categories
    inner join counted on categories.content_no = counted.content_no
    where counted.category_count > 1
    group by categories.content_no
)

select
    content_no,
    first_category as category_set
from counted
where category_count = 1

union all

select
    content_no,
    category_set
from several
