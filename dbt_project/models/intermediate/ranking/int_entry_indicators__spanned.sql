with given as (select * from {{ ref('int_entry_indicators__given') }})

select
    board_no,
    scheme_indicator_no,
    min(place_value) as best_place_value,
    max(place_value) as worst_place_value,
    -- an indicator on which all stand in one band, or on one step, gets no list of its own
    min(place_value) < max(place_value) as is_listed
from given
group by board_no, scheme_indicator_no
