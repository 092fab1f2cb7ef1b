with categories as (select * from {{ ref('int_product_categories__declared') }})

select
    content_no,
    {{ joined_texts('product_category', ';', 'product_category asc nulls last') }} as category_set
from categories
group by content_no
