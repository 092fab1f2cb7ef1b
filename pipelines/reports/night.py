"""The summary of a night that a terminal shows: what came, what it changed, which boards stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
from rich.box import SIMPLE_HEAD
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

_RUNS = """
    select
        source,
        count(distinct fetched_on)::varchar,
        sum(received)::varchar,
        sum(new)::varchar,
        sum(changed)::varchar,
        sum(unchanged)::varchar,
        sum(quarantined)::varchar,
        coalesce(string_agg(fetched_on || ' ' || stop_reason, '；' order by fetched_on), '')
    from (
        select distinct on (source, fetched_on)
            source, fetched_on,
            sum(received) over w as received,
            sum(new) over w as new,
            sum(changed) over w as changed,
            sum(unchanged) over w as unchanged, sum(quarantined) over w as quarantined,
            last_value(stop_reason) over (
                partition by source, fetched_on order by attempt
                rows between unbounded preceding and unbounded following
            ) as stop_reason
        from fct_source_runs
        window w as (partition by source, fetched_on)
        order by source, fetched_on, attempt
    )
    group by source
    order by source
"""
_QUARANTINE = "select reason_code, count(*)::varchar from fct_quarantine group by all order by all"
_VIOLATIONS = """
    select standard_no, count(*)::varchar, count(distinct declaration_id)::varchar,
    min(valid_from)::varchar
    from fct_national_violations
    group by all
    order by all
"""
_BOARDS = """
    with firsts as (
        select
            entries.programme, entries.field_code, entries.product_category, entries.period,
            list(distinct declarations.org_name order by declarations.org_name) as names,
            any_value(entries.level) as level
        from fct_board_entries as entries
        inner join fct_declarations as declarations using (declaration_id)
        where entries.rank = 1
        group by all
    )
    select
        boards.programme,
        coalesce(categories.name_zh, boards.product_category),
        boards.period,
        boards.entry_count::varchar,
        coalesce(firsts.level::varchar, '—'),
        case
            when firsts.names is null then '（无）'
            when len(firsts.names) = 1 then firsts.names[1]
            else firsts.names[1] || ' 等 ' || len(firsts.names) || ' 家并列'
        end,
        case
            when boards.is_provisional then '未截止'
            when boards.knowledge = 'reconstructed' then '按公开时间重建'
            else ''
        end
    from fct_boards as boards
    left join firsts using (programme, field_code, product_category, period)
    left join dim_product_categories as categories using (product_category)
    where boards.entry_count > 0
    order by boards.programme, boards.field_code, boards.product_category, boards.period
"""
_EMPTY_BOARDS = "select count(*) from fct_boards where entry_count = 0"

_COUNTS = frozenset(
    ["采集日", "收到", "新增", "变更", "未变", "隔离", "记录", "违反", "涉及声明", "入榜", "水平"]
)


def night_summary(database: Path) -> list[RenderableType]:
    """Tables for a terminal, out of a released database.

    Args:
        database: a release's DuckDB file, opened for reading.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        empty = connection.execute(_EMPTY_BOARDS).fetchall()[0][0]
        return [
            _table(
                "采集（各来源全部采集日合计）",
                ["来源", "采集日", "收到", "新增", "变更", "未变", "隔离", "未采全"],
                connection.execute(_RUNS).fetchall(),
            ),
            _table("隔离（按原因）", ["原因", "记录"], connection.execute(_QUARANTINE).fetchall()),
            _table(
                "违反强制性国家标准",
                ["标准", "违反", "涉及声明", "最早自"],
                connection.execute(_VIOLATIONS).fetchall(),
            ),
            _table(
                "企业标准排行榜",
                ["评估活动", "类别", "周期", "入榜", "水平", "第 1 名", "说明"],
                connection.execute(_BOARDS).fetchall(),
                caption=f"另有 {empty} 个榜单没有上榜声明（见 fct_boards）" if empty else None,
            ),
        ]


def _table(
    title: str, columns: list[str], rows: list[tuple[str, ...]], caption: str | None = None
) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        caption=caption,
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name in columns:
        table.add_column(name, justify="right" if name in _COUNTS else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
