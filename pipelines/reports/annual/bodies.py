"""Key fields, assessment bodies with their schemes and boards, and what they sum up in December."""

from __future__ import annotations

from pipelines.core.summaries import BLANKS
from pipelines.reports.annual.scope import ANNUAL, Asked
from pipelines.reports.figures import Column, Kind

# of several versions and bodies that compete the scheme that went furthest, then the newest
_FIELDS = """
with schemes as (
    select
        *,
        case state
            when 'published' then 1 when 'in_publicity' then 2 when 'selected' then 3
            when 'reviewed' then 4 when 'examined' then 5 when 'filed' then 6 when 'none' then 7
            else 8
        end as place
    from dim_schemes
    where programme = $programme and year = $year
),

chosen as (
    select *, count(*) over (partition by field_code) as schemes
    from schemes
    qualify
        row_number() over (
            partition by field_code order by place, scheme_version desc, scheme_id
        ) = 1
)

select
    fields.field_no,
    fields.field_code,
    fields.name_zh as field,
    coalesce(fields.sector_zh, '—') as sector,
    coalesce(chosen.schemes, 0) as schemes,
    coalesce(chosen.body_name, '—') as body,
    coalesce(chosen.state = 'published', false) as is_published,
    case coalesce(chosen.state, 'missing')
        when 'missing' then '尚无评估方案'
        when 'none' then '在册，尚未申报'
        when 'filed' then '已申报'
        when 'examined' then '已通过形式审查'
        when 'reviewed' then '已通过专家评审'
        when 'selected' then '已选定'
        when 'in_publicity' then '公示中'
        when 'published' then '已公布'
        else '未通过或未选定'
    end as state_text
from dim_key_fields as fields
left join chosen using (field_code)
where fields.programme = $programme and fields.year = $year
order by fields.field_no, fields.field_code
"""

_BODIES = f"""
with schemes as (
    select *
    from dim_schemes
    where programme = $programme and year = $year
),

{ANNUAL},

handed_in as (
    select body_uscc, count(distinct part_code) as parts
    from fct_body_summaries
    where programme = $programme and year = $year
    group by body_uscc
),

filed as (
    select
        body_uscc,
        count(distinct scheme_id) as schemes,
        count(distinct scheme_id) filter (where state = 'published') as published_schemes
    from schemes
    group by body_uscc
),

made as (
    select
        schemes.body_uscc,
        count(*) as boards,
        count(*) filter (where boards.state <> 'computed') as submitted_boards,
        count(*) filter (where boards.state = 'published') as published_boards
    from fct_boards as boards
    inner join schemes using (scheme_id, scheme_version)
    where boards.programme = $programme and boards.year = $year
    group by schemes.body_uscc
),

placed as (
    select schemes.body_uscc, sum(annual.entry_count)::bigint as entries
    from annual
    inner join schemes using (scheme_id, scheme_version)
    where annual.year = $year
    group by schemes.body_uscc
),

titled as (
    select schemes.body_uscc, count(*) as leaders
    from fct_leaders as leaders
    inner join fct_boards as boards
        on
            leaders.programme = boards.programme
            and leaders.field_code = boards.field_code
            and leaders.product_category = boards.product_category
            and leaders.period = boards.period
    inner join schemes
        on
            boards.scheme_id = schemes.scheme_id
            and boards.scheme_version = schemes.scheme_version
    where leaders.programme = $programme and leaders.year = $year
        and leaders.valid_from is not null
    group by schemes.body_uscc
)

select
    bodies.body_uscc,
    bodies.body_name as body,
    bodies.state,
    coalesce(filed.schemes, 0) as schemes,
    coalesce(filed.published_schemes, 0) as published_schemes,
    coalesce(made.boards, 0) as boards,
    coalesce(made.submitted_boards, 0) as submitted_boards,
    coalesce(made.published_boards, 0) as published_boards,
    coalesce(placed.entries, 0) as entries,
    coalesce(titled.leaders, 0) as leaders,
    coalesce(handed_in.parts, 0) > 0 as is_summed_up,
    case when handed_in.parts > 0 then '已提交' else '未提交' end as summary
from dim_assessment_bodies as bodies
left join filed using (body_uscc)
left join made using (body_uscc)
left join placed using (body_uscc)
left join titled using (body_uscc)
left join handed_in using (body_uscc)
where
    bodies.programme = $programme
    and (filed.body_uscc is not null or handed_in.body_uscc is not null)
order by leaders desc, entries desc, body, bodies.body_uscc
"""

_PARTS = ", ".join(
    f"({number}, '{each.code}', '{each.title}')" for number, each in enumerate(BLANKS, 1)
)
_SUMMARIES = f"""
with parts(part_no, part_code, part) as (values {_PARTS})

select
    summaries.body_uscc,
    bodies.body_name as body,
    parts.part_no,
    parts.part,
    summaries.text,
    summaries.decision_id
from fct_body_summaries as summaries
inner join parts using (part_code)
inner join dim_assessment_bodies as bodies using (programme, body_uscc)
where summaries.programme = $programme and summaries.year = $year
order by body, summaries.body_uscc, parts.part_no
"""

_REMOVED = """
select
    body_name as body,
    case state when 'blacklisted' then '取消并列入黑名单' else '取消' end as state_text,
    case reason
        when 'charged_fees' then '违规收费'
        when 'favouritism' then '徇私舞弊'
        when 'abuse_of_power' then '滥用职权'
        when 'dishonesty' then '存在其他诚信问题'
        when 'no_longer_engaged' then '不再承担评估工作'
        else coalesce(reason, '—')
    end as reason_text,
    state_since
from dim_assessment_bodies
where
    programme = $programme and state in ('removed', 'blacklisted')
    and state_since between $begins::date and $as_of::date
order by state_since, body_name
"""

_PUBLICITIES = """
select
    what_zh as what,
    count(*) as publicities,
    sum(objection_count)::bigint as objections,
    sum(upheld_objection_count)::bigint as upheld,
    sum(open_objection_count)::bigint as undecided
from fct_publicities
where programme = $programme and publicity_from between $begins::date and $as_of::date
group by what_zh
order by min(case subject_type
    when 'scheme' then 1 when 'board' then 2 when 'leader_list' then 3 else 4
end), what_zh
"""


FIELDS = (
    Asked(
        "fields",
        "重点领域及评估方案",
        (
            Column("field_no", "序号"),
            Column("field", "重点领域"),
            Column("sector", "产业类别"),
            Column("body", "评估机构"),
            Column("state_text", "评估方案"),
        ),
        _FIELDS,
    ),
)
"""Key fields with the scheme of each."""

BODIES = (
    Asked(
        "bodies",
        "评估机构工作情况",
        (
            Column("body", "评估机构"),
            Column("schemes", "方案（项）", Kind.COUNT),
            Column("published_schemes", "已公布（项）", Kind.COUNT),
            Column("boards", "榜单（期）", Kind.COUNT),
            Column("published_boards", "已发布（期）", Kind.COUNT),
            Column("entries", "上榜（项）", Kind.COUNT),
            Column("leaders", "领跑者（项）", Kind.COUNT),
            Column("summary", "年度总结"),
        ),
        _BODIES,
    ),
    Asked(
        "removed",
        "取消的评估机构",
        (
            Column("body", "评估机构"),
            Column("state_text", "处理"),
            Column("reason_text", "原因"),
            Column("state_since", "日期", Kind.DAY),
        ),
        _REMOVED,
    ),
    Asked(
        "publicities",
        "公示与异议处理情况",
        (
            Column("what", "公示对象"),
            Column("publicities", "公示（次）", Kind.COUNT),
            Column("objections", "收到异议（件）", Kind.COUNT),
            Column("upheld", "其中异议成立（件）", Kind.COUNT),
            Column("undecided", "尚未处理（件）", Kind.COUNT),
        ),
        _PUBLICITIES,
    ),
)
"""The bodies' work, who was removed, publicity and objections."""

SUMMARIES = (
    Asked(
        "summaries",
        "评估机构年度总结",
        (Column("body", "评估机构"), Column("part", "内容"), Column("text", "正文")),
        _SUMMARIES,
    ),
)
"""What the bodies wrote in December; on paper it is text under headings."""
