with findings as (select * from {{ ref('stg_normalised__supervision_findings') }}),

observations as (select * from {{ ref('stg_normalised__observations') }}),

latest as (
    select *
    from findings
    qualify row_number() over (partition by source, record_id order by fetched_on desc nulls last) = 1
),

observed as (
    select
        source,
        record_id,
        min(fetched_on) filter (where change <> 'disappeared') as first_observed_on,
        max(fetched_on) filter (where change <> 'disappeared') as last_observed_on,
        max(fetched_on) filter (where change = 'disappeared') as last_missed_on
    from observations
    group by source, record_id
),

dated as (
    select
        latest.*,
        observed.first_observed_on,
        observed.last_observed_on,
        coalesce(observed.last_missed_on > observed.last_observed_on, false) as is_gone
    from latest
    inner join observed on latest.source = observed.source and latest.record_id = observed.record_id
),

retested as (
    select
        source,
        retests as document_no
    from dated
    where retests is not null and not is_void and not is_gone and retests is distinct from document_no
    group by source, retests
)

select
    dated.source,
    dated.fetched_on,
    dated.record_id,
    dated.raw_path,
    dated.raw_sha256,
    dated.locator,
    dated.finding_kind,
    dated.party,
    dated.enterprise_id,
    dated.uscc_check,
    dated.org_name,
    dated.match_id,
    dated.province_code,
    dated.product_name,
    dated.model,
    dated.brand,
    dated.batch_no,
    dated.standard_no,
    dated.standard_name,
    dated.result,
    dated.failed_items,
    dated.measured,
    dated.required,
    dated.is_serious,
    dated.retests,
    dated.decided_on,
    dated.removed_on,
    dated.authority,
    dated.testing_body,
    dated.document_no,
    dated.grounds,
    dated.first_observed_on,
    dated.last_observed_on,
    case
        when dated.is_void then 'void'
        when dated.is_gone then 'gone'
        -- wire-formats.md §4.2: a re-test takes the place of the report that it tests again
        when retested.document_no is not null then 'retested'
        else 'counts'
    end as standing
from dated
left join retested on dated.source = retested.source and dated.document_no = retested.document_no
