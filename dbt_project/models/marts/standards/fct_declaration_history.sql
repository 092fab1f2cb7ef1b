with versions as (select * from {{ ref('int_declarations__versioned') }}),

contents as (select * from {{ ref('int_record_contents__compared') }}),

product_contents as (
    select
        content_no,
        digest
    from contents
),

indicator_contents as (
    select
        content_no,
        digest,
        source
    from contents
)

select
    versions.declaration_id,
    versions.version,
    versions.observed_from,
    versions.observed_to,
    -- by the digests of the records it was merged from, so that it is the same on every engine
    {{ sha256_hex(
        "contents.digest || ' ' || coalesce(product_contents.digest, '') || ' ' || coalesce(indicator_contents.digest, '')"
    ) }} as digest,
    contents.enterprise_id,
    contents.uscc,
    contents.org_name,
    contents.org_name_raw,
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
    indicator_contents.source as indicator_source,
    versions.first_observed_on,
    contents.raw_path,
    contents.raw_sha256
from versions
inner join contents on versions.attributes_content_no = contents.content_no
left join product_contents on versions.products_content_no = product_contents.content_no
left join indicator_contents on versions.indicators_content_no = indicator_contents.content_no
