with titled as (select * from {{ ref('int_leaders__titled') }}),

enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

superseding as (select * from {{ ref('int_declarations__superseding') }}),

traced as (
    -- its own declaration, and what the enterprise declared after it under the number, whatever the year
    select
        leader_key,
        declaration_id as later_id,
        version as after_version
    from titled
    where version_no is not null

    union all

    select
        titled.leader_key,
        superseding.successor_id as later_id,
        0 as after_version
    from titled
    inner join superseding on titled.declaration_id = superseding.declaration_id
    where titled.version_no is not null
)

select
    titled.leader_key,
    enrolled.scheme_product_no,
    enrolled.version_no,
    enrolled.declaration_id,
    enrolled.version,
    enrolled.standard_no,
    enrolled.declaration_id = titled.declaration_id as is_own,
    greatest(enrolled.observed_from, titled.valid_from) as found_on
from traced
inner join titled on traced.leader_key = titled.leader_key
inner join enrolled
    on
        traced.later_id = enrolled.declaration_id
        and titled.scheme_product_no = enrolled.scheme_product_no
        and enrolled.version > traced.after_version
-- at any time in which the title was valid
where
    enrolled.observed_from < titled.valid_until
    and (enrolled.observed_to is null or titled.valid_from < enrolled.observed_to)
