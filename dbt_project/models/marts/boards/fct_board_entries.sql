with entries as (select * from {{ ref('int_entries__ranked') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

judged as (select * from {{ ref('int_candidates__judged') }}),

completed as (select * from {{ ref('int_entries__completed') }}),

models as (select * from {{ ref('int_entry_models__listed') }}),

boards as (select * from {{ ref('int_boards__scheduled') }})

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    entries.declaration_id,
    enrolled.version,
    enrolled.enterprise_id,
    entries.rank,
    entries.level,
    entries.score,
    boards.method,
    entries.is_tied,
    entries.is_vetoed,
    round(cast(completed.carried_count as double) / completed.asked_count, 4) as completeness,
    -- the number is well formed, or it would not be an entry; the rest may be doubted
    'number'
    || case when judged.status_in_force is null then ';status' else '' end
    || case when judged.citations_current is null then ';citations' else '' end
    || case when judged.model_named is null then ';models' else '' end as form,
    models.models_text
from entries
inner join boards on entries.board_no = boards.board_no
inner join enrolled
    on entries.scheme_product_no = enrolled.scheme_product_no and entries.version_no = enrolled.version_no
inner join judged on entries.board_no = judged.board_no and entries.version_no = judged.version_no
inner join completed
    on entries.scheme_product_no = completed.scheme_product_no and entries.version_no = completed.version_no
left join models
    on entries.scheme_product_no = models.scheme_product_no and entries.version_no = models.version_no
