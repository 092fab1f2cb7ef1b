with contents as (
    select
        content_no,
        declaration_id,
        source_order,
        first_source,
        first_observed_on,
        fetched_on,
        held_until,
        digest,
        attributes_bits,
        products_bits,
        indicators_bits
    from {{ ref('int_record_contents__compared') }}
),

events as (
    select
        declaration_id,
        fetched_on as event_on
    from contents
    group by declaration_id, fetched_on
),

merged as (
    -- as known on each night that brought something: attributes of the most preferred source that has the declaration,
    -- products and indicators of the most preferred that shows any
    select
        events.declaration_id,
        events.event_on,
        min(contents.first_source) as first_source,
        min(contents.first_observed_on) as first_observed_on,
        min_by(contents.content_no, contents.source_order) as attributes_content_no,
        min_by(contents.attributes_bits, contents.source_order) as attributes_bits,
        min_by(contents.content_no, contents.source_order) filter (
            where contents.products_bits is not null
        ) as products_content_no,
        min_by(contents.products_bits, contents.source_order) filter (
            where contents.products_bits is not null
        ) as products_bits,
        min_by(contents.content_no, contents.source_order) filter (
            where contents.indicators_bits is not null
        ) as indicators_content_no,
        min_by(contents.indicators_bits, contents.source_order) filter (
            where contents.indicators_bits is not null
        ) as indicators_bits
    from events
    inner join contents
        on
            events.declaration_id = contents.declaration_id
            and contents.fetched_on <= events.event_on
            and (contents.held_until is null or events.event_on < contents.held_until)
    group by events.declaration_id, events.event_on
),

compared as (
    select
        merged.*,
        {{ row_bits(['attributes_bits', 'products_bits', 'indicators_bits']) }} as content_bits,
        lag({{ row_bits(['attributes_bits', 'products_bits', 'indicators_bits']) }}) over (
            partition by declaration_id order by event_on asc nulls last
        ) as content_bits_before
    from merged
),

versions as (
    select
        compared.*,
        row_number() over (partition by declaration_id order by event_on asc nulls last) as version,
        lead(event_on) over (partition by declaration_id order by event_on asc nulls last) as observed_to
    from compared
    where content_bits_before is null or content_bits <> content_bits_before
)

select
    versions.declaration_id,
    cast(versions.version as integer) as version,
    versions.event_on as observed_from,
    versions.observed_to,
    versions.first_source,
    versions.first_observed_on,
    versions.attributes_content_no,
    versions.products_content_no,
    versions.indicators_content_no
from versions
