select
    draw_no,
    position,
    weight_factor,
    threshold_factor
from {{ reference('robustness_draws') }}
