with violations as (select * from {{ ref('int_national_violations__dated') }}),

history as (select * from {{ ref('fct_declaration_history') }}),

dated as (
    select
        violations.*,
        -- a declaration binds from the day it was published; its later versions from the night they were seen
        greatest(
            case
                when history.version = 1 then coalesce(history.published_on, history.observed_from)
                else history.observed_from
            end,
            violations.in_force_from
        ) as valid_from,
        case
            when history.observed_to is null then violations.in_force_to
            when violations.in_force_to is null then history.observed_to
            else least(history.observed_to, violations.in_force_to)
        end as valid_to
    from violations
    inner join history
        on violations.declaration_id = history.declaration_id and violations.version = history.version
    -- a limit without a day has never been in force
    where violations.in_force_from is not null
)

select
    declaration_id,
    version,
    rule_id,
    standard_no,
    clause,
    indicator_code,
    product_category,
    row_no,
    part_no,
    limit_value as "limit",
    declared,
    unit,
    valid_from,
    valid_to
from dated
where valid_to is null or valid_from < valid_to
