-- A misreading is ours, not the enterprise's: its text was public all along. So a person's reading holds for every
-- board that is computed from now on, those of earlier periods too, whatever day it was recorded on; boards that were
-- published before are frozen in the ledger and change by an erratum only. It holds for the text it names: a later
-- version that says something else is read by the parser again.
with readings as (
    select *
    from {{ ref('stg_normalised__overruled_values') }}
    where part_no = 1
),

addressed as (select * from {{ ref('int_decisions__addressed') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

indicators as (
    select *
    from {{ ref('stg_normalised__declared_indicators') }}
    where part_no = 1
),

contents as (
    -- one record can disclose the indicators of several versions
    select
        declaration_id,
        source,
        fetched_on,
        record_id
    from disclosed
    group by declaration_id, source, fetched_on, record_id
),

found as (
    select
        readings.decision_id,
        readings.recorded_at,
        readings.status not in ('unparsed', 'empty') as is_readable,
        contents.source,
        contents.fetched_on,
        contents.record_id,
        indicators.row_no
    from readings
    inner join addressed on readings.decision_id = addressed.decision_id
    inner join contents on addressed.declaration_id = contents.declaration_id
    inner join indicators
        on
            contents.source = indicators.source
            and contents.fetched_on = indicators.fetched_on
            and contents.record_id = indicators.record_id
            and readings.indicator_name_raw = indicators.indicator_name_raw
            and readings.requirement_raw = coalesce(indicators.requirement_raw, '')
)

select
    decision_id,
    source,
    fetched_on,
    record_id,
    row_no,
    -- of several decisions on one cell the latest that can be read
    is_readable
    and row_number() over (
        partition by source, fetched_on, record_id, row_no, is_readable
        order by recorded_at desc nulls last, decision_id desc nulls last
    ) = 1 as is_applied
from found
