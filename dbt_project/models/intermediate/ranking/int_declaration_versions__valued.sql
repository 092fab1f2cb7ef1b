with compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
)

select
    indicators.scheme_product_no,
    compared.version_no,
    -- what is missing is null and keeps its place: a version has a row for each indicator that is asked
    {{ gathered('compared.value', 'compared.scheme_indicator_no') }} as compared_values
from compared
inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
group by indicators.scheme_product_no, compared.version_no
