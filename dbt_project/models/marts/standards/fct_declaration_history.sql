with versions as (select * from {{ ref('int_declarations__versioned') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

contents as (select * from {{ ref('int_record_contents__compared') }})

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
    disclosed.source as indicator_source,
    versions.first_observed_on,
    contents.raw_path,
    contents.raw_sha256
from versions
inner join contents on versions.attributes_content_no = contents.content_no
left join disclosed on versions.version_no = disclosed.version_no
