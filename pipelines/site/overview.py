"""The first page: key figures with their change, the funnel, trend, provinces, industries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.site.asking import records
from pipelines.site.audience import Audience
from pipelines.site.words import SOURCE_ROLES

if TYPE_CHECKING:
    import duckdb

_SHOWN_PLACES = 10


@dataclass(frozen=True)
class KeyFigure:
    """A number with what it was before.

    Attributes:
        name: what is counted.
        value: now.
        before: at the end of the last period; None where there is nothing to compare with.
        against: what `before` is, as in 较上季末.
        note: how it is counted.
    """

    name: str
    value: int
    before: int | None
    against: str
    note: str


# Of each field the newest closed period and the one before it, both as they stand now.
_CLOSED = """
with periods as (
    select
        *,
        row_number() over (
            partition by programme, field_code, product_category order by cut_off_on desc
        ) as age
    from boards
    where not is_provisional
)

select
    count(distinct periods.cut_off_on) as n,
    count(entries.declaration_id) filter (where age = 1)::bigint as entry_count,
    count(entries.declaration_id) filter (where age = 1 and entries.level = 1)::bigint
        as level_1_count,
    count(entries.declaration_id) filter (where age = 1 and has_before)::bigint as entries_again,
    count(entries.declaration_id)
        filter (where age = 1 and has_before and entries.level = 1)::bigint as level_1_again,
    count(entries.declaration_id) filter (where age = 2)::bigint as entries_before,
    count(entries.declaration_id) filter (where age = 2 and entries.level = 1)::bigint
        as level_1_before,
    coalesce(bool_or(has_before), false) as has_before
from (
    select *, max(age) over (partition by programme, field_code, product_category) > 1 as has_before
    from periods
) as periods
left join entries using (programme, field_code, product_category, period)
where age <= 2
"""

_LEADERS_ON = """
select count(*)
from leaders
where valid_from <= $on and $on < valid_to and (exited_on is null or $on < exited_on)
"""
_VIOLATING_ON = """
select count(distinct declaration_id)
from violations
where valid_from <= $on and (valid_to is null or $on < valid_to)
"""

_FUNNEL = """
with examined as (
    select
        programme, year,
        sum(declared_count)::bigint as declared_count,
        sum(compliant_count)::bigint as compliant_count
    from examined_declarations
    group by programme, year
),

placed as (
    select programme, year, count(*) as entry_count, count(*) filter (where level = 1) as level_1
    from (
        select
            entries.programme, annual.year, entries.field_code, entries.declaration_id,
            min(entries.level) as level
        from entries
        inner join annual_boards as annual
            using (programme, field_code, product_category, period)
        group by all
    )
    group by programme, year
),

titled as (
    select programme, year, count(distinct (field_code, declaration_id)) as leader_count
    from leaders
    where valid_from is not null
    group by programme, year
)

select
    programmes.name_zh as programme_name,
    examined.year,
    examined.declared_count,
    examined.compliant_count,
    coalesce(placed.entry_count, 0) as entry_count,
    coalesce(placed.level_1, 0) as level_1_count,
    coalesce(titled.leader_count, 0) as leader_count
from examined
inner join programmes using (programme)
left join placed using (programme, year)
left join titled using (programme, year)
qualify examined.year = max(examined.year) over (partition by examined.programme)
order by examined.year desc, examined.programme
"""

_TREND = """
with declared as (
    select year(published_on) as year, sum(declaration_count)::bigint as new_count
    from declared_by_day
    group by all
),

titled as (
    select year(valid_from) as year, count(*) as leader_count
    from leaders
    where valid_from is not null
    group by all
)

select
    declared.year,
    declared.new_count,
    sum(declared.new_count) over (order by declared.year)::bigint as stock,
    coalesce(titled.leader_count, 0) as leader_count
from declared
left join titled using (year)
order by declared.year
"""

_PROVINCES = """
select
    declared_by_province.*,
    coalesce(placed.entry_count, 0) as entry_count,
    coalesce(titled.leader_count, 0) as leader_count
from declared_by_province
left join (
    select province_code, count(distinct declaration_id) as entry_count
    from entries
    inner join declarations using (declaration_id)
    group by province_code
) as placed using (province_code)
left join (
    select province_code, count(*) as leader_count
    from leaders
    inner join declarations using (declaration_id)
    where leaders.valid_from is not null
    group by province_code
) as titled using (province_code)
order by declaration_count desc, province_code
"""

_INDUSTRIES = """
select industry_code, industry_name, declaration_count
from declared_by_industry
order by declaration_count desc, industry_code
"""

_SOURCES = """
select
    source,
    arg_max(role, fetched_on) as role,
    max(fetched_on) as fetched_on,
    max(fetched_on) filter (where is_complete) as complete_on,
    sum(received) filter (where is_newest)::bigint as received,
    sum(quarantined) filter (where is_newest)::bigint as quarantined
from (
    select *, fetched_on = max(fetched_on) over (partition by source) as is_newest
    from source_runs
)
group by source
order by source
"""


def overview_page(
    connection: duckdb.DuckDBPyConnection, audience: Audience, reached_on: date
) -> dict[str, Any]:
    """What the template of the page needs.

    Args:
        connection: what the audience may see.
        audience: the public sees no finding of the institution.
        reached_on: the day as of which the release speaks.
    """
    provinces = records(connection, _PROVINCES)
    industries = records(connection, _INDUSTRIES)
    sources = records(connection, _SOURCES)
    for source in sources:
        source["role_text"] = SOURCE_ROLES[source["role"]]
    return {
        "figures": _figures(connection, audience, reached_on),
        "funnels": [_funnel(row) for row in records(connection, _FUNNEL)],
        "trend": records(connection, _TREND),
        "provinces": provinces[:_SHOWN_PLACES],
        "province_count": len(provinces),
        "industries": industries[:_SHOWN_PLACES],
        "industry_count": len(industries),
        "sources": sources,
    }


def _figures(
    connection: duckdb.DuckDBPyConnection, audience: Audience, reached_on: date
) -> list[KeyFigure]:
    begins = date(reached_on.year, (reached_on.month - 1) // 3 * 3 + 1, 1)
    before = begins - timedelta(days=1)

    def count(sql: str, on: date) -> int:
        return int(connection.execute(sql, {"on": on}).fetchall()[0][0])

    figures = []
    for name, table, column, note in (
        ("声明公开的标准", "declared_by_day", "declaration_count", "各平台合并后的声明"),
        ("声明企业", "enterprises_by_day", "enterprise_count", "至少公开一项标准的企业"),
    ):
        sql = f"select coalesce(sum({column}), 0) from {table} where published_on <= $on"
        figures.append(
            KeyFigure(name, count(sql, reached_on), count(sql, before), "较上季末", note)
        )
    closed = records(connection, _CLOSED)[0]
    note = "各领域最近一期已截止的榜单合计"
    for name, now, again, past in (
        ("上榜标准", "entry_count", "entries_again", "entries_before"),
        ("达到第 1 水平", "level_1_count", "level_1_again", "level_1_before"),
    ):
        value = int(closed[now])
        # of fields that had a period before; others have nothing to be compared with
        change = int(closed[again]) - int(closed[past])
        figures.append(
            KeyFigure(name, value, value - change if closed["has_before"] else None, "较上期", note)
        )
    figures.append(
        KeyFigure(
            "有效的领跑者",
            count(_LEADERS_ON, reached_on),
            count(_LEADERS_ON, before),
            "较上季末",
            "称号在有效期内且未退出",
        )
    )
    if audience is Audience.INTERNAL:
        figures.append(
            KeyFigure(
                "违反强制性标准",
                count(_VIOLATING_ON, reached_on),
                count(_VIOLATING_ON, before),
                "较上季末",
                "声明值劣于有效限值的声明",
            )
        )
    return figures


def _funnel(row: dict[str, Any]) -> dict[str, Any]:
    steps = (
        ("声明公开", row["declared_count"]),
        ("符合强制性标准", row["compliant_count"]),
        ("上榜", row["entry_count"]),
        ("达到第 1 水平", row["level_1_count"]),
        ("领跑者", row["leader_count"]),
    )
    declared = row["declared_count"]
    return {
        "name": row["programme_name"],
        "year": row["year"],
        "steps": [
            {"name": name, "count": count, "share": count / declared if declared else 0.0}
            for name, count in steps
        ],
    }
