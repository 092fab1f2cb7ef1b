with catalogue as (select * from {{ ref('stg_normalised__catalogue_standards') }}),

reference as (select * from {{ ref('stg_reference__standards_in_force') }}),

sources as (
    select
        source,
        row_number() over (order by precedence asc nulls last, source asc nulls last) as source_order
    from {{ ref('stg_reference__sources') }}
    where role = 'catalogue'
),

fetched as (
    select max(fetched_on) as last_fetched_on
    from {{ ref('stg_normalised__source_runs') }}
),

listed as (
    select
        reference.*,
        successors.in_force_on as successor_in_force_on,
        fetched.last_fetched_on,
        coalesce(
            reference.known_from, reference.issued_on, reference.in_force_on, fetched.last_fetched_on
        ) as listed_from
    from reference
    left join reference as successors on reference.replaced_by = successors.standard_no
    cross join fetched
),

turning_days as (
    -- the committed list shows no status: it follows from the days, as far as they have come
    select
        standard_no,
        listed_from as turned_on
    from listed

    union

    select
        standard_no,
        in_force_on as turned_on
    from listed
    where in_force_on > listed_from and in_force_on <= last_fetched_on

    union

    select
        standard_no,
        successor_in_force_on as turned_on
    from listed
    where successor_in_force_on > listed_from and successor_in_force_on <= last_fetched_on
),

observed as (
    select
        catalogue.standard_no,
        catalogue.fetched_on,
        catalogue.source,
        coalesce(sources.source_order, 1000) as source_order,
        catalogue.standard_no_raw,
        catalogue.kind,
        catalogue.nature,
        catalogue.name,
        catalogue.status,
        catalogue.issued_on,
        catalogue.in_force_on,
        catalogue.abolished_on,
        catalogue.replaces,
        catalogue.replaced_by,
        catalogue.department
    from catalogue
    left join sources on catalogue.source = sources.source

    union all

    select
        listed.standard_no,
        turning_days.turned_on as fetched_on,
        'standards-in-force' as source,
        2000 as source_order,
        listed.standard_no as standard_no_raw,
        listed.kind,
        listed.nature,
        listed.name,
        case
            -- a successor without a day: nobody can say until when the old one held
            when listed.replaced_by is not null and listed.successor_in_force_on is null then 'replaced'
            when listed.successor_in_force_on <= turning_days.turned_on then 'replaced'
            when listed.in_force_on > turning_days.turned_on then 'upcoming'
            when listed.in_force_on is not null then 'in_force'
        end as status,
        listed.issued_on,
        listed.in_force_on,
        cast(null as date) as abolished_on,
        cast(null as varchar) as replaces,
        listed.replaced_by,
        cast(null as varchar) as department
    from listed
    inner join turning_days on listed.standard_no = turning_days.standard_no
),

held as (
    select
        *,
        lead(fetched_on) over (partition by standard_no, source order by fetched_on asc nulls last) as held_until
    from observed
),

events as (
    select
        standard_no,
        fetched_on as event_on
    from held
    group by standard_no, fetched_on
),

merged as (
    -- the status and the day of withdrawal belong together and come from the most preferred catalogue that gives a
    -- status; what else one catalogue leaves open, the next may fill
    select
        events.standard_no,
        events.event_on,
        min_by(held.source, held.source_order) as source,
        min_by(held.standard_no_raw, held.source_order) as standard_no_raw,
        min_by(held.kind, held.source_order) filter (where held.kind is not null) as kind,
        min_by(held.nature, held.source_order) filter (where held.nature is not null) as nature,
        min_by(held.name, held.source_order) filter (where held.name is not null) as name,
        min_by(held.status, held.source_order) filter (where held.status is not null) as status,
        -- a status without a day of withdrawal is not completed by another catalogue's day
        nullif(
            min_by(coalesce(held.abolished_on, date '9999-12-31'), held.source_order) filter (
                where held.status is not null
            ),
            date '9999-12-31'
        ) as abolished_on,
        min_by(held.issued_on, held.source_order) filter (where held.issued_on is not null) as issued_on,
        min_by(held.in_force_on, held.source_order) filter (where held.in_force_on is not null) as in_force_on,
        min_by(held.replaces, held.source_order) filter (where held.replaces is not null) as replaces,
        min_by(held.replaced_by, held.source_order) filter (where held.replaced_by is not null) as replaced_by,
        min_by(held.department, held.source_order) filter (where held.department is not null) as department
    from events
    inner join held
        on
            events.standard_no = held.standard_no
            and held.fetched_on <= events.event_on
            and (held.held_until is null or events.event_on < held.held_until)
    group by events.standard_no, events.event_on
),

compared as (
    select
        *,
        {{ row_bits([
            'kind', 'nature', 'name', 'status', 'issued_on', 'in_force_on', 'abolished_on', 'replaces', 'replaced_by',
            'department'
        ]) }} as content_bits
    from merged
),

changed as (
    select *
    from compared
    qualify
        coalesce(
            content_bits <> lag(content_bits) over (partition by standard_no order by event_on asc nulls last), true
        )
)

select
    standard_no,
    event_on as valid_from,
    lead(event_on) over (partition by standard_no order by event_on asc nulls last) as valid_to,
    source,
    standard_no_raw,
    kind,
    nature,
    name,
    status,
    issued_on,
    in_force_on,
    abolished_on,
    replaces,
    replaced_by,
    department
from changed
