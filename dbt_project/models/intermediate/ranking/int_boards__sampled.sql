with admitted as (select * from {{ ref('int_candidates__admitted') }}),

compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and normalise = 'sample'
),

ends as (
    select
        admitted.board_no,
        indicators.scheme_indicator_no,
        indicators.direction,
        min(compared.value) as lowest,
        max(compared.value) as highest
    from compared
    inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
    inner join admitted
        on indicators.scheme_product_no = admitted.scheme_product_no and compared.version_no = admitted.version_no
    where compared.value is not null
    group by admitted.board_no, indicators.scheme_indicator_no, indicators.direction
)

select
    board_no,
    scheme_indicator_no,
    case when direction = 'lower' then highest else lowest end as worst,
    case when direction = 'lower' then lowest else highest end as best
from ends
