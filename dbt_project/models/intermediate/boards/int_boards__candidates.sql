with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

observed as (select * from {{ ref('int_boards__observed') }})

select
    boards.board_no,
    boards.scheme_product_no,
    enrolled.version_no,
    enrolled.declaration_id,
    enrolled.version,
    enrolled.enterprise_id,
    enrolled.category_set,
    observed.observed_until,
    observed.is_reconstructed,
    observed.is_reconstructed
    or coalesce(enrolled.first_observed_on <= observed.observed_until, true) as is_observed_in_time
from enrolled
inner join boards on enrolled.scheme_product_no = boards.scheme_product_no
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
