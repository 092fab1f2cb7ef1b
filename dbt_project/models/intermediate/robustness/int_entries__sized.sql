-- entries of the scored boards that are not too large to be ranked hundreds of times over
with entries as (select * from {{ ref('int_entries__ranked') }}),

products as (select * from {{ ref('int_scheme_products__numbered') }})

select
    entries.board_no,
    entries.scheme_product_no,
    entries.version_no,
    entries.is_vetoed,
    entries.rank
from entries
inner join products on entries.scheme_product_no = products.scheme_product_no
where products.method in ('points', 'weighted')
qualify count(*) over (partition by entries.board_no) <= {{ var('robustness_entries') }}
