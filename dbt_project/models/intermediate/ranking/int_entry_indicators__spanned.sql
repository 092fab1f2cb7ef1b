with given as (
    select *
    from {{ ref('int_entry_indicators__given') }}
    where method <> 'weighted'
),

entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where method = 'weighted' and reason_code is null
),

weighed as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
),

weighed_ends as (
    -- side by side, before each indicator gets a row of its own
    select
        board_no,
        scheme_product_no,
        {{ by_position('min(normalised_{0}) as least_{0}, max(normalised_{0}) as greatest_{0}') | join(',\n        ') }}
    from entries
    group by board_no, scheme_product_no
),

ends as (
    select
        board_no,
        scheme_indicator_no,
        min(place_value) as best_place_value,
        max(place_value) as worst_place_value
    from given
    group by board_no, scheme_indicator_no

    union all

    select
        weighed_ends.board_no,
        weighed.scheme_indicator_no,
        -{{ at_position('weighed.position', 'weighed_ends.greatest_{0}') }} as best_place_value,
        -{{ at_position('weighed.position', 'weighed_ends.least_{0}') }} as worst_place_value
    from weighed_ends
    inner join weighed on weighed_ends.scheme_product_no = weighed.scheme_product_no
)

select
    board_no,
    scheme_indicator_no,
    best_place_value,
    worst_place_value,
    -- an indicator on which all stand in one band, or on one step, gets no list of its own
    best_place_value < worst_place_value as is_listed
from ends
where best_place_value is not null
