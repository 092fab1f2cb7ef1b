{{ config(materialized = 'view') }}

with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

core as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

declared as (select * from {{ ref('fct_declared_indicators') }}),

grades as (select * from {{ ref('stg_reference__scheme_grades') }}),

units as (select * from {{ ref('stg_reference__units') }}),

unclear as (select * from {{ ref('int_declared_indicators__unclear') }}),

citing as (select * from {{ ref('int_declaration_versions__citing_grades') }}),

bounds as (
    select
        core.scheme_indicator_no,
        core.direction,
        core.better,
        core.detection_limit,
        enrolled.version_no,
        declared.row_no,
        declared.part_no,
        declared.requirement_raw,
        declared.test_method_text,
        declared.status,
        declared.op,
        case when core.direction = 'lower' then declared.high else declared.low end as bound,
        coalesce(
            case when core.direction = 'lower' then declared.high_inclusive else declared.low_inclusive end, true
        ) as is_bound_inclusive,
        coalesce(declared.low, declared.high) is not null as has_bound,
        {{ same('declared.unit', 'core.unit') }} as is_same_unit,
        -- null where the units are of different dimensions, or not known
        case when units.dimension = core.dimension then units.factor / core.factor end as unit_ratio,
        case when core.better = 'best_first' then cast(grades.position as double) else grades.value end as grade_value,
        -- a grade stands for a number only if its standard is cited, or was in force when the declaration was made
        core.better = 'best_first'
        or citing.declaration_id is not null
        or coalesce(enrolled.published_on >= core.grades_in_force_on, false) as is_grade_defined,
        unclear.declaration_id is not null as is_unclear,
        case
            when core.test_method is null or declared.test_method = core.test_method then 1
            when declared.test_method is not null then 2
            -- a grade without a word on its method is tested as the standard of the grades says
            when
                declared.status = 'grade'
                and declared.test_method_text is null
                and core.grades_test_method = core.test_method
                then 1
            else 3
        end as method_order
    from declared
    inner join core on declared.indicator_code = core.indicator_code
    inner join enrolled
        on
            declared.declaration_id = enrolled.declaration_id
            and declared.version = enrolled.version
            and core.scheme_product_no = enrolled.scheme_product_no
    left join units on declared.unit = units.unit
    left join grades
        on
            core.scheme_id = grades.scheme_id
            and core.scheme_version = grades.scheme_version
            and core.indicator_code = grades.indicator_code
            and declared.grade = grades.grade
    left join unclear
        on
            declared.declaration_id = unclear.declaration_id
            and declared.version = unclear.version
            and declared.row_no = unclear.row_no
    left join citing
        on
            declared.declaration_id = citing.declaration_id
            and declared.version = citing.version
            and core.grades_per = citing.grades_per
    -- an empty cell declares nothing
    where declared.status <> 'empty'
),

valued as (
    select
        *,
        case status
            when 'parsed' then case when is_same_unit then bound else round(bound * unit_ratio, 9) end
            when 'grade' then grade_value
            when 'none_detected' then detection_limit
        end as value
    from bounds
)

select
    scheme_indicator_no,
    version_no,
    row_no,
    part_no,
    requirement_raw,
    test_method_text,
    method_order,
    -- the larger, the less demanding, whichever way is better
    case when direction = 'lower' then value else -value end as leniency,
    case status
        when 'parsed' then is_bound_inclusive
        when 'grade' then coalesce(op <> 'gt', true)
        else false
    end as is_inclusive,
    -- what keeps a part from being ranked, in the order in which it is reported; null when nothing does
    case
        -- text beside a bound adds to it and takes nothing away
        when status = 'text' then 9
        when status not in ('parsed', 'grade', 'none_detected') or (status = 'parsed' and not has_bound) then 1
        when status = 'parsed' and bound is null then 2
        when status = 'grade' and op in ('le', 'lt') then 2
        when status = 'none_detected' and coalesce(better <> 'lower', true) then 2
        when status = 'grade' and (grade_value is null or not is_grade_defined) then 3
        when status = 'none_detected' and detection_limit is null then 4
        when status = 'parsed' and (better = 'best_first' or not (is_same_unit or unit_ratio is not null)) then 5
        when is_unclear then 6
    end as obstacle_no
from valued
