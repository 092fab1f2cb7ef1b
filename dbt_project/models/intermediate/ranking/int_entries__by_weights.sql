{{ config(materialized = 'view') }}

with judged as (
    select *
    from {{ ref('int_candidates__judged') }}
    where is_admitted
),

products as (
    select *
    from {{ ref('int_scheme_products__numbered') }}
    where method = 'weighted'
),

normalised as (select * from {{ ref('int_entry_indicators__normalised') }}),

sums as (
    select
        board_no,
        version_no,
        min(normalised) as lowest,
        {{ exact_sum('weight') }} as weights,
        {{ exact_sum("
            case
                when aggregate = 'arithmetic' then weight * normalised
                when normalised > 0 then weight * ln(normalised)
            end
        ") }} as total
    from normalised
    group by board_no, version_no
),

weighed as (
    select
        judged.board_no,
        judged.scheme_product_no,
        judged.version_no,
        judged.declaration_id,
        products.aggregate,
        sums.lowest,
        sums.total,
        -- 1, unless a value is missing and the scheme spreads its weight over what is there
        {{ settled('sums.weights') }} as weight_sum
    from judged
    inner join products on judged.scheme_product_no = products.scheme_product_no
    left join sums on judged.board_no = sums.board_no and judged.version_no = sums.version_no
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    weight_sum,
    case
        when aggregate = 'arithmetic' then {{ settled('total / weight_sum') }}
        -- a product with a zero is zero; one with a negative value means nothing
        when lowest = 0 then 0.0
        when lowest > 0 then {{ settled('exp(total / weight_sum)') }}
    end as score
from weighed
