-- ranks under weights and thresholds that differ a little from the scheme's: a report beside the rank, never the rank
with entries as (select * from {{ ref('int_entries__sized') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

draws as (select * from {{ ref('stg_reference__robustness_draws') }}),

compared as (select * from {{ ref('int_core_indicators__compared') }}),

by_weights as (select * from {{ ref('int_entries__by_weights') }}),

steps as (select * from {{ ref('stg_reference__scheme_point_steps') }}),

drawn as (
    select
        indicators.scheme_product_no,
        indicators.aggregate,
        draws.draw_no,
        {{ by_position(
            'max(indicators.weight * draws.weight_factor) filter (where indicators.position = {0}) as weight_{0}'
        ) | join(',\n        ') }}
    from indicators
    inner join draws on indicators.position = draws.position
    where indicators.method = 'weighted'
    group by indicators.scheme_product_no, indicators.aggregate, draws.draw_no
),

weighted as (
    select
        entries.board_no,
        entries.version_no,
        drawn.draw_no,
        drawn.aggregate,
        {{ by_position('drawn.weight_{0}, by_weights.normalised_{0}') | join(', ') }}
    from entries
    inner join by_weights
        on entries.board_no = by_weights.board_no and entries.version_no = by_weights.version_no
    inner join drawn on entries.scheme_product_no = drawn.scheme_product_no
),

weighed as (
    {{ weighted_scores('weighted', ['board_no', 'version_no', 'draw_no']) }}
),

stepped as (
    select
        entries.board_no,
        entries.version_no,
        draws.draw_no,
        -- who reaches no step gets nothing for it; steps with more points ask for more
        coalesce(
            max(steps.points * draws.weight_factor) filter (
                where {{ leniency('indicators.direction', 'compared.value') }}
                <= {{ leniency('indicators.direction', 'round(steps.bound * draws.threshold_factor, 9)') }}
            ),
            0
        ) as points
    from entries
    inner join indicators on entries.scheme_product_no = indicators.scheme_product_no
    inner join compared
        on indicators.scheme_indicator_no = compared.scheme_indicator_no and entries.version_no = compared.version_no
    inner join steps
        on
            indicators.scheme_id = steps.scheme_id
            and indicators.scheme_version = steps.scheme_version
            and indicators.indicator_code = steps.indicator_code
    inner join draws on indicators.position = draws.position
    where indicators.method = 'points'
    group by entries.board_no, entries.version_no, draws.draw_no, indicators.scheme_indicator_no
),

pointed as (
    select
        board_no,
        version_no,
        draw_no,
        {{ settled(exact_sum('points')) }} as score
    from stepped
    group by board_no, version_no, draw_no
),

scored as (
    select
        board_no,
        version_no,
        draw_no,
        score
    from weighed

    union all

    select
        board_no,
        version_no,
        draw_no,
        score
    from pointed
),

ranked as (
    select
        scored.board_no,
        scored.version_no,
        rank() over (
            partition by scored.board_no, scored.draw_no
            -- who is vetoed stays last under every draw
            order by case when not entries.is_vetoed then -scored.score end asc nulls last
        ) as rank
    from scored
    inner join entries on scored.board_no = entries.board_no and scored.version_no = entries.version_no
)

select
    board_no,
    version_no,
    {{ row_count() }} as draw_count,
    cast(percentile_disc(0.05) within group (order by rank) as integer) as rank_p05,
    cast(percentile_disc(0.95) within group (order by rank) as integer) as rank_p95
from ranked
group by board_no, version_no
