-- ranks on the other indicators alone: how much hangs on a single one
with entries as (select * from {{ ref('int_entries__sized') }}),

normalised as (select * from {{ ref('int_entry_indicators__normalised') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

weighed as (
    select
        entries.board_no,
        entries.version_no,
        omitted.scheme_indicator_no,
        {{ weighted_score('normalised.aggregate', 'normalised.weight', 'normalised.normalised') }} as score
    from entries
    inner join indicators as omitted on entries.scheme_product_no = omitted.scheme_product_no
    inner join normalised
        on
            entries.board_no = normalised.board_no
            and entries.version_no = normalised.version_no
            and omitted.scheme_indicator_no <> normalised.scheme_indicator_no
    group by entries.board_no, entries.version_no, omitted.scheme_indicator_no, normalised.aggregate
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
    select * from weighed
    union all
    select * from summed
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
