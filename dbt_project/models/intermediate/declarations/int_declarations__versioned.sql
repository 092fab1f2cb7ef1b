with contents as (
    select
        content_no,
        declaration_id,
        source,
        source_order,
        first_source,
        first_observed_on,
        fetched_on,
        held_until,
        digest,
        attributes_bits,
        products_bits,
        indicators_bits,
        has_products,
        has_indicators
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
        {%- for part, has_part in [('attributes', 'true'), ('products', 'has_products'), ('indicators', 'has_indicators')] %}
        min_by(contents.content_no, contents.source_order) filter (where {{ has_part }}) as {{ part }}_content_no,
        min_by(contents.{{ part }}_bits, contents.source_order) filter (where {{ has_part }}) as {{ part }}_bits,
        min_by(contents.digest, contents.source_order) filter (where {{ has_part }}) as {{ part }}_digest,
        {%- endfor %}
        min_by(contents.source, contents.source_order) filter (where has_indicators) as indicator_source
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

changed as (
    select
        compared.*,
        row_number() over (partition by declaration_id order by event_on asc nulls last) as version,
        lead(event_on) over (partition by declaration_id order by event_on asc nulls last) as observed_to
    from compared
    where content_bits_before is null or content_bits <> content_bits_before
)

select
    declaration_id,
    cast(version as integer) as version,
    event_on as observed_from,
    observed_to,
    first_source,
    first_observed_on,
    attributes_content_no,
    products_content_no,
    indicators_content_no,
    indicator_source,
    -- of the records that it was merged from, so that it is the same on every engine
    {{ sha256_hex(
        "attributes_digest || ' ' || coalesce(products_digest, '') || ' ' || coalesce(indicators_digest, '')"
    ) }} as digest,
    -- for joins within one build only
    row_number() over (order by attributes_content_no asc nulls last, event_on asc nulls last) as version_no
from changed
