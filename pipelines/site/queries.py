"""Questions that analysts begin with; a test asks each of them of the sample's release."""

from __future__ import annotations

from typing import NamedTuple


class ExampleQuery(NamedTuple):
    """A question and how DuckDB is asked it.

    Attributes:
        title: the question.
        note: what to change, or what to mind.
        sql: one statement, on the tables of a release.
    """

    title: str
    note: str
    sql: str


QUERIES = (
    ExampleQuery(
        "一期榜单：名次、水平与企业",
        "改动 field_code、product_category 与 period；同名次为并列。",
        """\
select
    entries.rank,
    entries.level,
    declarations.org_name,
    declarations.standard_no,
    enterprises.province_name
from fct_board_entries as entries
inner join fct_declarations as declarations using (declaration_id)
inner join dim_enterprises as enterprises on declarations.enterprise_id = enterprises.enterprise_id
where
    entries.programme = 'national'
    and entries.field_code = 'air_cleaner'
    and entries.product_category = 'air_cleaner'
    and entries.period = '2026Q2'
order by entries.rank, declarations.org_name;""",
    ),
    ExampleQuery(
        "没有上榜的原因，按规则计数",
        "一条声明可有多条规则不通过；逐条依据见 evidence 列。",
        """\
select
    programme,
    field_code,
    period,
    split_part(rule_code, ':', 1) as rule,
    reason_code,
    count(distinct declaration_id) as declaration_count
from fct_eligibility
where not passed
group by all
order by programme, field_code, period, declaration_count desc, rule;""",
    ),
    ExampleQuery(
        "核心指标的中位数逐期如何变动",
        "value 已换算为方案的单位；是越大越好还是越小越好见 dim_scheme_indicators.better。",
        """\
select
    indicators.field_code,
    indicators.indicator_code,
    names.name_zh,
    indicators.period,
    count(*) as entry_count,
    median(indicators.value) as median_value,
    any_value(indicators.unit) as unit
from fct_board_entry_indicators as indicators
left join dim_indicators as names using (indicator_code)
where indicators.value is not null
group by all
order by indicators.field_code, indicators.indicator_code, indicators.period;""",
    ),
    ExampleQuery(
        "某一天违反强制性标准的声明",
        "valid_from 含、valid_to 不含；把日期改到将来，可看已发布而未实施的限值。",
        """\
select
    violations.standard_no,
    violations.clause,
    declarations.org_name,
    declarations.standard_no as declared_standard_no,
    violations."limit",
    violations.declared,
    violations.unit
from fct_national_violations as violations
inner join fct_declarations as declarations using (declaration_id)
where
    violations.valid_from <= date '2026-07-07'
    and (violations.valid_to is null or violations.valid_to > date '2026-07-07')
order by violations.standard_no, violations.clause, declarations.org_name;""",
    ),
    ExampleQuery(
        "各省：声明、上榜与有效的领跑者",
        "没有省份的声明列在最后。",
        """\
select
    enterprises.province_name,
    count(distinct declarations.declaration_id) as declaration_count,
    count(distinct entries.declaration_id) as entry_count,
    count(distinct leaders.declaration_id) as leader_count
from fct_declarations as declarations
left join dim_enterprises as enterprises using (enterprise_id)
left join fct_board_entries as entries
    on declarations.declaration_id = entries.declaration_id
left join fct_leaders as leaders
    on declarations.declaration_id = leaders.declaration_id and leaders.status = 'published'
group by enterprises.province_name
order by declaration_count desc, enterprises.province_name nulls last;""",
    ),
    ExampleQuery(
        "一项指标的声明值，按产品类别看分布",
        "op 为 le、lt 的看 high，ge、gt 的看 low；未作单位换算，单位不同的分别成行。",
        """\
select
    products.product_category,
    indicators.unit,
    count(*) as row_count,
    quantile_cont(coalesce(indicators.high, indicators.low), [0.1, 0.5, 0.9]) as p10_p50_p90
from fct_declared_indicators as indicators
inner join fct_declarations as declarations using (declaration_id, version)
inner join fct_declared_products as products using (declaration_id)
where indicators.indicator_code = 'formaldehyde_chamber' and indicators.status = 'parsed'
group by all
order by row_count desc, products.product_category nulls last;""",
    ),
    ExampleQuery(
        "修订过的声明：前后两版各在何时",
        "observed_to 为空的是当前版本；原文见 raw_path。",
        """\
select
    org_name,
    standard_no,
    version,
    observed_from,
    observed_to,
    status,
    raw_path
from fct_declaration_history
qualify count(*) over (partition by declaration_id) > 1
order by org_name, standard_no, version;""",
    ),
    ExampleQuery(
        "有效的领跑者还有几天到期",
        "以最近采集日为今天；只看将到期的，加上 days_left < 90 的条件。",
        """\
with today as (select max(fetched_on) as today from fct_source_runs)

select
    leaders.programme,
    leaders.year,
    leaders.field_code,
    declarations.org_name,
    declarations.standard_no,
    leaders.valid_to,
    date_diff('day', today.today, leaders.valid_to) as days_left
from fct_leaders as leaders
inner join fct_declarations as declarations using (declaration_id)
cross join today
where leaders.status = 'published'
order by leaders.valid_to, declarations.org_name;""",
    ),
    ExampleQuery(
        "领先的企业标准比现行限值严多少",
        "median_margin 为占限值的比例，0.6 即限值的四成；供制修订国家标准、行业标准参考。",
        """\
select
    field_code,
    period,
    indicator_code,
    standard_no,
    "limit",
    unit,
    count(*) as entry_count,
    median(declared) as median_declared,
    round(median(margin), 3) as median_margin
from fct_entries_against_limits
group by all
order by field_code, indicator_code, standard_no, period;""",
    ),
    ExampleQuery(
        "领域宽表：每项指标一列",
        "每个有方案的领域各有一张 indicators_ 开头的表，适合直接作统计或画图。",
        """\
select *
from indicators_air_cleaner
order by rank nulls last, declaration_id
limit 100;""",
    ),
    ExampleQuery(
        "每夜收到多少、隔离多少",
        "收到 = 新增 + 变更 + 未变 + 隔离；difference 应为 0。",
        """\
select
    source,
    fetched_on,
    sum(received) as received,
    sum(quarantined) as quarantined,
    sum(received - "new" - changed - unchanged - quarantined) as difference,
    bool_or(is_complete) as is_complete
from fct_source_runs
group by source, fetched_on
order by fetched_on desc, source;""",
    ),
)
