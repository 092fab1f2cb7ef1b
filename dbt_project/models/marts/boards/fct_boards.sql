with boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }}),

candidates as (select * from {{ ref('int_boards__candidates') }}),

entries as (select * from {{ ref('int_entries__ranked') }}),

lists as (select * from {{ ref('int_entry_indicators__listed') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

counted as (
    select
        candidates.board_no,
        {{ row_count() }} as candidate_count,
        -- one source that had to be reconstructed makes the whole board so
        bool_or(candidates.is_reconstructed) as is_reconstructed
    from candidates
    group by candidates.board_no
),

watched as (
    select
        board_no,
        bool_or(observed_until is null) filter (where is_enabled) as is_unseen,
        bool_or(is_reconstructed) filter (where is_enabled) as is_reconstructed
    from observed
    group by board_no
),

hashed as (
    select
        board_no,
        {{ row_count() }} as entry_count,
        {{ sha256_hex(joined_texts(
            "declaration_id || ' ' || cast(rank as varchar) || ' '
                || coalesce(cast(level as varchar), '') || ' ' || coalesce(cast(score as varchar), '')",
            ';', 'declaration_id asc nulls last'
        )) }} as digest
    from entries
    group by board_no
),

core_names as (
    select
        boards.board_no,
        {{ joined_texts('indicators.name_zh', '、', 'indicators.position asc nulls last') }} as names_text
    from boards
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    group by boards.board_no
),

unlisted as (
    select
        boards.board_no,
        {{ joined_texts(
            "indicators.name_zh || coalesce('（' || " ~ level_zh('lists.level') ~ " || '）', '')",
            '、', 'indicators.position asc nulls last'
        ) }} as names_text
    from boards
    inner join lists on boards.board_no = lists.board_no
    inner join indicators on lists.scheme_indicator_no = indicators.scheme_indicator_no
    where not lists.is_listed
    group by boards.board_no
)

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    boards.year,
    boards.scheme_id,
    boards.scheme_version,
    boards.method,
    boards.evidence,
    boards.cut_off_on,
    boards.declared_until,
    'computed' as state,
    boards.last_fetched_on <= boards.cut_off_on or coalesce(watched.is_unseen, true) as is_provisional,
    case
        when coalesce(counted.is_reconstructed, watched.is_reconstructed, true) then 'reconstructed'
        else 'observed'
    end as knowledge,
    coalesce(counted.candidate_count, 0) as candidate_count,
    coalesce(hashed.entry_count, 0) as entry_count,
    coalesce(hashed.digest, {{ sha256_hex("''") }}) as digest,
    '按核心指标（' || coalesce(core_names.names_text, '无') || '）分档评价，各档界值含本数，总体水平取最差一项，同档不分先后。'
    || coalesce('全部处于同一档、不单独列榜的指标：' || unlisted.names_text || '。', '')
    || case when boards.evidence = 'example' then '本方案含示例数值，不得用于发布。' else '' end as note
from boards
left join watched on boards.board_no = watched.board_no
left join counted on boards.board_no = counted.board_no
left join hashed on boards.board_no = hashed.board_no
left join core_names on boards.board_no = core_names.board_no
left join unlisted on boards.board_no = unlisted.board_no
