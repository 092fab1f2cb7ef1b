with history as (select * from {{ ref('fct_declaration_history') }}),

measured as (select * from {{ ref('int_declared_bounds__measured') }}),

texts as (
    -- a declaration speaks from the day it was published, its later versions from the night they were seen
    select
        declaration_id,
        version,
        standard_series_id,
        lag(declaration_id) over (
            partition by standard_series_id
            order by
                case when version = 1 then coalesce(published_on, observed_from) else observed_from end asc nulls last,
                declaration_id asc nulls last,
                version asc nulls last
        ) as declaration_id_before,
        lag(version) over (
            partition by standard_series_id
            order by
                case when version = 1 then coalesce(published_on, observed_from) else observed_from end asc nulls last,
                declaration_id asc nulls last,
                version asc nulls last
        ) as version_before
    from history
    where standard_series_id is not null
),

revisions as (
    select
        declaration_id,
        version,
        declaration_id_before,
        version_before
    from texts
    where version_before is not null
)

-- what cannot be compared says nothing; one indicator that got worse makes the revision worse (domain.md §3 no. 8)
select
    revisions.declaration_id,
    revisions.version,
    not bool_or(measured.leniency > earlier.leniency) as is_improved
from revisions
inner join measured
    on revisions.declaration_id = measured.declaration_id and revisions.version = measured.version
inner join measured as earlier
    on
        revisions.declaration_id_before = earlier.declaration_id
        and revisions.version_before = earlier.version
        and measured.indicator_code = earlier.indicator_code
        and measured.test_method = earlier.test_method
where measured.leniency <> earlier.leniency
group by revisions.declaration_id, revisions.version
