{#-
    A view, like fct_eligibility: the release stores it, and once is enough. Names without the database's, because the
    release reads it under another.
-#}
{{ config(materialized = 'view') }}

with history as (select * from {{ ref('fct_declaration_history').include(database = false) }}),

observed as (select * from {{ ref('int_declarations__observed').include(database = false) }})

select
    history.declaration_id,
    history.version,
    history.enterprise_id,
    history.uscc,
    history.org_name,
    history.standard_no,
    history.standard_no_raw,
    history.standard_kind,
    history.is_well_formed,
    history.standard_series_id,
    history.standard_year,
    history.standard_name,
    history.published_at,
    history.published_on,
    history.status,
    history.division_code,
    history.province_code,
    history.source,
    history.indicator_source,
    history.first_observed_on,
    observed.last_observed_on,
    observed.is_gone
from history
inner join observed on history.declaration_id = observed.declaration_id
where history.observed_to is null
