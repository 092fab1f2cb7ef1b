with entries as (select * from {{ ref('int_entries__ranked') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

coming as (select * from {{ ref('int_national_violations__coming') }})

select
    entries.board_no,
    entries.version_no,
    coming.breaks_on,
    coming.rule_ids,
    coming.breaks_text
from entries
inner join enrolled
    on entries.scheme_product_no = enrolled.scheme_product_no and entries.version_no = enrolled.version_no
inner join coming on enrolled.declaration_id = coming.declaration_id and enrolled.version = coming.version
