{{ config(materialized = var('widely_read_as')) }}

with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

graded as (select * from {{ ref('int_declaration_versions__graded') }}),

basic as (
    select
        scheme_product_no,
        version_no,
        count(*) filter (where reason_code is not null) as failed_count
    from {{ ref('int_basic_indicators__judged') }}
    group by scheme_product_no, version_no
),

violating as (select * from {{ ref('int_candidates__violating') }}),

stricter as (select * from {{ ref('int_candidates__stricter') }}),

superseded as (select * from {{ ref('int_candidates__superseded') }}),

unlisted as (select * from {{ ref('int_candidates__unlisted') }}),

decided as (select * from {{ ref('int_candidates__decided') }}),

outdated as (select * from {{ ref('int_candidates__citing_outdated') }}),

judged as (
    select
        candidates.board_no,
        candidates.scheme_product_no,
        candidates.version_no,
        candidates.declaration_id,
        candidates.observed_until,
        candidates.is_reconstructed,
        boards.assessed,
        boards.stricter_how,
        graded.level,
        superseded.evidence as superseded_evidence,
        violating.evidence as violating_evidence,
        stricter.compared_count,
        stricter.better_count,
        stricter.worse_text,
        stricter.unmet_text,
        unlisted.unlisted_on,
        decided.barred_until,
        decided.applied_on,
        decided.attested_on,
        outdated.standards_text as outdated_text,
        -- a column a rule: why it fails or is doubted, null where it passes
        case
            when coalesce(candidates.standard_kind <> 'enterprise', true) then 'not_enterprise_standard'
            when not coalesce(candidates.is_well_formed, false) then 'malformed_number'
        end as enterprise_standard,
        case when not candidates.is_observed_in_time then 'observed_late' end as observed_in_time,
        case
            when candidates.status is null then 'status_unknown'
            when candidates.status <> 'in_force' then candidates.status
            when unlisted.unlisted_on is not null then 'unlisted'
        end as status_in_force,
        case when superseded.declaration_id is not null then 'superseded' end as not_superseded,
        case when candidates.indicator_source is null then 'indicators_not_disclosed' end as indicators_disclosed,
        case when violating.declaration_id is not null then 'breaks_national_limit' end as national_limits,
        case
            when boards.stricter_how is null or stricter.compared_count is null then null
            when stricter.worse_count > 0 then 'worse_than_limit'
            when stricter.better_count = 0 then 'not_stricter'
            when boards.stricter_how = 'all' and stricter.better_count < stricter.compared_count then 'not_stricter'
        end as stricter,
        case when decided.barred_until is not null then 'barred' end as not_barred,
        case when boards.assessed = 'applicants' and decided.applied_on is null then 'not_applied' end as applied,
        case when not candidates.has_model then 'model_missing' end as model_named,
        case when decided.attested_on is null then 'not_attested' end as production_attested,
        case when outdated.declaration_id is not null then 'cites_outdated' end as citations_current,
        -- bands have levels, or fail
        coalesce(graded.failed_count, case when boards.method = 'bands' then 1 else 0 end)
        + coalesce(basic.failed_count, 0) as failed_indicators
    from candidates
    inner join boards on candidates.board_no = boards.board_no
    left join graded
        on candidates.scheme_product_no = graded.scheme_product_no and candidates.version_no = graded.version_no
    left join basic
        on candidates.scheme_product_no = basic.scheme_product_no and candidates.version_no = basic.version_no
    left join stricter
        on candidates.board_no = stricter.board_no and candidates.version_no = stricter.version_no
    {%- for part in ['violating', 'superseded', 'unlisted', 'decided', 'outdated'] %}
    left join {{ part }}
        on candidates.board_no = {{ part }}.board_no and candidates.declaration_id = {{ part }}.declaration_id
    {%- endfor %}
)

select
    *,
    -- a board admits whoever fails no rule; a doubt is for a person
    failed_indicators = 0
    {%- for rule in [
        'enterprise_standard', 'observed_in_time', 'status_in_force', 'not_superseded', 'indicators_disclosed',
        'national_limits', 'stricter', 'not_barred', 'applied', 'model_named', 'production_attested',
        'citations_current'
    ] %}
    and {{ verdict(rule) }} <> 'fail'
    {%- endfor %} as is_admitted
from judged
