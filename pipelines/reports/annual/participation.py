"""Pilots, consumers' feedback, and whether what was due in the year was done."""

from __future__ import annotations

from pipelines.core.procedures import ROLES, STATES
from pipelines.reports.annual.scope import Asked
from pipelines.reports.figure_sql import words
from pipelines.reports.figures import Column, Kind

# pilots are of programmes of their own; those that were applied for or under way in the year
_PILOTS = f"""
select
    pilots.name_zh as pilot,
    case pilots.pilot_type when 'city' then '城市' else '企业' end as pilot_type,
    pilots.province_zh as province,
    coalesce(pilots.direction, '—') as direction,
    {words("pilots.state", STATES)} as state_text,
    pilots.term_from,
    pilots.term_to,
    pilots.progress_report_count as progress_reports,
    pilots.case_count as cases
from fct_pilots as pilots
where
    pilots.filed_on <= $as_of::date
    and (
        pilots.term_to > $begins::date
        or (pilots.term_to is null and pilots.filed_on >= $begins::date)
    )
order by pilots.programme, pilots.pilot_type, pilots.pilot_code
"""

_EFFECTS = """
select
    coalesce(pilots.name_zh, effects.pilot_code) as pilot,
    case effects.direction
        when 'cost_and_efficiency' then '降本增效' when 'trade_in' then '以旧换新'
        when 'quality' then '质量' else '品牌'
    end as direction,
    effects.measure,
    coalesce(effects.unit, '—') as unit,
    effects.baseline,
    effects.value
from fct_pilot_effects as effects
left join fct_pilots as pilots using (programme, pilot_code)
where effects.year = $year
order by effects.programme, effects.pilot_code, effects.direction, effects.measure
"""

_FEEDBACK = """
with monthly as (
    select
        field_name,
        month,
        any_value(field_code) as field_code,
        max(field_feedback_count) as feedback
    from fct_consumer_feedback
    where left(month, 4) = $year::varchar
    group by field_name, month
),

named as (
    select field_name, indicator_name, sum(feedback_count)::bigint as feedback
    from fct_consumer_feedback
    where left(month, 4) = $year::varchar and indicator_code <> ''
    group by field_name, indicator_name
),

spoken_of as (
    select
        field_name,
        string_agg(
            indicator_name || '（' || feedback::varchar || '）', '、'
            order by feedback desc, indicator_name
        ) as indicators
    from named
    group by field_name
)

select
    monthly.field_name as field,
    case when count(monthly.field_code) > 0 then '是' else '否' end as is_key_field,
    sum(monthly.feedback)::bigint as feedback,
    coalesce(any_value(spoken_of.indicators), '—') as indicators
from monthly
left join spoken_of using (field_name)
group by monthly.field_name
order by feedback desc, field
"""

_MILESTONES = f"""
select
    milestones.due_on,
    milestones.what_zh as what,
    array_to_string(
        list_transform(
            string_split(milestones.by_whom, ';'), lambda role: {words("role", ROLES)}
        ), '、'
    ) as by_whom,
    milestones.done_on,
    case
        when milestones.state = 'done' and milestones.is_late then '逾期完成'
        when milestones.state = 'done' then '按期完成'
        when milestones.state = 'overdue' then '逾期未完成'
        else '未到期'
    end as state_text
from fct_milestones as milestones
where
    milestones.programme = $programme and year(milestones.due_on) = $year
order by milestones.due_on, milestones.milestone_code
"""


PARTICIPATION = (
    Asked(
        "pilots",
        "服务业标准化试点",
        (
            Column("pilot", "试点"),
            Column("pilot_type", "类型"),
            Column("province", "地区"),
            Column("state_text", "进展"),
            Column("term_from", "下达日期", Kind.DAY),
            Column("term_to", "期满日期", Kind.DAY),
            Column("progress_reports", "进展报告（次）", Kind.COUNT),
            Column("cases", "典型案例（个）", Kind.COUNT),
        ),
        _PILOTS,
    ),
    Asked(
        "effects",
        "试点成效",
        (
            Column("pilot", "试点"),
            Column("direction", "方向"),
            Column("measure", "衡量指标"),
            Column("unit", "单位"),
            Column("baseline", "试点前", Kind.NUMBER),
            Column("value", "本年度", Kind.NUMBER),
        ),
        _EFFECTS,
    ),
    Asked(
        "feedback",
        "消费者反馈",
        (
            Column("field", "领域"),
            Column("is_key_field", "重点领域"),
            Column("feedback", "反馈（条）", Kind.COUNT),
            Column("indicators", "提及的指标（条）"),
        ),
        _FEEDBACK,
    ),
    Asked(
        "milestones",
        "年度时间节点完成情况",
        (
            Column("due_on", "截止日期", Kind.DAY),
            Column("what", "工作"),
            Column("by_whom", "责任单位"),
            Column("done_on", "完成日期", Kind.DAY),
            Column("state_text", "完成情况"),
        ),
        _MILESTONES,
    ),
)
"""The tables of the part, in the order of the report."""
