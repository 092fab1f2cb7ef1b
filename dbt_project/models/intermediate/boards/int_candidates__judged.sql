with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

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
        candidates.version,
        candidates.enterprise_id,
        candidates.observed_until,
        candidates.is_reconstructed,
        enrolled.first_source,
        enrolled.first_observed_on,
        enrolled.standard_kind,
        enrolled.standard_no_raw,
        enrolled.status,
        enrolled.published_at,
        enrolled.indicator_source,
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
        case
            when enrolled.standard_kind = 'enterprise' and enrolled.is_well_formed then 'pass'
            else 'fail'
        end as enterprise_standard,
        case when candidates.is_observed_in_time then 'pass' else 'fail' end as observed_in_time,
        case
            when enrolled.status is null then 'doubt'
            when enrolled.status <> 'in_force' then 'fail'
            when unlisted.unlisted_on is not null then 'doubt'
            else 'pass'
        end as status_in_force,
        case when superseded.declaration_id is null then 'pass' else 'fail' end as not_superseded,
        case when enrolled.indicator_source is null then 'fail' else 'pass' end as indicators_disclosed,
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
        case when enrolled.has_model then 'pass' else 'doubt' end as model_named,
        case when decided.attested_on is null then 'doubt' else 'pass' end as production_attested,
        case when outdated.declaration_id is null then 'pass' else 'doubt' end as citations_current,
        coalesce(graded.failed_count = 0, false) and coalesce(basic.failed_count, 0) = 0 as indicators_pass
    from candidates
    inner join boards on candidates.board_no = boards.board_no
    inner join enrolled
        on
            candidates.scheme_product_no = enrolled.scheme_product_no
            and candidates.version_no = enrolled.version_no
    left join graded
        on candidates.scheme_product_no = graded.scheme_product_no and candidates.version_no = graded.version_no
    left join basic
        on candidates.scheme_product_no = basic.scheme_product_no and candidates.version_no = basic.version_no
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
