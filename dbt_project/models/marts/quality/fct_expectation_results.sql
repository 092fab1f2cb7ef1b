with results as (select * from {{ ref('stg_normalised__expectation_results') }})

select
    run_on,
    suite,
    expectation,
    subject,
    severity,
    success,
    element_count,
    unexpected_count,
    observed,
    message,
    seconds
from results
