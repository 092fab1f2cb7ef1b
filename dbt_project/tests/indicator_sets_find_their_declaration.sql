-- a sheet whose declaration is on no platform yet waits; an operator should know of it
{{ config(severity = 'warn') }}

select
    source,
    fetched_on,
    record_id
from {{ ref('int_indicator_sets__attached') }}
where declaration_id is null
