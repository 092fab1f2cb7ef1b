with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

citations as (select * from {{ ref('stg_normalised__declared_citations') }}),

standards as (select * from {{ ref('dim_standards') }}),

dates as (
    select
        cut_off_on,
        catalogue_known_on
    from boards
    group by cut_off_on, catalogue_known_on
),

cited as (
    select standard_no
    from citations
    group by standard_no
),

outdated as (
    -- a standard of which no catalogue knew the status says nothing; one that is still to come is not out of date
    select
        dates.cut_off_on,
        cited.standard_no
    from cited
    inner join standards on cited.standard_no = standards.standard_no
    inner join dates
        on
            standards.valid_from <= dates.catalogue_known_on
            and (standards.valid_to is null or dates.catalogue_known_on < standards.valid_to)
    where
        standards.status is not null
        and not {{ in_force('standards', 'dates.cut_off_on', 'dates.catalogue_known_on') }}
        and not coalesce(standards.in_force_on > dates.cut_off_on, standards.status = 'upcoming', false)
),

citing as (
    -- few standards are out of date, on whichever day
    select
        disclosed.version_no,
        citations.standard_no
    from citations
    inner join disclosed
        on
            citations.source = disclosed.source
            and citations.fetched_on = disclosed.fetched_on
            and citations.record_id = disclosed.record_id
    where citations.standard_no in (select outdated.standard_no from outdated)
)

select
    candidates.board_no,
    candidates.declaration_id,
    {{ joined_texts('outdated.standard_no', '、', 'outdated.standard_no') }} as standards_text
from candidates
inner join boards on candidates.board_no = boards.board_no
inner join citing on candidates.version_no = citing.version_no
inner join outdated on boards.cut_off_on = outdated.cut_off_on and citing.standard_no = outdated.standard_no
group by candidates.board_no, candidates.version_no, candidates.declaration_id
