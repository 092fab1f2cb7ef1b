with findings as (select * from {{ ref('int_findings__current') }}),

matched as (select * from {{ ref('int_findings__matched') }}),

enterprises as (select * from {{ ref('dim_enterprises') }}),

declarations as (select * from {{ ref('fct_declarations') }}),

settlements as (select * from {{ ref('int_matches__settled') }}),

reports as (
    select
        decision_id,
        effective_on
    from {{ ref('stg_normalised__decisions') }}
    where kind = 'findings_reported'
),

claimed as (
    -- the declaration of the standard that the product claims: of several the last that was public on the day
    select
        findings.source,
        findings.record_id,
        declarations.declaration_id
    from findings
    inner join matched on findings.source = matched.source and findings.record_id = matched.record_id
    inner join declarations
        on matched.enterprise_id = declarations.enterprise_id and findings.standard_no = declarations.standard_no
    qualify
        row_number() over (
            partition by findings.source, findings.record_id
            order by
                case when declarations.published_on <= findings.decided_on then 0 else 1 end asc nulls last,
                declarations.published_at desc nulls last,
                declarations.declaration_id desc nulls last
        ) = 1
),

reported as (
    -- the first report after it was known and known whom it is about
    select
        findings.source,
        findings.record_id,
        reports.effective_on as reported_on,
        reports.decision_id as report_decision_id
    from findings
    inner join matched on findings.source = matched.source and findings.record_id = matched.record_id
    left join settlements
        on case when matched.match_basis = 'decision' then findings.match_id end = settlements.match_id
    inner join reports
        on
            findings.first_observed_on <= reports.effective_on
            and coalesce(settlements.effective_on <= reports.effective_on, true)
    qualify
        row_number() over (
            partition by findings.source, findings.record_id
            order by reports.effective_on asc nulls last, reports.decision_id asc nulls last
        ) = 1
)

select
    findings.source || '/' || findings.record_id as finding_id,
    findings.source,
    findings.record_id,
    findings.finding_kind,
    findings.standing,
    findings.standing = 'counts' as is_counted,
    findings.org_name,
    findings.party,
    findings.province_code,
    matched.enterprise_id,
    matched.match_basis,
    matched.match_state,
    findings.match_id,
    enterprises.enterprise_id is not null as is_declarant,
    findings.product_name,
    findings.model,
    findings.brand,
    findings.batch_no,
    findings.standard_no,
    findings.standard_name,
    claimed.declaration_id,
    case
        when claimed.declaration_id is not null then 'declared'
        when findings.standard_no is not null then 'named'
        else 'none'
    end as standard_basis,
    findings.result,
    -- a refusal counts as failed (wire-formats.md §4.2)
    findings.result in ('fail', 'refused') as is_failed,
    -- what speaks against whom it is about
    findings.standing = 'counts'
    and (
        coalesce(findings.result in ('fail', 'refused'), false)
        or findings.finding_kind in ('abnormal_list', 'dishonesty_list', 'penalty', 'recall')
    ) as is_adverse,
    findings.failed_items,
    findings.measured,
    findings.required,
    findings.is_serious,
    findings.decided_on,
    findings.removed_on,
    findings.authority,
    findings.testing_body,
    findings.document_no,
    findings.retests,
    findings.grounds,
    reported.reported_on,
    reported.report_decision_id,
    findings.first_observed_on,
    findings.last_observed_on,
    findings.fetched_on,
    findings.raw_path,
    findings.raw_sha256,
    findings.locator
from findings
inner join matched on findings.source = matched.source and findings.record_id = matched.record_id
left join enterprises on matched.enterprise_id = enterprises.enterprise_id
left join claimed on findings.source = claimed.source and findings.record_id = claimed.record_id
left join reported on findings.source = reported.source and findings.record_id = reported.record_id
