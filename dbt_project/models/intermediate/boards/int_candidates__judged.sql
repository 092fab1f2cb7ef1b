with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

graded as (select * from {{ ref('int_declaration_versions__graded') }}),

basic as (
    select
        scheme_id,
        scheme_version,
        product_category,
        declaration_id,
        version,
        count(*) filter (where reason_code is not null) as failed_count
    from {{ ref('int_basic_indicators__judged') }}
    group by scheme_id, scheme_version, product_category, declaration_id, version
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
        candidates.scheme_id,
        candidates.scheme_version,
        candidates.product_category,
        candidates.declaration_id,
        candidates.version,
        candidates.enterprise_id,
        candidates.first_source,
        candidates.first_observed_on,
        candidates.observed_until,
        candidates.is_reconstructed,
        candidates.standard_kind,
        candidates.standard_no_raw,
        candidates.status,
        candidates.published_at,
        candidates.indicator_source,
        boards.assessed,
        boards.stricter_how,
        graded.level,
        superseded.evidence as superseded_evidence,
        violating.evidence as violating_evidence,
        stricter.compared_count,
        stricter.better_count,
        stricter.worse_text,
        unlisted.unlisted_on,
        decided.barred_until,
        decided.applied_on,
        decided.attested_on,
        outdated.standards_text as outdated_text,
        case
            when candidates.standard_kind = 'enterprise' and candidates.is_well_formed then 'pass'
            else 'fail'
        end as enterprise_standard,
        case when candidates.is_observed_in_time then 'pass' else 'fail' end as observed_in_time,
        case
            when candidates.status is null then 'doubt'
            when candidates.status <> 'in_force' then 'fail'
            when unlisted.unlisted_on is not null then 'doubt'
            else 'pass'
        end as status_in_force,
        case when superseded.declaration_id is null then 'pass' else 'fail' end as not_superseded,
        case when candidates.indicator_source is null then 'fail' else 'pass' end as indicators_disclosed,
        case when violating.declaration_id is null then 'pass' else 'fail' end as national_limits,
        case
            when boards.stricter_how is null or stricter.compared_count is null then 'pass'
            when stricter.worse_count > 0 then 'fail'
            when boards.stricter_how = 'all' and stricter.better_count < stricter.compared_count then 'fail'
            when stricter.better_count = 0 then 'fail'
            else 'pass'
        end as stricter,
        case when decided.barred_until is null then 'pass' else 'fail' end as not_barred,
        case
            when boards.assessed = 'applicants' then case when decided.applied_on is null then 'fail' else 'pass' end
        end as applied,
        case when candidates.has_model then 'pass' else 'doubt' end as model_named,
        case when decided.attested_on is null then 'doubt' else 'pass' end as production_attested,
        case when outdated.declaration_id is null then 'pass' else 'doubt' end as citations_current,
        coalesce(graded.failed_count = 0, false) and coalesce(basic.failed_count, 0) = 0 as indicators_pass
    from candidates
    inner join boards on candidates.board_no = boards.board_no
    left join graded
        on
            candidates.scheme_id = graded.scheme_id
            and candidates.scheme_version = graded.scheme_version
            and candidates.product_category = graded.product_category
            and candidates.declaration_id = graded.declaration_id
            and candidates.version = graded.version
    left join basic
        on
            candidates.scheme_id = basic.scheme_id
            and candidates.scheme_version = basic.scheme_version
            and candidates.product_category = basic.product_category
            and candidates.declaration_id = basic.declaration_id
            and candidates.version = basic.version
    {%- for part in ['violating', 'stricter', 'superseded', 'unlisted', 'decided', 'outdated'] %}
    left join {{ part }}
        on candidates.board_no = {{ part }}.board_no and candidates.declaration_id = {{ part }}.declaration_id
    {%- endfor %}
)

select
    judged.*,
    -- an entry is whoever fails no rule; a doubt is for a person
    indicators_pass
    and 'fail' not in (
        enterprise_standard, observed_in_time, status_in_force, not_superseded, indicators_disclosed, national_limits,
        stricter, not_barred, coalesce(applied, 'pass')
    ) as is_entry
from judged
