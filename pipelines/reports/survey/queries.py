"""The queries of a field's survey, over the marts of a release.

They read the temporary table `surveyed` of `field_declarations`. What a scheme compares and how its
levels fall is read from the marts that boards are made of, never reckoned here.
"""

from __future__ import annotations

SCHEME = """
select scheme_id, scheme_version, programme, year, title, published_on <= $day as is_published
from dim_schemes
where field_code = $field and coalesce(programme = $programme, $programme is null)
order by
    published_on <= $day desc,
    year = extract(year from $day::date) desc,
    published_on desc,
    scheme_version desc
limit 1
"""
"""Of the schemes published by the day that of its year, else the latest; else one to come, whose
categories tell what the field is."""

SCHEME_CATEGORIES = """
select product_category
from dim_scheme_indicators
where scheme_id = $scheme_id and scheme_version = $scheme_version
group by product_category
order by min(position), product_category
"""

CATEGORY = "select product_category from dim_product_categories where product_category = $field"

FIELDS = "select string_agg(distinct field_code, '、' order by field_code) from dim_schemes"

_MET = """
create or replace temp table met as
select
    surveyed.product_category,
    indicators.declaration_id,
    indicators.indicator_code,
    indicators.indicator_name,
    indicators.part_no,
    indicators.status,
    indicators.low,
    indicators.high,
    indicators.unit,
    indicators.grade,
    indicators.test_method,
    indicators.test_method_text
from surveyed
inner join fct_declared_indicators as indicators using (declaration_id, version)
where indicators.status <> 'empty'
"""

_ASKED = """
create or replace temp table asked as
with in_scheme as (
    select *
    from dim_scheme_indicators
    where scheme_id = $scheme_id and scheme_version = $scheme_version
),

codes as (
    select product_category, indicator_code from met where indicator_code is not null
    union
    select product_category, indicator_code from in_scheme
),

described as (
    select
        codes.product_category,
        codes.indicator_code,
        coalesce(in_scheme.name_zh, dictionary.name_zh, codes.indicator_code) as name_zh,
        in_scheme.indicator_class,
        coalesce(in_scheme.unit, dictionary.unit) as unit,
        coalesce(in_scheme.better, dictionary.better) as better,
        in_scheme.test_method,
        in_scheme.position
    from codes
    left join in_scheme using (product_category, indicator_code)
    left join dim_indicators as dictionary using (indicator_code)
)

select described.*, units.dimension, units.factor
from described
left join dim_units as units using (unit)
"""

# The least demanding bound of a declaration by one method, in the field's unit: what is declared,
# before anybody asks whether a scheme could compare it.
_BOUNDS = """
create or replace temp table bounds as
with sided as (
    select
        met.product_category,
        met.declaration_id,
        met.indicator_code,
        met.test_method,
        asked.better,
        case asked.better when 'lower' then met.high when 'higher' then met.low end as bound,
        case
            when met.unit is not distinct from asked.unit then 1.0
            when units.dimension = asked.dimension then units.factor / asked.factor
        end as ratio
    from met
    inner join asked using (product_category, indicator_code)
    left join dim_units as units on met.unit = units.unit
    where met.status = 'parsed'
)

select
    product_category,
    declaration_id,
    indicator_code,
    test_method,
    better,
    -- rounded, so that 80 μg/m3 is 0.08 mg/m3 and not a little more
    round(case better when 'lower' then max(bound * ratio) else min(bound * ratio) end, 9) as value
from sided
where bound * ratio is not null
group by product_category, declaration_id, indicator_code, test_method, better
"""

PREPARATIONS = (_MET, _ASKED, _BOUNDS)
"""Run in this order, with the parameters scheme_id and scheme_version, null without a scheme."""

COUNTS = """
select
    wanted.product_category,
    coalesce(categories.name_zh, wanted.product_category),
    count(surveyed.declaration_id),
    count(surveyed.declaration_id) filter (where surveyed.is_disclosed)
from (select unnest($categories::varchar[]) as product_category) as wanted
left join dim_product_categories as categories using (product_category)
left join surveyed using (product_category)
group by all
"""

INDICATORS = """
select
    asked.product_category,
    asked.indicator_code,
    asked.name_zh,
    asked.indicator_class,
    asked.unit,
    asked.better,
    count(distinct met.declaration_id) as carrying,
    count(distinct met.declaration_id) filter (where met.status in ('text', 'unparsed')) as texts
from asked
left join met using (product_category, indicator_code)
group by
    asked.product_category,
    asked.indicator_code,
    asked.name_zh,
    asked.indicator_class,
    asked.unit,
    asked.better,
    asked.position
order by
    asked.product_category, asked.position nulls last, carrying desc, asked.indicator_code
"""

METHODS = """
select
    met.product_category,
    met.indicator_code,
    case
        when met.test_method is not null then coalesce(methods.name_zh, met.test_method)
        when met.test_method_text is not null then met.test_method_text || '（不明）'
        else '未注明'
    end as name,
    count(distinct met.declaration_id) as declarations
from met
left join dim_test_methods as methods using (test_method)
where met.indicator_code is not null
group by all
order by declarations desc, name
"""

UNITS = """
select product_category, indicator_code, unit, count(distinct declaration_id) as declarations
from met
where indicator_code is not null and unit is not null
group by all
order by declarations desc, unit
"""

GRADES = """
select product_category, indicator_code, grade, count(distinct declaration_id) as declarations
from met
where indicator_code is not null and grade is not null
group by all
order by declarations desc, grade
"""

DISTRIBUTIONS = """
select
    bounds.product_category,
    bounds.indicator_code,
    bounds.test_method,
    coalesce(methods.name_zh, bounds.test_method, '未注明或不明') as name,
    count(*) as declarations,
    min(bounds.value),
    -- values that somebody declared, none between two of them
    quantile_disc(bounds.value, 0.25),
    quantile_disc(bounds.value, 0.5),
    quantile_disc(bounds.value, 0.75),
    max(bounds.value)
from bounds
left join dim_test_methods as methods using (test_method)
group by all
order by declarations desc, name
"""

TRIALS = """
create or replace temp table trials (
    indicator_code varchar, advanced double, average double, baseline double
)
"""
"""Thresholds to try, inclusive, in the field's unit; average and baseline null where not given."""

# By the scheme's method, else by the one that most declarations name: other methods do not compare.
TRIAL_LEVELS = """
with counted as (
    select product_category, indicator_code, test_method, count(*) as declarations
    from bounds
    group by all
),

chosen as (
    select counted.product_category, counted.indicator_code, counted.test_method
    from counted
    inner join asked using (product_category, indicator_code)
    where asked.test_method is null or counted.test_method = asked.test_method
    qualify
        row_number() over (
            partition by counted.product_category, counted.indicator_code
            order by
                counted.test_method is null,
                counted.declarations desc,
                counted.test_method nulls last
        ) = 1
),

compared as (
    -- the larger, the less demanding, whichever way is better
    select
        bounds.product_category,
        bounds.indicator_code,
        bounds.test_method,
        case bounds.better when 'lower' then 1 else -1 end as sign,
        bounds.value * sign as leniency
    from bounds
    inner join chosen
        on
            bounds.product_category = chosen.product_category
            and bounds.indicator_code = chosen.indicator_code
            and bounds.test_method is not distinct from chosen.test_method
),

thresholds as (
    select
        product_category,
        indicator_code,
        'quartiles' as basis,
        -- the quartiles of the distribution, counted from below whichever way is better
        case sign
            when 1 then quantile_disc(leniency, 0.25)
            else -quantile_disc(-leniency, 0.75)
        end as advanced,
        case sign
            when 1 then quantile_disc(leniency, 0.5)
            else -quantile_disc(-leniency, 0.5)
        end as average,
        case sign
            when 1 then quantile_disc(leniency, 0.75)
            else -quantile_disc(-leniency, 0.25)
        end as baseline
    from compared
    group by product_category, indicator_code, sign
    union all
    select
        compared.product_category,
        compared.indicator_code,
        'trial' as basis,
        any_value(trials.advanced * compared.sign),
        any_value(trials.average * compared.sign),
        any_value(trials.baseline * compared.sign)
    from compared
    inner join trials using (indicator_code)
    group by compared.product_category, compared.indicator_code
)

select
    compared.product_category,
    compared.indicator_code,
    thresholds.basis,
    coalesce(any_value(methods.name_zh), any_value(compared.test_method), '未注明或不明'),
    any_value(thresholds.advanced * compared.sign),
    any_value(thresholds.average * compared.sign),
    any_value(thresholds.baseline * compared.sign),
    count(*) filter (where compared.leniency <= thresholds.advanced),
    count(*) filter (
        where compared.leniency > thresholds.advanced and compared.leniency <= thresholds.average
    ),
    count(*) filter (
        where
            compared.leniency > coalesce(thresholds.average, thresholds.advanced)
            and compared.leniency <= thresholds.baseline
    ),
    count(*) filter (
        where
            compared.leniency
            > coalesce(thresholds.baseline, thresholds.average, thresholds.advanced)
    )
from compared
inner join thresholds using (product_category, indicator_code)
left join dim_test_methods as methods on compared.test_method = methods.test_method
group by compared.product_category, compared.indicator_code, thresholds.basis
order by thresholds.basis
"""

TRIED = """
select asked.indicator_code, asked.better
from asked
inner join trials using (indicator_code)
group by all
"""
"""What the field knows of the indicators that levels are tried for."""

BOARDS = """
create or replace temp table board as
select programme, field_code, product_category, period, candidate_count, entry_count
from fct_boards
where scheme_id = $scheme_id and scheme_version = $scheme_version
-- the board of the period that the day lies in, else the last one before it
qualify
    row_number() over (
        partition by product_category
        order by cut_off_on < $day, abs(cut_off_on - $day)
    ) = 1
"""

SCHEME_LEVELS = """
select
    compared.product_category,
    compared.indicator_code,
    asked.better,
    asked.threshold_1,
    asked.threshold_2,
    asked.threshold_3,
    asked.grade_1,
    asked.grade_2,
    asked.grade_3,
    count(*) filter (where compared.level = 1),
    count(*) filter (where compared.level = 2),
    count(*) filter (where compared.level = 3),
    count(*) filter (where compared.level is null and compared.value is not null),
    count(*) filter (where compared.value is null)
from fct_compared_indicators as compared
inner join board using (programme, field_code, product_category, period)
inner join dim_scheme_indicators as asked
    on
        asked.scheme_id = $scheme_id
        and asked.scheme_version = $scheme_version
        and asked.product_category = compared.product_category
        and asked.indicator_code = compared.indicator_code
where coalesce(asked.threshold_1, asked.threshold_2, asked.threshold_3) is not null
    or coalesce(asked.grade_1, asked.grade_2, asked.grade_3) is not null
group by all
"""

OVERALL = """
select
    board.product_category,
    board.period,
    board.candidate_count,
    entries.level,
    count(entries.rank)
from board
left join fct_board_entries as entries using (programme, field_code, product_category, period)
group by all
order by entries.level nulls last
"""

UNKNOWN_NAMES = """
select product_category, indicator_name, count(distinct declaration_id) as declarations
from met
where indicator_code is null and indicator_name is not null
group by all
order by declarations desc, indicator_name
"""
