{#-
    A view, like fct_eligibility: the release stores it, and once is enough. Names without the database's, because the
    release reads it under another.
-#}
{{ config(materialized = 'view') }}

with candidates as (select * from {{ ref('int_boards__candidates').include(database = false) }}),

boards as (select * from {{ ref('int_boards__scheduled').include(database = false) }}),

indicators as (select * from {{ ref('int_scheme_indicators__described').include(database = false) }}),

levelled as (select * from {{ ref('int_core_indicators__levelled').include(database = false) }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    candidates.declaration_id,
    indicators.indicator_code,
    candidates.version,
    levelled.row_no,
    levelled.part_no,
    levelled.value,
    levelled.is_inclusive,
    levelled.grade,
    indicators.unit,
    levelled.level,
    levelled.reason_code
from candidates
inner join boards on candidates.board_no = boards.board_no
inner join levelled
    on
        candidates.scheme_product_no = levelled.scheme_product_no
        and candidates.version_no = levelled.version_no
inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
