with decisions as (select * from {{ ref('stg_normalised__decisions') }}),

records as (select * from {{ ref('int_records__identified') }}),

formed as (
    -- a fact moves no subject and so has no type: its subject's form says what it is about
    select
        *,
        case
            when subject_type is not null then subject_type
            when {{ regex_extract('subject', '^([0-9]{4})/[a-z][a-z0-9_]*/[a-z][a-z0-9_]*/.') }} <> '' then 'leader'
            when {{ regex_extract('subject', '^([a-z][a-z0-9_]*)/[a-z][a-z0-9_]*/[0-9]{4}[^/]*/.') }} <> ''
                then 'entry'
        end as subject_form
    from decisions
),

parsed as (
    select
        *,
        case
            when subject_form = 'scheme' then split_part(subject, '/', 1)
        end as scheme_id,
        case
            when subject_form = 'scheme' then try_cast(split_part(subject, '/', 2) as integer)
        end as scheme_version,
        case
            when subject_form in ('leader_list', 'leader') then try_cast(split_part(subject, '/', 1) as integer)
        end as year,
        case
            when subject_form in ('leader_list', 'leader') then split_part(subject, '/', 2)
            when subject_form in ('board', 'entry') then split_part(subject, '/', 1)
            else {{ json_text('payload', 'field_code') }}
        end as field_code,
        case
            when subject_form in ('leader_list', 'leader') then split_part(subject, '/', 3)
            when subject_form in ('board', 'entry') then split_part(subject, '/', 2)
        end as product_category,
        case
            when subject_form in ('board', 'entry') then split_part(subject, '/', 3)
        end as period,
        case
            when subject_form in ('leader', 'entry')
                then {{ regex_extract('subject', '^[^/]+/[^/]+/[^/]+/(.+)$') }}
            when subject_form is null then subject
        end as declaration_ref
    from formed
),

asked as (
    select declaration_ref
    from parsed
    where declaration_ref is not null
    group by declaration_ref
),

named as (
    -- people know a declaration by any platform's id
    select
        asked.declaration_ref,
        records.declaration_id,
        records.enterprise_id,
        1 as closeness
    from asked
    inner join records on asked.declaration_ref = records.declaration_id

    union all

    select
        asked.declaration_ref,
        records.declaration_id,
        records.enterprise_id,
        2 as closeness
    from asked
    inner join records on asked.declaration_ref = records.record_id
),

declarations as (
    select
        declaration_ref,
        declaration_id,
        enterprise_id
    from named
    qualify
        row_number() over (
            partition by declaration_ref order by closeness asc nulls last, declaration_id asc nulls last
        ) = 1
)

select
    parsed.decision_id,
    parsed.seq,
    parsed.kind,
    parsed.subject_form,
    parsed.subject,
    parsed.programme,
    parsed.effective_on,
    parsed.recorded_at,
    parsed.state_after,
    parsed.place,
    parsed.payload,
    parsed.scheme_id,
    parsed.scheme_version,
    parsed.year,
    parsed.field_code,
    parsed.product_category,
    parsed.period,
    declarations.declaration_id,
    declarations.enterprise_id as declared_by,
    -- whom a decision names itself; what it says of a declaration is not said of all that the enterprise declared
    case
        when declarations.declaration_id is not null then null
        when parsed.subject_form is not null and parsed.subject_form <> 'ban' then null
        when length(parsed.subject) = 18 then substr(parsed.subject, 9, 9)
        else parsed.subject
    end as enterprise_id,
    try_cast({{ json_text('parsed.payload', 'until') }} as date) as until_on
from parsed
left join declarations on parsed.declaration_ref = declarations.declaration_ref
