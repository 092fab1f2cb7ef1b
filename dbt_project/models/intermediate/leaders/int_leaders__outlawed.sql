with titled as (select * from {{ ref('int_leaders__titled') }}),

history as (select * from {{ ref('fct_declaration_history') }}),

observed as (select * from {{ ref('int_declarations__observed') }}),

superseding as (select * from {{ ref('int_declarations__superseding') }}),

violations as (select * from {{ ref('fct_national_violations') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }}),

continued as (
    -- a standard that its enterprise revised goes on in the revision, which is compared with it
    select declaration_id
    from superseding
    group by declaration_id
),

ended as (
    select titled.*
    from titled
    left join continued on titled.declaration_id = continued.declaration_id
    where continued.declaration_id is null
),

abolished as (
    select
        ended.leader_key,
        min(greatest(history.observed_from, ended.valid_from)) as found_on
    from ended
    inner join history on ended.declaration_id = history.declaration_id
    where
        history.status = 'abolished'
        and history.observed_from < ended.valid_until
        and (history.observed_to is null or ended.valid_from < history.observed_to)
    group by ended.leader_key
),

unlisted as (
    select
        ended.leader_key,
        greatest(observed.last_missed_on, ended.valid_from) as found_on
    from ended
    inner join observed on ended.declaration_id = observed.declaration_id
    where observed.is_gone and observed.last_missed_on < ended.valid_until
),

broken as (
    select
        titled.leader_key,
        violations.rule_id,
        violations.indicator_code,
        violations.declaration_id,
        violations.version,
        violations.declared,
        violations.unit,
        greatest(violations.valid_from, titled.valid_from) as found_on,
        violations.standard_no || coalesce(' ' || violations.clause, '') || ' 自 '
        || cast(violations.valid_from as varchar) || ' 起规定' || coalesce(indicators.name_zh, violations.indicator_code)
        || '限值 ' || {{ number_text('violations."limit"') }} || coalesce(' ' || violations.unit, '') || '，声明值 '
        || {{ number_text('violations.declared') }} || coalesce(' ' || violations.unit, '') as basis
    from titled
    inner join violations on titled.declaration_id = violations.declaration_id
    left join indicators on violations.indicator_code = indicators.indicator_code
    where
        violations.valid_from > titled.weighed_on
        and violations.valid_from < titled.valid_until
        and (violations.valid_to is null or titled.valid_from < violations.valid_to)
    qualify
        row_number() over (
            partition by titled.leader_key, violations.rule_id order by violations.version asc nulls last
        ) = 1
)

select
    leader_key,
    'abolished' as cause,
    'standard_abolished' as basis_code,
    cast(null as varchar) as indicator_code,
    cast(null as double) as new_value,
    cast(null as varchar) as unit,
    found_on,
    cast(null as varchar) as found_declaration_id,
    cast(null as integer) as found_version,
    '授予所依据的标准已废止，未见修订后的标准' as basis
from abolished

union all

select
    leader_key,
    'unlisted' as cause,
    'standard_unlisted' as basis_code,
    cast(null as varchar) as indicator_code,
    cast(null as double) as new_value,
    cast(null as varchar) as unit,
    found_on,
    cast(null as varchar) as found_declaration_id,
    cast(null as integer) as found_version,
    '授予所依据的标准已从各平台撤下，未见修订后的标准' as basis
from unlisted

union all

select
    leader_key,
    'limit|' || rule_id as cause,
    'limit_broken' as basis_code,
    indicator_code,
    declared as new_value,
    unit,
    found_on,
    declaration_id as found_declaration_id,
    version as found_version,
    basis
from broken
