-- narrow: the ranking models read it again and again
with judged as (select * from {{ ref('int_candidates__judged') }})

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    level
from judged
where is_admitted
