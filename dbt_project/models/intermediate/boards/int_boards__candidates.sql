with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }}),

records as (select * from {{ ref('int_records__identified') }}),

shown as (
    select
        boards.board_no,
        boards.scheme_product_no,
        enrolled.version_no,
        enrolled.declaration_id,
        enrolled.version,
        enrolled.enterprise_id,
        enrolled.category_set,
        enrolled.has_model,
        enrolled.standard_kind,
        enrolled.is_well_formed,
        enrolled.status,
        enrolled.indicator_source,
        enrolled.observed_from,
        enrolled.observed_to,
        enrolled.first_source,
        enrolled.first_observed_on,
        observed.observed_until,
        observed.is_reconstructed
    from enrolled
    inner join boards on enrolled.scheme_product_no = boards.scheme_product_no
    inner join observed on boards.board_no = observed.board_no and enrolled.first_source = observed.source
    where enrolled.published_at < boards.declared_until
),

shown_elsewhere_first as (
    -- the programme does not read the platform that had it first: of those that it reads the first one counts
    select
        boards.board_no,
        boards.scheme_product_no,
        enrolled.version_no,
        enrolled.declaration_id,
        enrolled.version,
        enrolled.enterprise_id,
        enrolled.category_set,
        enrolled.has_model,
        enrolled.standard_kind,
        enrolled.is_well_formed,
        enrolled.status,
        enrolled.indicator_source,
        enrolled.observed_from,
        enrolled.observed_to,
        records.source as first_source,
        records.first_observed_on,
        observed.observed_until,
        observed.is_reconstructed
    from enrolled
    inner join boards on enrolled.scheme_product_no = boards.scheme_product_no
    left join observed as unread on boards.board_no = unread.board_no and enrolled.first_source = unread.source
    inner join records on enrolled.declaration_id = records.declaration_id
    inner join observed on boards.board_no = observed.board_no and records.source = observed.source
    where unread.source is null and enrolled.published_at < boards.declared_until
    qualify
        row_number() over (
            partition by boards.board_no, enrolled.version_no
            order by
                records.first_observed_on asc nulls last,
                records.source_order asc nulls last,
                records.record_id asc nulls last
        ) = 1
),

candidates as (
    select * from shown
    union all
    select * from shown_elsewhere_first
)

select
    board_no,
    scheme_product_no,
    version_no,
    declaration_id,
    version,
    enterprise_id,
    category_set,
    has_model,
    standard_kind,
    is_well_formed,
    status,
    indicator_source,
    first_source,
    first_observed_on,
    observed_until,
    is_reconstructed,
    is_reconstructed or coalesce(first_observed_on <= observed_until, true) as is_observed_in_time
from candidates
where
    -- the version that a board counts: the one known at the first complete fetch after the cut-off
    case
        when is_reconstructed then version = 1
        when observed_until is null then observed_to is null
        when first_observed_on > observed_until then version = 1
        else observed_from <= observed_until and (observed_to is null or observed_until < observed_to)
    end
