with candidates as (select * from {{ ref('int_boards__candidates') }}),

limits as (select * from {{ ref('int_boards__limited') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

compared as (
    select
        candidates.board_no,
        candidates.version_no,
        {{ is_worse('limits.better', 'levelled.value', 'limits.limit_value') }} as is_worse,
        {{ beats('limits.better', 'levelled.value', 'levelled.is_inclusive', 'limits.limit_value') }} as is_better,
        limits.limit_text
    from candidates
    inner join limits
        on candidates.board_no = limits.board_no and candidates.category_set = limits.category_set
    inner join levelled
        on
            limits.scheme_indicator_no = levelled.scheme_indicator_no
            and candidates.version_no = levelled.version_no
    where levelled.value is not null
)

select
    board_no,
    version_no,
    count(*) as compared_count,
    count(*) filter (where is_better) as better_count,
    count(*) filter (where is_worse) as worse_count,
    -- one that is not exceeded is enough to show why nothing is stricter
    min(limit_text) filter (where not is_better) as unmet_text,
    {{ joined_texts('limit_text', '；', 'limit_text', condition='is_worse') }} as worse_text
from compared
group by board_no, version_no
