-- ranks on the other indicators alone: how much hangs on a single one
with entries as (select * from {{ ref('int_entries__sized') }}),

by_weights as (select * from {{ ref('int_entries__by_weights') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

remaining as (
    -- an indicator that has no weight does not count
    select
        omitted.scheme_product_no,
        omitted.aggregate,
        omitted.scheme_indicator_no,
        {{ by_position(
            'max(indicators.weight) filter (where indicators.position = {0}'
            ~ ' and indicators.scheme_indicator_no <> omitted.scheme_indicator_no) as weight_{0}'
        ) | join(',\n        ') }}
    from indicators as omitted
    inner join indicators on omitted.scheme_product_no = indicators.scheme_product_no
    where omitted.method = 'weighted'
    group by omitted.scheme_product_no, omitted.aggregate, omitted.scheme_indicator_no
),

weighted as (
    select
        entries.board_no,
        entries.version_no,
        remaining.scheme_indicator_no,
        remaining.aggregate,
        {{ by_position('remaining.weight_{0}, by_weights.normalised_{0}') | join(', ') }}
    from entries
    inner join by_weights
        on entries.board_no = by_weights.board_no and entries.version_no = by_weights.version_no
    inner join remaining on entries.scheme_product_no = remaining.scheme_product_no
),

weighed as (
    {{ weighted_scores('weighted', ['board_no', 'version_no', 'scheme_indicator_no']) }}
),

summed as (
    select
        entries.board_no,
        entries.version_no,
        omitted.scheme_indicator_no,
        {{ settled(exact_sum('pointed.points')) }} as score
    from entries
    inner join indicators as omitted on entries.scheme_product_no = omitted.scheme_product_no
    inner join pointed
        on
            entries.scheme_product_no = pointed.scheme_product_no
            and entries.version_no = pointed.version_no
            and omitted.scheme_indicator_no <> pointed.scheme_indicator_no
    group by entries.board_no, entries.version_no, omitted.scheme_indicator_no
),

scored as (
    select
        board_no,
        version_no,
        scheme_indicator_no,
        score
    from weighed
    -- with it alone there is nothing left to rank by
    where weight_sum is not null

    union all

    select
        board_no,
        version_no,
        scheme_indicator_no,
        score
    from summed
),

ranked as (
    select
        scored.board_no,
        scored.version_no,
        scored.scheme_indicator_no,
        entries.rank as rank_with_all,
        cast(rank() over (
            partition by scored.board_no, scored.scheme_indicator_no
            order by case when not entries.is_vetoed then -scored.score end asc nulls last
        ) as integer) as rank
    from scored
    inner join entries on scored.board_no = entries.board_no and scored.version_no = entries.version_no
),

decisive as (
    select *
    from ranked
    qualify
        row_number() over (
            partition by board_no, version_no
            order by abs(rank - rank_with_all) desc nulls last, scheme_indicator_no asc nulls last
        ) = 1
),

ends as (
    select
        board_no,
        version_no,
        min(rank) as rank_best,
        max(rank) as rank_worst
    from ranked
    group by board_no, version_no
)

select
    ends.board_no,
    ends.version_no,
    ends.rank_best,
    ends.rank_worst,
    -- none where leaving any one out moves nothing
    case when decisive.rank <> decisive.rank_with_all then decisive.scheme_indicator_no end as decisive_indicator_no
from ends
inner join decisive on ends.board_no = decisive.board_no and ends.version_no = decisive.version_no
