-- a declaration of a source that nobody configures would stand on no board
select
    records.source,
    count(*) as record_count
from {{ ref('int_records__identified') }} as records
left join {{ ref('int_sources__ordered') }} as sources on records.source = sources.source
where sources.source is null
group by records.source
