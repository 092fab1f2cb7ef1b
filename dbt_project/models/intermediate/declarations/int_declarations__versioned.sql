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
        indicators_bits,
        has_products,
        has_indicators,
        is_revised
    from {{ ref('int_record_contents__compared') }}
),

revised as (
    select
        *,
        true as has_attributes
    from contents
    where is_revised
),

events as (
    select
        declaration_id,
        fetched_on as event_on
    from revised
    group by declaration_id, fetched_on
),

merged as (
    -- as known on each night that brought something: attributes of the most preferred source that has the declaration,
    -- products and indicators of the most preferred that shows any
    select
        events.declaration_id,
        events.event_on,
        min(revised.first_source) as first_source,
        min(revised.first_observed_on) as first_observed_on,
        {%- for part in ['attributes', 'products', 'indicators'] %}
        min_by(revised.content_no, revised.source_order) filter (where has_{{ part }}) as {{ part }}_content_no,
        min_by(revised.{{ part }}_bits, revised.source_order) filter (where has_{{ part }}) as {{ part }}_bits,
        min_by(revised.digest, revised.source_order) filter (where has_{{ part }}) as {{ part }}_digest,
        {%- endfor %}
        count(*) as record_count
    from events
    inner join revised
        on
            events.declaration_id = revised.declaration_id
            and revised.fetched_on <= events.event_on
            and (revised.held_until is null or events.event_on < revised.held_until)
    group by events.declaration_id, events.event_on
),

compared as (
    select
        declaration_id,
        event_on,
        {{ row_bits(['attributes_bits', 'products_bits', 'indicators_bits']) }} as content_bits,
        lag({{ row_bits(['attributes_bits', 'products_bits', 'indicators_bits']) }}) over (
            partition by declaration_id order by event_on asc nulls last
        ) as content_bits_before
    from merged
),

changed as (
    select
        declaration_id,
        event_on,
        row_number() over (partition by declaration_id order by event_on asc nulls last) as version,
        lead(event_on) over (partition by declaration_id order by event_on asc nulls last) as observed_to
    from compared
    where content_bits_before is null or content_bits <> content_bits_before
),

versions as (
    -- most declarations came once, from one platform: that is their only version
    select
        declaration_id,
        cast(1 as bigint) as version,
        fetched_on as observed_from,
        cast(null as date) as observed_to,
        first_source,
        first_observed_on,
        content_no as attributes_content_no,
        digest as attributes_digest,
        case when has_products then content_no end as products_content_no,
        case when has_products then digest end as products_digest,
        case when has_indicators then content_no end as indicators_content_no,
        case when has_indicators then digest end as indicators_digest
    from contents
    where not is_revised

    union all

    select
        changed.declaration_id,
        changed.version,
        changed.event_on as observed_from,
        changed.observed_to,
        merged.first_source,
        merged.first_observed_on,
        merged.attributes_content_no,
        merged.attributes_digest,
        merged.products_content_no,
        merged.products_digest,
        merged.indicators_content_no,
        merged.indicators_digest
    from changed
    inner join merged on changed.declaration_id = merged.declaration_id and changed.event_on = merged.event_on
),

numbered as (
    -- for joins within one build only
    select
        declaration_id,
        version,
        row_number() over (order by declaration_id asc nulls last, version asc nulls last) as version_no
    from versions
)

select
    versions.declaration_id,
    cast(versions.version as integer) as version,
    numbered.version_no,
    versions.observed_from,
    versions.observed_to,
    versions.first_source,
    versions.first_observed_on,
    versions.attributes_content_no,
    versions.products_content_no,
    versions.indicators_content_no,
    -- of the records that it was merged from, so that it is the same on every engine
    {{ sha256_hex(
        "versions.attributes_digest || ' ' || coalesce(versions.products_digest, '') || ' '
            || coalesce(versions.indicators_digest, '')"
    ) }} as digest
from versions
inner join numbered on versions.declaration_id = numbered.declaration_id and versions.version = numbered.version
