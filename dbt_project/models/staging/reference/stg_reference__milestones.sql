select
    programme,
    year,
    milestone_code,
    what_zh,
    starts_on,
    due_on,
    is_closing,
    by_whom,
    place
from {{ reference('milestones') }}
