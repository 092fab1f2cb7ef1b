with enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

core as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

parts as (
    select
        *,
        -- the part that decides: what keeps the indicator from being ranked, else what demands least
        row_number() over (
            partition by scheme_indicator_no, version_no
            order by
                method_order asc nulls last,
                case when obstacle_no < 9 then obstacle_no when obstacle_no is null then 8 else 9 end asc nulls last,
                leniency desc nulls last,
                is_inclusive desc nulls last,
                row_no asc nulls last,
                part_no asc nulls last
        ) = 1 as is_deciding
    from {{ ref('int_declared_parts__compared') }}
),

asked as (
    -- a row for each indicator that a scheme asks for, so that a missing one is a row too
    select
        core.scheme_indicator_no,
        enrolled.version_no,
        enrolled.indicator_source is not null as is_disclosed,
        cast(null as varchar) as requirement_raw,
        cast(null as varchar) as test_method_text,
        cast(null as integer) as method_order,
        cast(null as double) as leniency,
        cast(null as boolean) as is_inclusive,
        cast(null as integer) as obstacle_no,
        cast(null as integer) as row_no,
        cast(null as integer) as part_no
    from enrolled
    inner join core on enrolled.scheme_product_no = core.scheme_product_no

    union all

    select
        scheme_indicator_no,
        version_no,
        true as is_disclosed,
        requirement_raw,
        test_method_text,
        method_order,
        leniency,
        is_inclusive,
        obstacle_no,
        case when is_deciding then row_no end as row_no,
        case when is_deciding then part_no end as part_no
    from parts
),

least_demanding as (
    -- rows by the scheme's method decide; rows by others are another property of the product
    select
        scheme_indicator_no,
        version_no,
        bool_or(is_disclosed) as is_disclosed,
        min(method_order) as method_order,
        count(*) filter (where method_order = 1 and coalesce(obstacle_no <> 9, true)) as part_count,
        min(obstacle_no) filter (where method_order = 1 and obstacle_no < 9) as obstacle_no,
        max(leniency) filter (where method_order = 1) as leniency,
        max(leniency) filter (where method_order = 1 and is_inclusive) as inclusive_leniency,
        min(requirement_raw) filter (where obstacle_no is not null or method_order > 1) as requirement_raw,
        min(test_method_text) filter (where method_order > 1) as test_method_text,
        min(row_no) as row_no,
        min(part_no) as part_no
    from asked
    group by scheme_indicator_no, version_no
),

explained as (
    select
        *,
        case
            when not is_disclosed then 'indicators_not_disclosed'
            when method_order is null then 'missing'
            when method_order = 2 then 'other_method'
            when method_order = 3 then 'unknown_method'
            when part_count = 0 then 'unparsed'
            else
                case obstacle_no
                    when 1 then 'unparsed'
                    when 2 then 'wrong_side'
                    when 3 then 'grade_without_standard'
                    when 4 then 'none_detected_without_limit'
                    when 5 then 'unit'
                    when 6 then 'unclear_conditions'
                end
        end as reason_code
    from least_demanding
)

select
    explained.scheme_indicator_no,
    explained.version_no,
    case
        when explained.reason_code is null
            then case when core.direction = 'lower' then explained.leniency else -explained.leniency end
    end as value,
    -- of two equal bounds the one that includes its end is the less demanding
    case
        when explained.reason_code is null then coalesce(explained.leniency = explained.inclusive_leniency, false)
    end as is_inclusive,
    explained.reason_code,
    explained.requirement_raw,
    explained.test_method_text,
    explained.row_no,
    explained.part_no
from explained
inner join core on explained.scheme_indicator_no = core.scheme_indicator_no
