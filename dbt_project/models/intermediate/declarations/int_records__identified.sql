with declarations as (select * from {{ ref('stg_normalised__declarations') }}),

sources as (select * from {{ ref('int_sources__ordered') }}),

firsts as (
    -- what a record said first says which declaration it is: a later correction is a version of it, not another one
    select
        declarations.source,
        declarations.record_id,
        declarations.fetched_on as first_observed_on,
        declarations.enterprise_id,
        declarations.standard_no,
        declarations.standard_series_id,
        declarations.standard_year,
        declarations.published_on,
        declarations.published_at,
        try_cast(nullif({{ regex_extract('declarations.record_id', '-([0-9]+)$') }}, '') as bigint) as serial_no
    from declarations
    qualify
        row_number() over (
            partition by declarations.source, declarations.record_id order by declarations.fetched_on asc nulls last
        ) = 1
),

keyed as (
    select
        firsts.*,
        coalesce(sources.source_order, 1000) as source_order,
        -- a record without a complete key is merged with nothing
        case
            when firsts.enterprise_id is null or firsts.standard_no is null or firsts.published_on is null
                then firsts.source || '/' || firsts.record_id
        end as lone_key,
        -- one platform can carry a number twice on one day; such records are several declarations, and the one that
        -- is current there is the one that other platforms show
        row_number() over (
            partition by firsts.enterprise_id, firsts.standard_no, firsts.published_on, firsts.source
            order by
                firsts.first_observed_on asc nulls last,
                firsts.published_at desc nulls last,
                firsts.serial_no desc nulls last,
                firsts.record_id desc nulls last
        ) as occurrence_no
    from firsts
    left join sources on firsts.source = sources.source
),

merged as (
    select
        keyed.*,
        row_number() over naming as place,
        first_value(keyed.source) over naming as naming_source,
        first_value(keyed.record_id) over naming as naming_record_id
    from keyed
    window
        naming as (
            partition by
                keyed.enterprise_id, keyed.standard_no, keyed.published_on, keyed.occurrence_no, keyed.lone_key
            order by keyed.first_observed_on asc nulls last, keyed.source_order asc nulls last
        )
),

named as (
    -- an id that two platforms use for different declarations stays with the one seen first
    select
        source as naming_source,
        record_id as naming_record_id,
        first_observed_on as declaration_first_observed_on,
        case
            when row_number() over (
                    partition by record_id order by first_observed_on asc nulls last, source_order asc nulls last
                ) = 1
                then record_id
            else source || '/' || record_id
        end as declaration_id
    from merged
    where place = 1
)

select
    merged.source,
    merged.record_id,
    named.declaration_id,
    named.declaration_first_observed_on,
    merged.naming_source as first_source,
    merged.source_order,
    merged.first_observed_on,
    merged.enterprise_id,
    merged.standard_no,
    merged.standard_series_id,
    merged.standard_year,
    merged.published_on,
    merged.published_at,
    merged.serial_no,
    merged.place = 1 as is_first
from merged
inner join named
    on merged.naming_source = named.naming_source and merged.naming_record_id = named.naming_record_id
