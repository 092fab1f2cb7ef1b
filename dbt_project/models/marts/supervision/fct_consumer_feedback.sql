with feedback as (select * from {{ ref('stg_normalised__consumer_feedback') }}),

spoken_of as (select * from {{ ref('stg_normalised__feedback_words') }}),

key_fields as (select * from {{ ref('stg_reference__key_fields') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }}),

latest as (
    select
        source,
        fetched_on,
        record_id,
        field_text,
        received_on,
        substr(cast(received_on as varchar), 1, 7) as month
    from feedback
    qualify row_number() over (partition by source, record_id order by fetched_on desc nulls last) = 1
),

named as (
    -- a field by its code or by its name; a name that two fields have names none
    select
        field_code as field_text,
        field_code,
        max(name_zh) as name_zh
    from key_fields
    group by field_code

    union all

    select
        name_zh as field_text,
        max(field_code) as field_code,
        name_zh
    from key_fields
    group by name_zh
    having min(field_code) = max(field_code)
),

fields as (
    select
        latest.source,
        latest.fetched_on,
        latest.record_id,
        latest.month,
        latest.received_on,
        named.field_code,
        coalesce(named.name_zh, latest.field_text) as field_name
    from latest
    left join named on latest.field_text = named.field_text
),

words as (
    -- '' where the text names no indicator that the dictionary knows
    select
        fields.*,
        coalesce(spoken_of.indicator_code, '') as indicator_code,
        spoken_of.word
    from fields
    left join spoken_of
        on
            fields.source = spoken_of.source
            and fields.fetched_on = spoken_of.fetched_on
            and fields.record_id = spoken_of.record_id
),

totals as (
    select
        field_name,
        month,
        {{ row_count() }} as field_feedback_count
    from fields
    group by field_name, month
),

counted as (
    select
        field_name,
        month,
        indicator_code,
        max(field_code) as field_code,
        {{ row_count() }} as feedback_count,
        min(received_on) as first_received_on,
        max(received_on) as last_received_on
    from words
    group by field_name, month, indicator_code
),

spellings as (
    select
        field_name,
        month,
        indicator_code,
        word
    from words
    group by field_name, month, indicator_code, word
),

spelt as (
    select
        field_name,
        month,
        indicator_code,
        {{ joined_texts('word', ';', 'word') }} as words
    from spellings
    group by field_name, month, indicator_code
)

select
    counted.field_name,
    counted.month,
    counted.indicator_code,
    counted.field_code,
    indicators.name_zh as indicator_name,
    spelt.words,
    counted.feedback_count,
    totals.field_feedback_count,
    counted.first_received_on,
    counted.last_received_on
from counted
inner join totals on counted.field_name = totals.field_name and counted.month = totals.month
inner join spelt
    on
        counted.field_name = spelt.field_name
        and counted.month = spelt.month
        and counted.indicator_code = spelt.indicator_code
left join indicators on counted.indicator_code = indicators.indicator_code
