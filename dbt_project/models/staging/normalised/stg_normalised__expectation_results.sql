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
from {{ normalised('expectation_results') }}
