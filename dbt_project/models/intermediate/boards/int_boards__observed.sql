with boards as (select * from {{ ref('int_boards__scheduled') }}),

sources as (select * from {{ ref('int_sources__ordered') }}),

runs as (select * from {{ ref('stg_normalised__source_runs') }}),

complete_runs as (
    -- the last attempt of a night says whether the night is complete
    select
        source,
        fetched_on
    from runs
    group by source, fetched_on
    having max_by(is_complete, attempt)
),

dated as (
    select
        boards.board_no,
        sources.source,
        sources.is_enabled,
        boards.cut_off_on,
        min(complete_runs.fetched_on) as first_complete_on,
        min(complete_runs.fetched_on) filter (
            where complete_runs.fetched_on > boards.cut_off_on
        ) as observed_until
    from boards
    -- a programme that names its sources reads no others
    inner join sources
        on boards.sources is null or ';' || boards.sources || ';' like '%;' || sources.source || ';%'
    left join complete_runs on sources.source = complete_runs.source
    group by boards.board_no, sources.source, sources.is_enabled, boards.cut_off_on
)

select
    board_no,
    source,
    is_enabled,
    first_complete_on,
    observed_until,
    -- before a source's first complete load nobody saw what was there: the day of publication has to do
    first_complete_on is null or cut_off_on < first_complete_on as is_reconstructed
from dated
