with scaled as (select * from {{ ref('int_boards__scaled') }}),

admitted as (select * from {{ ref('int_candidates__admitted') }}),

valued as (select * from {{ ref('int_declaration_versions__valued') }}),

candidates as (
    -- before the columns of the boards come in, which would be carried through the join with every row
    select
        admitted.board_no,
        admitted.scheme_product_no,
        admitted.version_no,
        admitted.declaration_id,
        {{ by_position('valued.value_{0}') | join(', ') }}
    from admitted
    left join valued
        on admitted.scheme_product_no = valued.scheme_product_no and admitted.version_no = valued.version_no
),

normalised as (
    select
        candidates.board_no,
        candidates.scheme_product_no,
        candidates.version_no,
        candidates.declaration_id,
        scaled.aggregate,
        {{ by_position('scaled.weight_{0}') | join(', ') }},
        {{ by_position(normalised_value('candidates', 'scaled') ~ ' as normalised_{0}') | join(',\n        ') }}
    from candidates
    inner join scaled on candidates.board_no = scaled.board_no
),

weighed as (
    {{ weighted_scores(
        'normalised',
        ['board_no', 'scheme_product_no', 'version_no', 'declaration_id'] + by_position('normalised_{0}')
    ) }}
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    {{ by_position('normalised_{0}') | join(', ') }},
    -- 1, unless a value is missing and the scheme spreads its weight over what is there
    weight_sum,
    score
from weighed
