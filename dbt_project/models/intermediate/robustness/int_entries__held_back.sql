-- bands: the indicators that keep an entry on its level, and how far each is from the next better one
with entries as (select * from {{ ref('int_entries__ranked') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and is_banded
),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

grades as (select * from {{ ref('stg_reference__scheme_grades') }}),

reached as (
    select
        entries.board_no,
        entries.version_no,
        entries.level as entry_level,
        levelled.value,
        levelled.is_inclusive,
        levelled.grade,
        levelled.level,
        indicators.*,
        -- the next better level that the scheme gives a threshold for
        case
            {%- for level in [2, 1] %}
            when
                levelled.level > {{ level }}
                and coalesce(indicators.threshold_{{ level }}, indicators.grade_position_{{ level }}) is not null
                then {{ level }}
            {%- endfor %}
        end as next_level
    from entries
    inner join levelled
        on entries.scheme_product_no = levelled.scheme_product_no and entries.version_no = levelled.version_no
    inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
),

distanced as (
    select
        reached.*,
        reached.level = reached.entry_level and reached.entry_level > 1 as holds_back,
        case reached.next_level
            {%- for level in [1, 2] %}
            when {{ level }} then coalesce(reached.threshold_{{ level }}, reached.grade_position_{{ level }})
            {%- endfor %}
        end as next_threshold
    from reached
),

described as (
    select
        distanced.*,
        round(abs(distanced.value - distanced.next_threshold), 9) as gap,
        distanced.name_zh || ' '
        || coalesce(
            '等级 ' || distanced.grade,
            {{ bound_text('distanced.direction', 'distanced.value', 'distanced.is_inclusive', 'distanced.unit') }}
        )
        || case
            when distanced.next_level is null then '，方案没有更高的水平'
            when distanced.better = 'best_first'
                then
                    '，距' || {{ level_zh('distanced.next_level') }} || '（等级 ' || grades.grade || '）差 '
                    || {{ number_text('abs(distanced.value - distanced.next_threshold)') }} || ' 级'
            else
                '，距' || {{ level_zh('distanced.next_level') }} || '（'
                || {{ bound_text('distanced.direction', 'distanced.next_threshold', 'true', 'distanced.unit') }}
                || '）差 ' || {{ number_text('round(abs(distanced.value - distanced.next_threshold), 9)') }}
                || coalesce(' ' || distanced.unit, '')
        end as said
    from distanced
    left join grades
        on
            distanced.scheme_id = grades.scheme_id
            and distanced.scheme_version = grades.scheme_version
            and distanced.indicator_code = grades.indicator_code
            and case when distanced.better = 'best_first' then cast(distanced.next_threshold as integer) end
            = grades.position
)

select
    board_no,
    version_no,
    {{ joined_texts('indicator_code', ';', 'position', condition='holds_back') }} as held_by,
    {{ joined_texts('said', '；', 'position', condition='holds_back') }} as held_text,
    -- what the entry would stand on if each of them reached its next level
    case
        when bool_or(holds_back) and not bool_or(holds_back and next_level is null)
            then max(case when holds_back then next_level else level end)
    end as next_level,
    max(case when holds_back and better <> 'best_first' and next_threshold <> 0 then gap / abs(next_threshold) end)
        as gap_share
from described
group by board_no, version_no
