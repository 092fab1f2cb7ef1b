{{ config(materialized = 'view') }}

with levelled as (select * from {{ ref('int_core_indicators__levelled') }})

select
    scheme_product_no,
    version_no,
    -- the worst core indicator decides (domain.md §4); a missing one excludes, it never improves a level
    case when count(level) = count(*) then max(level) end as level,
    count(*) filter (where reason_code is not null) as failed_count
from levelled
-- where a score is not made of levels only what fails counts, which is little
where level is not null or reason_code is not null
group by scheme_product_no, version_no
