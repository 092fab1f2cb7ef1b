{{ config(materialized = var('widely_read_as')) }}

with by_bands as (select * from {{ ref('int_entries__by_bands') }}),

by_points as (select * from {{ ref('int_entries__by_points') }}),

by_weights as (select * from {{ ref('int_entries__by_weights') }}),

products as (select * from {{ ref('int_scheme_products__numbered') }}),

cut_offs as (select * from {{ ref('stg_reference__scheme_cut_offs') }}),

ranges as (
    -- each score lies in one level: from its cut-off, which it includes, up to the cut-off of the level above
    select
        products.scheme_product_no,
        cut_offs.level,
        cut_offs.cut_off,
        lag(cut_offs.cut_off) over (
            partition by products.scheme_product_no order by cut_offs.level asc nulls last
        ) as next_cut_off
    from products
    inner join cut_offs
        on products.scheme_id = cut_offs.scheme_id and products.scheme_version = cut_offs.scheme_version
),

scored as (
    select
        board_no,
        scheme_product_no,
        version_no,
        declaration_id,
        score,
        cast(null as double) as weight_sum,
        {{ by_position('cast(null as double) as normalised_{0}') | join(', ') }},
        is_vetoed
    from by_points

    union all

    select
        board_no,
        scheme_product_no,
        version_no,
        declaration_id,
        score,
        weight_sum,
        {{ by_position('normalised_{0}') | join(', ') }},
        false as is_vetoed
    from by_weights
),

levelled as (
    select
        scored.*,
        products.method,
        products.lowest_level,
        case
            when scored.score is null then null
            -- whatever its score; below the last cut-off lies one level more
            when scored.is_vetoed then products.level_count
            else coalesce(ranges.level, products.level_count)
        end as level
    from scored
    inner join products on scored.scheme_product_no = products.scheme_product_no
    left join ranges
        on
            scored.scheme_product_no = ranges.scheme_product_no
            and scored.score >= ranges.cut_off
            and scored.score < coalesce(ranges.next_cut_off, cast('infinity' as double))
)

select
    'bands' as method,
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    level,
    cast(null as double) as score,
    cast(null as double) as weight_sum,
    {{ by_position('cast(null as double) as normalised_{0}') | join(', ') }},
    false as is_vetoed,
    -- within a band there is no order
    cast(level as double) as place_value,
    cast(null as varchar) as reason_code
from by_bands

union all

select
    method,
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    level,
    score,
    weight_sum,
    {{ by_position('normalised_{0}') | join(', ') }},
    is_vetoed,
    -- the highest score first; a vetoed entry has no place of its own and comes after all that have
    case when not is_vetoed then -score end as place_value,
    case
        when score is null then 'no_score'
        when level > lowest_level then 'below_lowest_level'
    end as reason_code
from levelled
