with violations as (select * from {{ ref('stg_normalised__national_violations') }}),

disclosed as (select * from {{ ref('int_declaration_versions__disclosed') }}),

limits as (select * from {{ ref('stg_reference__limits') }})

select
    disclosed.declaration_id,
    disclosed.version,
    violations.rule_id,
    violations.row_no,
    violations.part_no,
    violations.product_category,
    violations.declared,
    limits.standard_no,
    limits.clause,
    limits.indicator_code,
    coalesce(limits.high, limits.low) as limit_value,
    limits.unit,
    limits.high is not null as is_upper,
    limits.in_force_from,
    limits.in_force_to,
    limits.known_from
from violations
inner join disclosed
    on
        violations.source = disclosed.source
        and violations.fetched_on = disclosed.fetched_on
        and violations.record_id = disclosed.record_id
inner join limits on violations.rule_id = limits.rule_id
-- the worst row of a rule stands for it
qualify
    row_number() over (
        partition by disclosed.declaration_id, disclosed.version, violations.rule_id
        order by
            case when limits.high is not null then violations.declared else -violations.declared end desc nulls last,
            violations.row_no asc nulls last,
            violations.part_no asc nulls last,
            violations.product_category asc nulls last
    ) = 1
