with versions as (select * from {{ ref('int_declarations__versioned') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

sheets as (select * from {{ ref('stg_normalised__indicator_sets') }}),

shown as (
    -- where the indicators stand: on a platform's page or in an extraction sheet
    select
        disclosed.version_no,
        disclosed.source,
        disclosed.fetched_on,
        disclosed.record_id,
        coalesce(contents.raw_path, sheets.raw_path) as raw_path,
        coalesce(contents.raw_sha256, sheets.raw_sha256) as raw_sha256
    from disclosed
    -- which of the two, the key says: a condition on one side alone makes engines compare every pair of rows
    left join contents
        on
            case when not disclosed.is_extracted then disclosed.source end = contents.source
            and disclosed.fetched_on = contents.fetched_on
            and disclosed.record_id = contents.record_id
    left join sheets
        on
            case when disclosed.is_extracted then disclosed.source end = sheets.source
            and disclosed.fetched_on = sheets.fetched_on
            and disclosed.record_id = sheets.record_id
)

select
    versions.declaration_id,
    versions.version,
    versions.observed_from,
    versions.observed_to,
    versions.digest,
    contents.enterprise_id,
    contents.uscc,
    contents.org_name,
    contents.standard_no,
    contents.standard_no_raw,
    contents.standard_kind,
    contents.is_well_formed,
    contents.standard_series_id,
    contents.standard_year,
    contents.standard_name,
    contents.published_at,
    contents.published_on,
    contents.status,
    contents.division_code,
    contents.province_code,
    contents.source,
    shown.source as indicator_source,
    versions.first_observed_on,
    contents.fetched_on,
    contents.record_id,
    contents.raw_path,
    contents.raw_sha256,
    shown.fetched_on as indicator_fetched_on,
    shown.record_id as indicator_record_id,
    shown.raw_path as indicator_raw_path,
    shown.raw_sha256 as indicator_raw_sha256
from versions
inner join contents on versions.attributes_content_no = contents.content_no
left join shown on versions.version_no = shown.version_no
