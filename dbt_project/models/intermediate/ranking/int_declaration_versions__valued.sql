with compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
)

select
    indicators.scheme_product_no,
    compared.version_no,
    {{ by_position('max(compared.value) filter (where indicators.position = {0}) as value_{0}') | join(',\n    ') }}
from compared
inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
group by indicators.scheme_product_no, compared.version_no
