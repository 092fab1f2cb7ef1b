with declarations as (select * from {{ ref('fct_declarations') }}),

divisions as (select * from {{ ref('stg_reference__divisions') }}),

-- what an enterprise calls itself is what its newest declaration says
newest as (
    select *
    from declarations
    where enterprise_id is not null
    qualify
        row_number() over (
            partition by enterprise_id
            order by published_at desc nulls last, first_observed_on desc nulls last, declaration_id desc nulls last
        ) = 1
),

totals as (
    select
        enterprise_id,
        max(uscc) as uscc,
        {{ row_count() }} as declaration_count,
        min(published_on) as first_published_on,
        min(first_observed_on) as first_observed_on,
        max(last_observed_on) as last_observed_on
    from declarations
    group by enterprise_id
)

select
    newest.enterprise_id,
    -- older declarations of the same enterprise can carry only the old code
    coalesce(newest.uscc, totals.uscc) as uscc,
    newest.org_name,
    newest.division_code,
    newest.province_code,
    divisions.province_name,
    totals.declaration_count,
    totals.first_published_on,
    totals.first_observed_on,
    totals.last_observed_on
from newest
inner join totals on newest.enterprise_id = totals.enterprise_id
left join divisions on newest.province_code = divisions.division_code
