select
    source,
    fetched_on,
    record_id,
    indicator_code,
    word
from {{ normalised('feedback_words') }}
