{{ config(materialized = 'view') }}

with sources as (select * from {{ ref('stg_reference__sources') }})

select
    source,
    is_enabled,
    row_number() over (order by precedence asc nulls last, source asc nulls last) as source_order
from sources
where role = 'declarations'
