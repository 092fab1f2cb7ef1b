{{ config(materialized = 'view') }}

with banded as (
    select *
    from {{ ref('int_core_indicators__levelled') }}
    where is_banded
),

failing as (
    -- where a score is not made of levels only what fails counts, which is little, and found by its obstacle
    select *
    from {{ ref('int_core_indicators__levelled') }}
    where not is_banded and obstacle is not null and reason_code is not null
),

counted as (
    select
        scheme_product_no,
        version_no,
        level,
        reason_code
    from banded

    union all

    select
        scheme_product_no,
        version_no,
        level,
        reason_code
    from failing
)

select
    scheme_product_no,
    version_no,
    -- the worst core indicator decides (domain.md §4); a missing one excludes, it never improves a level
    case when count(level) = count(*) then max(level) end as level,
    count(*) filter (where reason_code is not null) as failed_count
from counted
group by scheme_product_no, version_no
