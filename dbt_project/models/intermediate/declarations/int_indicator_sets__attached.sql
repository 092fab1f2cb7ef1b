with indicator_sets as (select * from {{ ref('stg_normalised__indicator_sets') }}),

records as (select * from {{ ref('int_records__identified') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

named as (
    -- a sheet names a declaration by any platform's id, else by enterprise and number
    select
        indicator_sets.source,
        indicator_sets.fetched_on,
        indicator_sets.record_id,
        records.declaration_id,
        records.declaration_first_observed_on,
        records.published_on,
        1 as closeness
    from indicator_sets
    inner join records on indicator_sets.declaration_ref = records.record_id

    union all

    select
        indicator_sets.source,
        indicator_sets.fetched_on,
        indicator_sets.record_id,
        records.declaration_id,
        records.declaration_first_observed_on,
        records.published_on,
        1 as closeness
    from indicator_sets
    inner join records on indicator_sets.declaration_ref = records.declaration_id

    union all

    select
        indicator_sets.source,
        indicator_sets.fetched_on,
        indicator_sets.record_id,
        records.declaration_id,
        records.declaration_first_observed_on,
        records.published_on,
        2 as closeness
    from indicator_sets
    inner join records
        on
            indicator_sets.enterprise_id = records.enterprise_id
            and indicator_sets.standard_no = records.standard_no

    union all

    select
        indicator_sets.source,
        indicator_sets.fetched_on,
        indicator_sets.record_id,
        contents.declaration_id,
        contents.first_observed_on as declaration_first_observed_on,
        contents.published_on,
        3 as closeness
    from indicator_sets
    inner join contents
        on
            indicator_sets.org_name = contents.org_name
            and indicator_sets.standard_no = contents.standard_no
    where indicator_sets.enterprise_id is null
),

found as (
    -- among declarations of one number: the one that was current when the sheet came
    select
        source,
        fetched_on,
        record_id,
        declaration_id
    from named
    qualify
        row_number() over (
            partition by source, fetched_on, record_id
            order by
                closeness asc nulls last,
                declaration_first_observed_on <= fetched_on desc nulls last,
                case when declaration_first_observed_on <= fetched_on then published_on end desc nulls last,
                published_on asc nulls last,
                declaration_id asc nulls last
        ) = 1
)

select
    indicator_sets.source,
    indicator_sets.fetched_on,
    indicator_sets.record_id,
    found.declaration_id,
    -- a sheet that came before its declaration was observed describes the first version
    coalesce(
        max(versions.version) filter (where versions.observed_from <= indicator_sets.fetched_on),
        min(versions.version)
    ) as version
from indicator_sets
left join found
    on
        indicator_sets.source = found.source
        and indicator_sets.fetched_on = found.fetched_on
        and indicator_sets.record_id = found.record_id
left join versions on found.declaration_id = versions.declaration_id
group by indicator_sets.source, indicator_sets.fetched_on, indicator_sets.record_id, found.declaration_id
