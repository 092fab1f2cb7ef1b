"""Leaders against the lists of supervision, with what was done (D1 part 4)."""

from __future__ import annotations

from pipelines.reports.annual.scope import Asked
from pipelines.reports.figures import Column, Kind

# findings of the year that count and speak against a declarant; leaders are those who held a
# title on a day of the year
_SHARED = """found as (
    select
        *,
        coalesce(decided_on, first_observed_on) as found_on,
        case finding_kind
            when 'spot_check' then 1 when 'double_random' then 2 when 'dishonesty_list' then 3
            when 'abnormal_list' then 4 when 'penalty' then 5 else 6
        end as kind_no,
        case finding_kind
            when 'spot_check' then '监督抽查'
            when 'double_random' then '“双随机、一公开”检查'
            when 'dishonesty_list' then '失信企业名单'
            when 'abnormal_list' then '经营异常名录'
            when 'penalty' then '行政处罚'
            else '缺陷召回'
        end as kind
    from fct_supervision_findings
    where
        coalesce(decided_on, first_observed_on) between $begins::date and $as_of::date
        and is_counted
),

titled as (
    select *
    from fct_leaders
    where
        programme = $programme and valid_from <= $as_of::date
        and least(valid_to, coalesce(exited_on, valid_to)) > $begins::date
)"""

_FINDINGS = f"""
with {_SHARED}

select
    found.kind,
    count(*) as findings,
    count(*) filter (where found.is_declarant) as declarants,
    count(*) filter (where found.is_declarant and found.is_adverse) as adverse,
    count(*) filter (where found.is_adverse and holders.enterprise_id is not null) as leaders,
    count(*) filter (
        where found.is_declarant and found.is_adverse and found.reported_on is not null
    ) as reported
from found
left join (select distinct enterprise_id from titled) as holders using (enterprise_id)
group by found.kind_no, found.kind
order by found.kind_no
"""

_LEADERS_FOUND = f"""
with {_SHARED},

proposals as (
    select *
    from fct_exit_proposals
    where programme = $programme
    qualify
        row_number() over (
            partition by year, field_code, product_category, declaration_id, finding_id
            order by found_on, proposal_id
        ) = 1
)

select
    found.found_on,
    coalesce(declarations.org_name, found.org_name) as enterprise,
    coalesce(categories.name_zh, titled.product_category) as category,
    found.kind
        || case found.result when 'fail' then '不合格' when 'refused' then '拒检' else '' end
        || coalesce('：' || nullif(replace(found.failed_items, ';', '、'), ''), '')
        || coalesce('（' || nullif(found.authority, '') || '）', '') as finding,
    case
        when proposals.state = 'confirmed' then '已取消称号'
        when titled.exited_on is not null then '称号已取消'
        when proposals.state = 'rejected' then '经核实，不取消称号'
        when proposals.state = 'lapsed' then '称号已期满'
        when proposals.state = 'open' then '已提请核实，尚未作出决定'
        else '不涉及称号所依据的标准，已记录'
    end as handling,
    proposals.state as proposal_state,
    coalesce(proposals.state = 'confirmed', false) or titled.exited_on is not null
        as is_cancelled,
    found.reported_on
from found
inner join titled using (enterprise_id)
left join proposals
    on
        titled.year = proposals.year
        and titled.field_code = proposals.field_code
        and titled.product_category = proposals.product_category
        and titled.declaration_id = proposals.declaration_id
        and found.finding_id = proposals.finding_id
left join fct_declarations as declarations
    on titled.declaration_id = declarations.declaration_id
left join dim_product_categories as categories
    on titled.product_category = categories.product_category
where found.is_adverse
order by
    found.found_on, found.finding_id, titled.year, titled.field_code, titled.product_category,
    titled.declaration_id
"""

_PROPOSALS = """
select
    case
        when basis_code in ('value_worse', 'indicator_dropped', 'method_changed', 'not_comparable')
            then '企业标准更新后核心指标降低或不再可比'
        when basis_code in ('standard_abolished', 'standard_unlisted') then '企业标准废止或撤下'
        when basis_code = 'limit_broken' then '不符合新实施的强制性标准'
        when basis_code = 'dishonesty_listed' then '列入失信企业名单'
        when basis_code = 'check_refused' then '拒绝监督抽查'
        else '监督抽查不合格'
    end as situation,
    count(*) as proposals,
    count(*) filter (where state = 'confirmed') as confirmed,
    count(*) filter (where state = 'rejected') as rejected,
    count(*) filter (where state = 'lapsed') as lapsed,
    count(*) filter (where state = 'open') as open
from fct_exit_proposals
where programme = $programme and found_on between $begins::date and $as_of::date
group by situation
order by proposals desc, situation
"""


SUPERVISION = (
    Asked(
        "findings",
        "监督结果比对情况",
        (
            Column("kind", "比对内容"),
            Column("findings", "记录（条）", Kind.COUNT),
            Column("declarants", "涉及声明企业（条）", Kind.COUNT),
            Column("adverse", "不利记录（条）", Kind.COUNT),
            Column("leaders", "涉及领跑者（条）", Kind.COUNT),
            Column("reported", "已上报（条）", Kind.COUNT),
        ),
        _FINDINGS,
    ),
    Asked(
        "leaders_found",
        "领跑者不利记录及处理情况",
        (
            Column("found_on", "日期", Kind.DAY),
            Column("enterprise", "企业名称"),
            Column("category", "产品类别"),
            Column("finding", "监督结果"),
            Column("handling", "处理情况"),
            Column("reported_on", "上报日期", Kind.DAY),
        ),
        _LEADERS_FOUND,
    ),
    Asked(
        "proposals",
        "发现的退出情形及处理情况",
        (
            Column("situation", "情形"),
            Column("proposals", "发现（项）", Kind.COUNT),
            Column("confirmed", "已取消称号（项）", Kind.COUNT),
            Column("rejected", "经核实不取消（项）", Kind.COUNT),
            Column("lapsed", "称号已终止（项）", Kind.COUNT),
            Column("open", "待核实（项）", Kind.COUNT),
        ),
        _PROPOSALS,
    ),
)
"""The tables of the part, in the order of the report."""
