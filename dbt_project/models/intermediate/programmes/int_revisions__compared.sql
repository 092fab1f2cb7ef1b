with history as (select * from {{ ref('fct_declaration_history') }}),

versions as (select * from {{ ref('int_declarations__versioned') }}),

measured as (select * from {{ ref('int_declared_bounds__measured') }}),

texts as (
    -- a declaration speaks from the day it was published, its later versions from the night they were seen
    select
        history.declaration_id,
        history.version,
        versions.version_no,
        lag(versions.version_no) over (
            partition by history.standard_series_id
            order by
                case
                    when history.version = 1 then coalesce(history.published_on, history.observed_from)
                    else history.observed_from
                end asc nulls last,
                versions.version_no asc nulls last
        ) as version_no_before
    from history
    inner join versions
        on history.declaration_id = versions.declaration_id and history.version = versions.version
    where history.standard_series_id is not null
),

revisions as (
    select
        declaration_id,
        version,
        version_no,
        version_no_before
    from texts
    where version_no_before is not null
)

-- what cannot be compared says nothing; one indicator that got worse makes the revision worse (domain.md §3 no. 8)
select
    revisions.declaration_id,
    revisions.version,
    not bool_or(measured.leniency > earlier.leniency) as is_improved
from revisions
inner join measured on revisions.version_no = measured.version_no
inner join measured as earlier
    on
        revisions.version_no_before = earlier.version_no
        and measured.indicator_code = earlier.indicator_code
        and measured.test_method = earlier.test_method
where measured.leniency <> earlier.leniency
group by revisions.declaration_id, revisions.version
