with scaled as (select * from {{ ref('int_boards__scaled') }}),

admitted as (select * from {{ ref('int_candidates__admitted') }}),

valued as (select * from {{ ref('int_declaration_versions__valued') }}),

candidates as (
    -- before the lists of the boards come in, which would be carried through the join with every row
    select
        admitted.board_no,
        admitted.scheme_product_no,
        admitted.version_no,
        admitted.declaration_id,
        valued.compared_values
    from admitted
    left join valued
        on admitted.scheme_product_no = valued.scheme_product_no and admitted.version_no = valued.version_no
    where admitted.board_no in (select scaled.board_no from scaled)
),

normalised as (
    select
        candidates.board_no,
        candidates.scheme_product_no,
        candidates.version_no,
        candidates.declaration_id,
        scaled.aggregate,
        scaled.weights,
        case
            when scaled.normalise = 'none' then candidates.compared_values
            when scaled.is_capped then {{ goalpost_values('candidates.compared_values', 'scaled', is_capped=true) }}
            else {{ goalpost_values('candidates.compared_values', 'scaled', is_capped=false) }}
        end as normalised
    from candidates
    inner join scaled on candidates.board_no = scaled.board_no
),

weighed as (
    {{ weighted_scores(
        'normalised', ['board_no', 'scheme_product_no', 'version_no', 'declaration_id', 'normalised']
    ) }}
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    normalised,
    -- 1, unless a value is missing and the scheme spreads its weight over what is there
    weight_sum,
    score
from weighed
