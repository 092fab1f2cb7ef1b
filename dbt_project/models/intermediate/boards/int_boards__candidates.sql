with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }})

select
    boards.board_no,
    boards.scheme_id,
    boards.scheme_version,
    boards.product_category,
    enrolled.declaration_id,
    enrolled.version,
    enrolled.first_source,
    enrolled.first_observed_on,
    enrolled.category_set,
    enrolled.has_model,
    enrolled.enterprise_id,
    enrolled.standard_kind,
    enrolled.standard_no,
    enrolled.standard_no_raw,
    enrolled.is_well_formed,
    enrolled.published_at,
    enrolled.status,
    enrolled.indicator_source,
    observed.observed_until,
    observed.is_reconstructed,
    observed.is_reconstructed
    or coalesce(enrolled.first_observed_on <= observed.observed_until, true) as is_observed_in_time
from enrolled
inner join boards
    on
        enrolled.scheme_id = boards.scheme_id
        and enrolled.scheme_version = boards.scheme_version
        and enrolled.product_category = boards.product_category
inner join observed on boards.board_no = observed.board_no and enrolled.first_source = observed.source
where
    enrolled.published_at < boards.declared_until
    -- the version that a board counts: the one known at the first complete fetch after the cut-off
    and case
        when observed.is_reconstructed then enrolled.version = 1
        when observed.observed_until is null then enrolled.observed_to is null
        when enrolled.first_observed_on > observed.observed_until then enrolled.version = 1
        else
            enrolled.observed_from <= observed.observed_until
            and (enrolled.observed_to is null or observed.observed_until < enrolled.observed_to)
    end
