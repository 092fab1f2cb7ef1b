with candidates as (select * from {{ ref('int_boards__candidates') }}),

limits as (select * from {{ ref('int_boards__limited') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

compared as (
    select
        candidates.board_no,
        candidates.declaration_id,
        {{ is_worse('limits.better', 'levelled.value', 'limits.limit_value') }} as is_worse,
        {{ beats('limits.better', 'levelled.value', 'levelled.is_inclusive', 'limits.limit_value') }} as is_better,
        limits.limit_text
    from candidates
    inner join limits
        on candidates.board_no = limits.board_no and candidates.category_set = limits.category_set
    inner join levelled
        on
            candidates.scheme_id = levelled.scheme_id
            and candidates.scheme_version = levelled.scheme_version
            and candidates.product_category = levelled.product_category
            and candidates.declaration_id = levelled.declaration_id
            and candidates.version = levelled.version
            and limits.indicator_code = levelled.indicator_code
    where levelled.value is not null
)

select
    board_no,
    declaration_id,
    count(*) as compared_count,
    count(*) filter (where is_better) as better_count,
    count(*) filter (where is_worse) as worse_count,
    {{ joined_texts('limit_text', '；', 'limit_text asc nulls last') }} filter (where is_worse) as worse_text
from compared
group by board_no, declaration_id
