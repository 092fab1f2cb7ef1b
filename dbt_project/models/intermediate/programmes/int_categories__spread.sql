with declarations as (select * from {{ ref('int_category_declarations__standing') }}),

measured as (select * from {{ ref('int_declared_bounds__measured') }}),

quartiles as (
    select
        declarations.product_category,
        measured.indicator_code,
        measured.test_method,
        count(*) as declaration_count,
        -- values that somebody declared, none between two of them
        percentile_disc(0.25) within group (order by measured.leniency) as low_quartile,
        percentile_disc(0.5) within group (order by measured.leniency) as middle,
        percentile_disc(0.75) within group (order by measured.leniency) as high_quartile
    from declarations
    inner join measured on declarations.version_no = measured.version_no
    group by declarations.product_category, measured.indicator_code, measured.test_method
    -- our reading: of fewer than three a spread says nothing
    having count(*) >= 3
)

-- an indicator by the method that most declare it by: other methods do not compare
select
    product_category,
    indicator_code,
    (high_quartile - low_quartile) / nullif(abs(middle), 0) as spread
from quartiles
qualify
    row_number() over (
        partition by product_category, indicator_code
        order by declaration_count desc nulls last, test_method asc nulls last
    ) = 1
