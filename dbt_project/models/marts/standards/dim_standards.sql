with standards as (select * from {{ ref('int_standards__merged') }}),

replacements as (select * from {{ ref('int_standards__replaced') }})

select
    standards.standard_no,
    standards.valid_from,
    standards.valid_to,
    standards.valid_to is null as is_current,
    standards.standard_no_raw,
    coalesce(standards.kind, {{ standard_kind('standards.standard_no') }}) as kind,
    standards.nature,
    standards.name,
    standards.status,
    standards.issued_on,
    standards.in_force_on,
    standards.abolished_on,
    coalesce(standards.replaced_by, replacements.replaced_by) as replaced_by,
    replacements.replaced_on,
    replacements.replacement_known_on,
    standards.replaces,
    standards.department,
    standards.source
from standards
left join replacements on standards.standard_no = replacements.standard_no
