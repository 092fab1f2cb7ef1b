with versions as (select * from {{ ref('int_declarations__versioned') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

indicator_sets as (select * from {{ ref('int_indicator_sets__attached') }}),

by_platform as (
    select
        versions.declaration_id,
        versions.version,
        versions.version_no,
        contents.source,
        contents.fetched_on,
        contents.record_id,
        false as is_extracted
    from versions
    inner join contents on versions.indicators_content_no = contents.content_no
),

by_sheet as (
    -- a sheet speaks of the standard's text, which a later version of the same declaration keeps
    select
        versions.declaration_id,
        versions.version,
        versions.version_no,
        indicator_sets.source,
        indicator_sets.fetched_on,
        indicator_sets.record_id,
        true as is_extracted
    from versions
    inner join indicator_sets
        on
            versions.declaration_id = indicator_sets.declaration_id
            and indicator_sets.version <= versions.version
    where versions.indicators_content_no is null
    qualify
        row_number() over (
            partition by versions.version_no
            order by
                indicator_sets.fetched_on desc nulls last,
                indicator_sets.source asc nulls last,
                indicator_sets.record_id asc nulls last
        ) = 1
),

disclosed as (
    select * from by_platform
    union all
    select * from by_sheet
)

select
    disclosed.declaration_id,
    disclosed.version,
    disclosed.version_no,
    disclosed.source,
    disclosed.fetched_on,
    disclosed.record_id,
    disclosed.is_extracted
from disclosed
