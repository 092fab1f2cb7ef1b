with entries as (select * from {{ ref('int_entries__ranked') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

perturbed as (select * from {{ ref('int_entries__perturbed') }}),

left_out as (select * from {{ ref('int_entries__left_one_out') }}),

held as (select * from {{ ref('int_entries__held_back') }}),

breaking as (select * from {{ ref('int_entries__breaking') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    entries.rank,
    entries.level,
    cast(perturbed.draw_count as integer) as draw_count,
    perturbed.rank_p05,
    perturbed.rank_p95,
    left_out.rank_best as rank_best_without_one,
    left_out.rank_worst as rank_worst_without_one,
    indicators.indicator_code as decisive_indicator_code,
    held.held_by,
    held.held_text,
    held.next_level,
    held.gap_share,
    breaking.breaks_on,
    breaking.rule_ids as breaks_rule_ids,
    breaking.breaks_text
from entries
inner join boards on entries.board_no = boards.board_no
{%- for part in ['perturbed', 'left_out', 'held', 'breaking'] %}
left join {{ part }} on entries.board_no = {{ part }}.board_no and entries.version_no = {{ part }}.version_no
{%- endfor %}
left join indicators on left_out.decisive_indicator_no = indicators.scheme_indicator_no
