with files as (select * from {{ ref('stg_reference__schemes') }}),

moved as (
    select *
    from {{ ref('int_subjects__moved') }}
    where subject_type = 'scheme'
),

products as (select * from {{ ref('int_scheme_products__numbered') }}),

programmes as (select * from {{ ref('stg_reference__programmes') }}),

runs as (select * from {{ ref('stg_normalised__source_runs') }}),

fetched as (
    select
        max(fetched_on) as last_fetched_on,
        min(fetched_on) filter (where role = 'catalogue' and is_complete) as catalogue_loaded_on
    from runs
),

decided as (
    select
        programme,
        scheme_id,
        scheme_version,
        max_by(state, seq) as state,
        min(effective_on) filter (where state = 'published') as published_on
    from moved
    group by programme, scheme_id, scheme_version
),

schemes as (
    -- a file says when its scheme was meant to be published, the ledger whether and when it was
    select
        files.*,
        decided.published_on is not null as is_published,
        coalesce(decided.published_on, files.published_on) as in_force_on
    from files
    left join decided
        on
            files.programme = decided.programme
            and files.scheme_id = decided.scheme_id
            and files.scheme_version = decided.scheme_version
    where coalesce(decided.state, 'none') not in ('refused', 'not_selected')
),

quarters as (
    select listed.quarter
    from (values (1), (2), (3), (4)) as listed (quarter)
),

periods as (
    select
        schemes.*,
        cast(schemes.year as varchar) as period_code,
        make_date(schemes.year, 1, 1) as begins_on,
        make_date(schemes.year + 1, 1, 1) as ends_before
    from schemes
    where schemes.period = 'yearly'

    union all

    select
        schemes.*,
        cast(schemes.year as varchar) || 'Q' || cast(quarters.quarter as varchar) as period_code,
        make_date(schemes.year, 3 * quarters.quarter - 2, 1) as begins_on,
        cast(make_date(schemes.year, 3 * quarters.quarter - 2, 1) + interval 3 month as date) as ends_before
    from schemes
    cross join quarters
    where schemes.period = 'quarterly'
),

bounded as (
    -- a programme's own instant takes the place of the end of the period in which it lies
    select
        periods.*,
        programmes.assessed,
        programmes.honours_bans_of,
        programmes.sources,
        case
            when
                programmes.declared_until > {{ day_begins('periods.begins_on') }}
                and programmes.declared_until <= {{ day_begins('periods.ends_before') }}
                then programmes.declared_until
            else {{ day_begins('periods.ends_before') }}
        end as declared_until
    from periods
    left join programmes on periods.programme = programmes.programme
),

dated as (
    select
        bounded.*,
        {{ last_day_before('declared_until') }} as cut_off_on
    from bounded
),

chosen as (
    -- the version in force on the cut-off date; a field has one selected scheme a year, one of which nothing is decided
    -- stands behind one that was published
    select dated.*
    from dated
    cross join fetched
    where dated.in_force_on <= dated.cut_off_on and dated.begins_on <= fetched.last_fetched_on
    qualify
        row_number() over (
            partition by dated.programme, dated.field_code, dated.period_code
            order by
                dated.is_published desc nulls last,
                dated.in_force_on desc nulls last,
                dated.scheme_version desc nulls last,
                dated.scheme_id asc nulls last
        ) = 1
)

select
    chosen.programme,
    chosen.field_code,
    products.product_category,
    chosen.period_code as period,
    chosen.year,
    chosen.scheme_id,
    chosen.scheme_version,
    products.scheme_product_no,
    chosen.method,
    chosen.lowest_level,
    chosen.stricter_than_national,
    chosen.stricter_than_industry,
    chosen.stricter_how,
    chosen.evidence,
    chosen.assessed,
    chosen.honours_bans_of,
    chosen.sources,
    chosen.begins_on,
    chosen.declared_until,
    chosen.cut_off_on,
    fetched.last_fetched_on,
    -- what the catalogues said before their first load is not known: the first load stands for it
    greatest(chosen.cut_off_on, coalesce(fetched.catalogue_loaded_on, fetched.last_fetched_on)) as catalogue_known_on,
    cast(row_number() over (
        order by
            chosen.programme asc nulls last,
            chosen.field_code asc nulls last,
            products.product_category asc nulls last,
            chosen.period_code asc nulls last
    ) as integer) as board_no
from chosen
inner join products
    on chosen.scheme_id = products.scheme_id and chosen.scheme_version = products.scheme_version
cross join fetched
