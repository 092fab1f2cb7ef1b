with indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

citations as (select * from {{ ref('stg_normalised__declared_citations') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

grade_standards as (
    select grades_per
    from indicators
    where grades_per is not null
    group by grades_per
),

spellings as (
    -- a citation without a year means the edition that gives the grades
    select
        grades_per,
        grades_per as standard_no
    from grade_standards

    union

    select
        grades_per,
        {{ regex_replace('grades_per', '-[0-9]{4}$', '') }} as standard_no
    from grade_standards
)

select
    disclosed.declaration_id,
    disclosed.version,
    spellings.grades_per
from citations
inner join spellings on citations.standard_no = spellings.standard_no
inner join disclosed
    on
        citations.source = disclosed.source
        and citations.fetched_on = disclosed.fetched_on
        and citations.record_id = disclosed.record_id
group by disclosed.declaration_id, disclosed.version, spellings.grades_per
