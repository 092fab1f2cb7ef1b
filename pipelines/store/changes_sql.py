"""The queries that compare two releases through views `after_<table>` and `before_<table>`."""

from __future__ import annotations

TABLES = (
    "fct_declarations",
    "fct_declaration_history",
    "fct_declared_indicators",
    "fct_declared_products",
    "fct_national_violations",
    "fct_boards",
    "fct_board_entries",
)
"""What every release has and the queries read."""

COMPARED = {
    "org_name": "企业名称",
    "uscc": "统一社会信用代码",
    "standard_no": "标准编号",
    "standard_kind": "标准类型",
    "standard_name": "标准名称",
    "published_at": "公开时间",
    "status": "状态",
    "province_code": "省份",
    "source": "来源",
    "indicator_source": "指标来源",
    "indicators": "指标",
    "products": "产品",
}
"""What of a declaration is compared, and what it is called in Chinese."""

_ATTRIBUTES = [name for name in COMPARED if name not in ("indicators", "products")]

# Only declarations of which the merged content differs are looked into row by row.
_DIFFERING_ROWS = """
    select declaration_id
    from (
        select declaration_id, sum(hash({columns})::hugeint) as bits
        from after_{table} as contents
        inner join after_fct_declarations as declarations using ({key})
        where declaration_id in (from revised)
        group by declaration_id
    ) as a
    full join (
        select declaration_id, sum(hash({columns})::hugeint) as bits
        from before_{table} as contents
        inner join before_fct_declarations as declarations using ({key})
        where declaration_id in (from revised)
        group by declaration_id
    ) as b using (declaration_id)
    where a.bits is distinct from b.bits
"""

DECLARATIONS = f"""
with
contents_after as (
    select declaration_id, version, digest from after_fct_declaration_history
),
contents_before as (
    select declaration_id, version, digest from before_fct_declaration_history
),
revised as (
    select a.declaration_id
    from after_fct_declarations as a
    inner join before_fct_declarations as b using (declaration_id)
    inner join contents_after as x on x.declaration_id = a.declaration_id and x.version = a.version
    inner join contents_before as y on y.declaration_id = b.declaration_id and y.version = b.version
    where x.digest <> y.digest
),
indicators as ({
    _DIFFERING_ROWS.format(
        table="fct_declared_indicators",
        key="declaration_id, version",
        columns="row_no, part_no, indicator_name_raw, requirement_raw, test_method",
    )
}),
products as ({
    _DIFFERING_ROWS.format(
        table="fct_declared_products",
        key="declaration_id",
        columns="product_no, product_name, product_category, spec, model, brand",
    )
}),
compared as (
    select
        declaration_id,
        a.declaration_id is null or (a.is_gone and not coalesce(b.is_gone, false)) as is_gone,
        b.declaration_id is null as is_new,
        not a.is_gone and b.is_gone as is_back,
        coalesce(a.org_name, b.org_name) as org_name,
        coalesce(a.standard_no, b.standard_no) as standard_no,
        coalesce(a.standard_name, b.standard_name) as standard_name,
        b.status as status_before,
        a.status,
        list_filter([
            {
    ", ".join(f"case when a.{c} is distinct from b.{c} then '{c}' end" for c in _ATTRIBUTES)
},
            case when declaration_id in (from indicators) then 'indicators' end,
            case when declaration_id in (from products) then 'products' end
        ], lambda field: field is not null) as fields
    from after_fct_declarations as a
    full join before_fct_declarations as b using (declaration_id)
)

select
    declaration_id,
    case
        when is_new then 'new'
        when is_gone then 'gone'
        when is_back then 'returned'
        else 'changed'
    end as change,
    org_name,
    standard_no,
    standard_name,
    case when is_new or is_gone then [] else fields end as fields,
    status_before,
    status
from compared
where is_new or is_gone or is_back or len(fields) > 0
order by change, declaration_id
"""

_HOLDING = """
    select distinct on (declaration_id, rule_id)
        violations.*,
        d.org_name,
        d.standard_no as declared_no
    from {side}_fct_national_violations as violations
    left join {side}_fct_declarations as d using (declaration_id)
    where valid_from <= ${side} and coalesce(valid_to > ${side}, true)
    order by declaration_id, rule_id, valid_from
"""

VIOLATIONS = f"""
with
a as ({_HOLDING.format(side="after")}),
b as ({_HOLDING.format(side="before")})

select
    declaration_id,
    rule_id,
    case when b.declaration_id is null then 'new' else 'ended' end as change,
    coalesce(a.org_name, b.org_name) as org_name,
    coalesce(a.declared_no, b.declared_no) as declared_standard_no,
    coalesce(a.standard_no, b.standard_no) as standard_no,
    coalesce(a.clause, b.clause) as clause,
    coalesce(a."limit", b."limit") as "limit",
    coalesce(a.declared, b.declared) as declared,
    coalesce(a.unit, b.unit) as unit,
    coalesce(a.valid_from, b.valid_from) as valid_from
from a
full join b using (declaration_id, rule_id)
where a.declaration_id is null or b.declaration_id is null
order by change desc, declaration_id, rule_id
"""

_KEY = "programme, field_code, product_category, period"

BOARDS = f"""
select
    {_KEY},
    case
        when b.digest is null then 'new'
        when a.digest is null then 'gone'
        else 'changed'
    end as change,
    b.entry_count as entry_count_before,
    a.entry_count,
    b.is_provisional as was_provisional,
    a.is_provisional,
    b.state as state_before,
    a.state
from after_fct_boards as a
full join before_fct_boards as b using ({_KEY})
where
    a.digest is distinct from b.digest
    or a.state is distinct from b.state
    or a.is_provisional is distinct from b.is_provisional
order by {_KEY}
"""

ENTRIES = f"""
with
shared as (
    select {_KEY}
    from after_fct_boards
    inner join before_fct_boards using ({_KEY})
),
a as (from after_fct_board_entries semi join shared using ({_KEY})),
b as (from before_fct_board_entries semi join shared using ({_KEY}))

select
    {_KEY},
    declaration_id,
    case when b.rank is null then 'in' when a.rank is null then 'out' else 'moved' end as change,
    coalesce(x.org_name, y.org_name) as org_name,
    coalesce(x.standard_no, y.standard_no) as standard_no,
    b.level as level_before,
    a.level,
    b.rank as rank_before,
    a.rank
from a
full join b using ({_KEY}, declaration_id)
left join after_fct_declarations as x using (declaration_id)
left join before_fct_declarations as y using (declaration_id)
where a.rank is distinct from b.rank or a.level is distinct from b.level
order by {_KEY}, change, coalesce(a.rank, b.rank), declaration_id
"""

_LEADER_KEY = "programme, year, field_code, product_category, declaration_id"

LEADERS = f"""
select
    {_LEADER_KEY},
    case
        when b.status is null then 'new'
        when a.status is null then 'gone'
        else 'changed'
    end as change,
    coalesce(x.org_name, y.org_name) as org_name,
    b.status as status_before,
    a.status
from after_fct_leaders as a
full join before_fct_leaders as b using ({_LEADER_KEY})
left join after_fct_declarations as x using (declaration_id)
left join before_fct_declarations as y using (declaration_id)
where a.status is distinct from b.status
order by {_LEADER_KEY}
"""

NO_LEADERS = """
select
    ''::varchar as programme,
    0 as year,
    ''::varchar as field_code,
    ''::varchar as product_category,
    ''::varchar as declaration_id,
    ''::varchar as change,
    ''::varchar as org_name,
    ''::varchar as status_before,
    ''::varchar as status
limit 0
"""
