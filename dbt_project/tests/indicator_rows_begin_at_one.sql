-- whether a record has indicators is read off its first row and part: no record may have others without that one
select
    source,
    fetched_on,
    count(distinct record_id) as record_count,
    count(*) filter (where row_no = 1 and part_no = 1) as first_row_count
from {{ ref('stg_normalised__declared_indicators') }}
group by source, fetched_on
having count(distinct record_id) <> count(*) filter (where row_no = 1 and part_no = 1)
