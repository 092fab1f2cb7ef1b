"""Brings the declared values that limits touch into one table, each in the unit of its limit.

What may be compared with what is domain.md §4; a value that may not is left out and breaks nothing:
what a scheme makes of it is the warehouse's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl

CHECKS_TABLE = "national_checks"
LIMITS_TABLE = "limits"

INPUTS = (
    "declarations",
    "declared_products",
    "declared_indicators",
    "declared_citations",
    "overruled_values",
    "indicator_sets",
    "units",
    "indicator_aliases",
    "category_ancestors",
    "product_matches",
    "method_matches",
)
"""Views that `build_checks` reads."""

# the names first: of millions of indicator rows only these are ever joined
_TOUCHED = """
create temp table aliases as
select distinct alias, indicator_code, product_category
from indicator_aliases
where alias in (select a.alias from indicator_aliases as a semi join limits using (indicator_code));

create temp table touched as
select
    source, fetched_on, record_id, row_no, part_no, indicator_name, status, op, low, high, unit,
    grade, test_method_text
from declared_indicators
where status in ('parsed', 'grade', 'none_detected')
    and indicator_name in (select alias from aliases);

create temp table spoken_of as
select
    source, fetched_on, record_id, row_no, indicator_name, i.indicator_name_raw,
    coalesce(i.requirement_raw, '') as requirement_raw, test_method_text
from declared_indicators as i
semi join overruled_values as o
    on i.indicator_name_raw = o.indicator_name_raw
    and coalesce(i.requirement_raw, '') = o.requirement_raw
where part_no = 1 and indicator_name in (select alias from aliases);
"""

# An alias of a category holds for its children, the nearer category wins, and one that holds
# everywhere comes last. A name with two meanings has none.
_CODES = """
create temp table category_codes as
with nearest as (
    select n.product_category, a.alias, a.indicator_code
    from category_ancestors as n
    join aliases as a on n.ancestor_category = a.product_category
    qualify n.distance = min(n.distance) over (partition by n.product_category, a.alias)
)

select
    product_category,
    alias,
    case when count(distinct indicator_code) = 1 then min(indicator_code) end as indicator_code
from nearest
group by product_category, alias;

create temp table general_codes as
select
    alias,
    case when count(distinct indicator_code) = 1 then min(indicator_code) end as indicator_code
from aliases
where product_category is null
group by alias;
"""

# The same declaration stands on several platforms, and a sheet refers to one: products, citations
# and indicators of it need not come from the same record. What a record said first says which
# declaration it is.
_BELONGS = """
create temp table declared as
with firsts as (
    select
        source,
        record_id,
        coalesce(
            enterprise_id || '|' || standard_no || '|' || published_on::varchar,
            source || '|' || record_id
        ) as declaration_key
    from declarations
    qualify row_number() over (partition by source, record_id order by fetched_on) = 1
)

select
    d.source, d.fetched_on, d.record_id, d.enterprise_id, d.org_name, d.standard_no,
    d.published_on, f.declaration_key
from declarations as d
join firsts as f using (source, record_id);

create temp table belongs as
with records as (
    select source, fetched_on, record_id from touched
    union
    select source, fetched_on, record_id from spoken_of
),

sheets as (
    select s.*
    from indicator_sets as s
    semi join records using (source, fetched_on, record_id)
),

by_reference as (
    select s.source, s.fetched_on, s.record_id, d.declaration_key, d.published_on
    from sheets as s
    join declared as d on s.declaration_ref = d.record_id
    union
    select s.source, s.fetched_on, s.record_id, d.declaration_key, d.published_on
    from sheets as s
    join declared as d on s.declaration_ref = d.source || '/' || d.record_id
),

unreferred as (
    select s.*
    from sheets as s
    anti join by_reference using (source, fetched_on, record_id)
),

by_number as (
    select s.source, s.fetched_on, s.record_id, d.declaration_key, d.published_on
    from unreferred as s
    join declared as d using (enterprise_id, standard_no)
),

by_name as (
    select s.source, s.fetched_on, s.record_id, d.declaration_key, d.published_on
    from unreferred as s
    join declared as d using (org_name, standard_no)
    where s.enterprise_id is null
)

select source, fetched_on, record_id, declaration_key, published_on
from declared
semi join records using (source, fetched_on, record_id)
union
from by_reference
union
from by_number
union
from by_name;

create temp table categories as
select distinct d.declaration_key, m.product_category
from declared as d
semi join belongs using (declaration_key)
join declared_products as p using (source, fetched_on, record_id)
join product_matches as m
    on p.category_text is not distinct from m.category_text
    and p.product_name is not distinct from m.product_name
where m.product_category in (
    select a.product_category
    from category_ancestors as a
    join limits as l on a.ancestor_category = l.product_category
);

create temp table citations as
select distinct r.declaration_key, c.standard_no
from declared_citations as c
join (
    select source, fetched_on, record_id, declaration_key from declared
    union
    select source, fetched_on, record_id, declaration_key from belongs
) as r using (source, fetched_on, record_id)
where c.standard_no in (select standard_no from grade_values);
"""

# A value that a person overruled counts as that person reads it; the latest readable decision wins.
# How it is found again is int_overruled_values__matched of the warehouse.
_OVERRULED = """
create temp table overruled as
select s.* exclude (indicator_name_raw, requirement_raw), o.decision_id
from spoken_of as s
join belongs as b using (source, fetched_on, record_id)
join declared as d using (declaration_key)
join overruled_values as o
    on o.subject in (d.record_id, d.source || '/' || d.record_id)
    and s.indicator_name_raw = o.indicator_name_raw
    and s.requirement_raw = o.requirement_raw
where o.part_no = 1 and o.status not in ('unparsed', 'empty')
qualify row_number() over (
    partition by s.source, s.fetched_on, s.record_id, s.row_no
    order by o.recorded_at desc, o.decision_id desc
) = 1;

delete from touched
using overruled as o
where touched.source = o.source
    and touched.fetched_on = o.fetched_on
    and touched.record_id = o.record_id
    and touched.row_no = o.row_no;

insert into touched by name
select
    r.* exclude (decision_id), o.part_no, o.status, o.op, o.low, o.high, o.unit, o.grade
from overruled as r
join overruled_values as o using (decision_id);
"""

_CHECKS = f"""
create table {CHECKS_TABLE} as
with candidates as (
    select t.*, b.declaration_key, b.published_on, c.product_category
    from touched as t
    join belongs as b using (source, fetched_on, record_id)
    join categories as c using (declaration_key)
),

coded as (
    select
        c.*,
        case when s.alias is not null then s.indicator_code else g.indicator_code end
            as indicator_code
    from candidates as c
    left join category_codes as s
        on c.indicator_name = s.alias and c.product_category = s.product_category
    left join general_codes as g on c.indicator_name = g.alias
),

limited as (
    -- a limit on a parent holds for its children
    select
        c.*,
        l.rule_id,
        l.test_method as limit_method,
        l.unit as limit_unit,
        l.high is not null as is_upper
    from coded as c
    join category_ancestors as a using (product_category)
    join limits as l
        on a.ancestor_category = l.product_category and c.indicator_code = l.indicator_code
),

stated as (
    -- A number is itself. A grade is the number of a standard that the declaration cites or that
    -- was in force when it was made; 不高于 a grade leaves open how bad, so it states nothing.
    -- What was not detected lies under every upper limit.
    select
        l.*,
        case when l.is_upper then l.high else l.low end as value,
        l.unit as value_unit,
        m.test_method as method
    from limited as l
    left join method_matches as m using (test_method_text)
    where l.status = 'parsed' or (l.status = 'none_detected' and l.is_upper)
    union all
    select
        l.*,
        g.value,
        g.unit as value_unit,
        case when l.test_method_text is null then g.test_method else m.test_method end as method
    from limited as l
    join grade_values as g on l.grade = g.grade and l.indicator_code = g.indicator_code
    left join method_matches as m using (test_method_text)
    left join citations as c
        on l.declaration_key = c.declaration_key and g.standard_no = c.standard_no
    where l.status = 'grade'
        and coalesce(l.op, 'eq') not in ('le', 'lt')
        and (c.standard_no is not null or l.published_on >= g.in_force_from)
),

converted as (
    -- rounded, so that 80 μg/m3 is 0.08 mg/m3 and not a little more
    select
        s.*,
        case
            when s.value_unit = s.limit_unit then round(s.value, 9)
            when f.dimension = t.dimension then round(s.value * f.factor / t.factor, 9)
        end as declared
    from stated as s
    left join units as f on s.value_unit = f.unit
    left join units as t on s.limit_unit = t.unit
    where s.limit_method is null or s.method = s.limit_method
)

select
    source,
    fetched_on,
    record_id,
    row_no,
    part_no,
    product_category,
    rule_id,
    -- one declaration that several records or standards speak for: the least demanding counts
    case when bool_or(is_upper) then max(declared) else min(declared) end as declared
from converted
where declared is not null or status = 'none_detected'
group by source, fetched_on, record_id, row_no, part_no, product_category, rule_id
order by rule_id;
"""


def build_checks(
    connection: duckdb.DuckDBPyConnection, limits: pl.DataFrame, grade_values: pl.DataFrame
) -> None:
    """Makes the table `national_checks`, and `limits` beside it.

    One row a declared part, product category of its declaration, and rule that may be compared
    with it. `declared` is the bound that the rule is about, in the rule's unit, rounded to nine
    decimals; null where nothing was detected.

    Args:
        connection: to a scratch file with the views of `INPUTS`.
        limits: `LIMITS_SCHEMA`; the rules to check.
        grade_values: `GRADE_VALUES_SCHEMA`.
    """
    for name, frame in ((LIMITS_TABLE, limits), ("grade_values", grade_values)):
        connection.register(f"{name}_frame", frame.to_arrow())
        connection.execute(f"create table {name} as from {name}_frame")
        connection.unregister(f"{name}_frame")
    connection.execute(_TOUCHED)
    connection.execute(_CODES)
    connection.execute(_BELONGS)
    connection.execute(_OVERRULED)
    connection.execute(_CHECKS)
