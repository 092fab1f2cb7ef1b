"""The questions of the page on data quality, to the tables of a release."""

from __future__ import annotations

NIGHTS = 31
"""Runs that are shown side by side: the last one and the thirty before it."""

RUNS = f"""
with days as (
    -- attempts of one fetch date are one run: it is complete once one of them is
    select
        source,
        fetched_on,
        arg_max(role, attempt) as role,
        arg_max(coverage, attempt) as coverage,
        count(*) as attempt_count,
        coalesce(sum(requested), 0)::bigint as requested,
        coalesce(sum(received), 0)::bigint as received,
        coalesce(sum("new"), 0)::bigint as "new",
        coalesce(sum(changed), 0)::bigint as changed,
        coalesce(sum(unchanged), 0)::bigint as unchanged,
        coalesce(sum(quarantined), 0)::bigint as quarantined,
        coalesce(bool_or(is_complete), false) as is_complete,
        case
            when not coalesce(bool_or(is_complete), false) then arg_max(stop_reason, attempt)
        end as stop_reason,
        sum(seconds) as seconds
    from fct_source_runs
    group by source, fetched_on
),

reasoned as (
    select source, fetched_on, sum(record_count)::bigint as reasoned
    from fct_quarantine
    group by source, fetched_on
)

select
    days.*,
    coalesce(reasoned.reasoned, 0) as reasoned,
    max(fetched_on) filter (where is_complete) over (partition by source) as complete_on
from days
left join reasoned using (source, fetched_on)
qualify row_number() over (partition by source order by fetched_on desc) <= {NIGHTS}
order by source, fetched_on
"""

SAMPLES = 2
"""Records that are shown of each reason."""

QUARANTINE = f"""
with last_runs as (
    select source, max(fetched_on) as last_on from fct_source_runs group by source
),

records as (
    -- a record that is still wrong comes back every night: its newest page stands for it
    select
        *,
        min(fetched_on) over of_record as first_on,
        row_number() over (
            partition by source, reason_code, record_id order by fetched_on desc
        ) as age
    from fct_quarantine
    window of_record as (partition by source, reason_code, record_id)
),

placed as (
    select
        *,
        row_number() over (
            partition by source, reason_code order by fetched_on desc, record_id
        ) as place
    from records
    where age = 1
)

select
    placed.source,
    placed.reason_code,
    coalesce(
        sum(placed.record_count) filter (
            where placed.fetched_on = coalesce(last_runs.last_on, placed.fetched_on)
        ),
        0
    )::bigint as now_count,
    count(*) as record_count,
    min(placed.first_on) as first_on,
    max(placed.fetched_on) as last_on,
    list(
        {{'reason': placed.reason, 'raw_path': placed.raw_path}} order by placed.place
    ) filter (where placed.place <= {SAMPLES}) as samples
from placed
left join last_runs using (source)
group by placed.source, placed.reason_code
order by now_count desc, record_count desc, placed.source, placed.reason_code
"""

# What the parser made of it: where a person overruled it, what it had read before.
_READ = """
with read as (
    select
        cells.declaration_id,
        cells.indicator_code,
        cells.requirement_raw,
        case when cells.is_overruled then cells.parsed_status else cells.status end as status
    from fct_declared_indicators as cells
    semi join fct_declarations using (declaration_id, version)
),

-- as the boards found them: a limit on a category holds for its children
fields as (
    select distinct programme, field_code, declaration_id from fct_eligibility
),

filled as (
    select fields.programme, fields.field_code, read.*
    from read
    left join fields using (declaration_id)
    where read.status <> 'empty'
)
"""

READ_BY_FIELD = f"""
{_READ}

select
    filled.programme,
    programmes.name_zh as programme_name,
    filled.field_code,
    coalesce(fields.name_zh, filled.field_code) as field_name,
    count(distinct filled.declaration_id) as declaration_count,
    count(*) as cell_count,
    count(*) filter (where filled.status = 'unparsed') as unread_count,
    count(*) filter (where filled.indicator_code is null) as unnamed_count,
    filled.field_code is null as is_outside
from filled
left join dim_programmes as programmes using (programme)
left join (
    select programme, field_code, arg_max(name_zh, year) as name_zh
    from dim_key_fields
    group by programme, field_code
) as fields using (programme, field_code)
group by all
order by is_outside, unread_count / cell_count desc, cell_count desc, field_name
"""

READ_BY_INDICATOR = f"""
{_READ}

select
    filled.programme,
    filled.field_code,
    filled.indicator_code,
    indicators.name_zh as indicator_name,
    count(*) as cell_count,
    count(*) filter (where filled.status = 'unparsed') as unread_count,
    min(filled.requirement_raw) filter (where filled.status = 'unparsed') as example,
    filled.field_code is null as is_outside
from filled
left join dim_indicators as indicators using (indicator_code)
group by all
order by
    unread_count desc, is_outside, cell_count desc, filled.programme, filled.field_code,
    filled.indicator_code nulls last
"""

READ_AT_ALL = """
select
    count(*) as cell_count,
    count(*) filter (
        where case when cells.is_overruled then cells.parsed_status else cells.status end
            = 'unparsed'
    ) as unread_count
from fct_declared_indicators as cells
semi join fct_declarations using (declaration_id, version)
where case when cells.is_overruled then cells.parsed_status else cells.status end <> 'empty'
"""

UNKNOWN_NAMES = """
select
    names.indicator_name as name,
    coalesce(categories.name_zh, nullif(names.product_category, '')) as category,
    names.occurrence_count as occurrences,
    names.first_seen_on,
    names.last_seen_on
from fct_unknown_indicator_names as names
left join dim_product_categories as categories using (product_category)
order by names.occurrence_count desc, names.indicator_name, category nulls last
"""

VIOLATED = """
select
    violations.standard_no,
    any_value(standards.name) as name,
    count(distinct violations.declaration_id)
        filter (where valid_from <= $on and (valid_to is null or $on < valid_to)) as now_count,
    count(distinct violations.declaration_id)
        filter (where valid_from > $on and valid_from <= $on + interval 90 day) as coming_count,
    min(valid_from) filter (where valid_from > $on) as coming_on,
    count(distinct violations.declaration_id) as all_count
from fct_national_violations as violations
left join (
    select standard_no, any_value(name) as name
    from dim_standards
    where is_current
    group by standard_no
) as standards using (standard_no)
group by violations.standard_no
order by now_count desc, all_count desc, violations.standard_no
"""

# At the end of each month; of this month and those ahead, as far as published limits tell.
VIOLATED_BY_MONTH = """
with bounds as (
    select
        greatest(
            date_trunc('month', min(valid_from)), date_trunc('month', $on - interval 35 month)
        ) as first_month,
        date_trunc('month', $on + interval 3 month) as last_month
    from fct_national_violations
),

months as (
    select
        month::date as month,
        case
            when date_trunc('month', $on::date) = month then $on::date
            else last_day(month::date)
        end as ends_on
    from bounds, generate_series(first_month, last_month, interval 1 month) as g(month)
    where first_month is not null
)

select
    months.month,
    months.ends_on,
    violations.standard_no,
    count(distinct violations.declaration_id) as declaration_count
from months
left join fct_national_violations as violations
    on
        violations.valid_from <= months.ends_on
        and (violations.valid_to is null or months.ends_on < violations.valid_to)
group by all
order by months.month, violations.standard_no
"""

EXPECTED = f"""
with nights as (
    select distinct run_on
    from fct_expectation_results
    order by run_on desc
    limit {NIGHTS}
)

select
    suite,
    expectation,
    run_on,
    count(*) as subject_count,
    count(*) filter (where not success) as failed_count,
    coalesce(bool_or(not success and severity = 'blocking'), false) as is_blocked,
    coalesce(bool_or(severity = 'blocking'), false) as can_block,
    coalesce(sum(element_count), 0)::bigint as element_count,
    coalesce(sum(unexpected_count), 0)::bigint as unexpected_count
from fct_expectation_results
semi join nights using (run_on)
group by suite, expectation, run_on
order by suite, expectation, run_on
"""

FAILED = f"""
with nights as (
    select run_on, row_number() over (order by run_on desc) as night
    from (select distinct run_on from fct_expectation_results)
    qualify night <= {NIGHTS}
),

results as (
    select fct_expectation_results.*, nights.night
    from fct_expectation_results
    inner join nights using (run_on)
),

held as (
    select suite, expectation, subject, min(night) as night
    from results
    where success
    group by all
)

select
    results.suite,
    results.expectation,
    results.subject,
    min_by(results.severity, results.night) as severity,
    min_by(results.message, results.night) as message,
    -- nights in a row, the last one included
    count(*) as night_count,
    any_value(held.night) is not null as has_held
from results
left join held using (suite, expectation, subject)
where not results.success and results.night < coalesce(held.night, {NIGHTS} + 1)
group by results.suite, results.expectation, results.subject
having min(results.night) = 1
order by severity, results.suite desc, results.expectation, results.subject
"""

REPRODUCED = """
select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    programmes.name_zh as programme_name,
    coalesce(categories.name_zh, boards.product_category) as category_name,
    boards.state_since,
    boards.entry_count,
    boards.published_digest,
    boards.digest
from fct_boards as boards
left join dim_programmes as programmes using (programme)
left join dim_product_categories as categories using (product_category)
where boards.state = 'published'
order by
    boards.digest is not distinct from boards.published_digest, boards.state_since desc,
    boards.programme, boards.field_code, boards.product_category, boards.period
"""

MILESTONES = """
select
    programmes.name_zh as programme_name,
    milestones.year,
    milestones.what_zh,
    milestones.by_whom,
    milestones.due_on,
    milestones.done_on,
    milestones.state,
    milestones.is_late,
    milestones.place
from fct_milestones as milestones
left join dim_programmes as programmes using (programme)
order by
    case milestones.state when 'overdue' then 1 when 'ahead' then 2 else 3 end,
    case when milestones.state = 'done' then null else milestones.due_on end nulls last,
    milestones.due_on desc, milestones.programme, milestones.milestone_code
"""

WAITING = """
select
    matches.match_id,
    any_value(matches.org_name) as org_name,
    any_value(matches.finding_count) as finding_count,
    any_value(provinces.province_name) as province_name,
    min(matches.first_observed_on) as first_observed_on,
    list(
        {
            'enterprise_id': matches.enterprise_id,
            'name': matches.declared_name,
            'province': declared_in.province_name,
            'score': matches.score,
            'basis': matches.basis
        }
        order by matches.score desc nulls last, matches.enterprise_id
    ) as candidates
from fct_match_candidates as matches
left join (
    select province_code, any_value(province_name) as province_name
    from dim_enterprises
    group by province_code
) as provinces using (province_code)
left join (
    select province_code, any_value(province_name) as province_name
    from dim_enterprises
    group by province_code
) as declared_in on matches.declared_province_code = declared_in.province_code
where matches.state = 'waiting'
group by matches.match_id
order by first_observed_on, matches.match_id
"""
