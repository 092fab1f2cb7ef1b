"""What a release changed, told in Chinese: counts, and the first examples of each kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.store.changes_sql import COMPARED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipelines.store.changes import Changes

_Row = dict[str, Any]
_STATUS = {
    "in_force": "现行",
    "upcoming": "即将实施",
    "abolished": "废止",
    "replaced": "被代替",
    "computed": "已计算",
    "submitted": "已报送",
    "examined": "已形式审查",
    "returned": "已退回",
    "under_revision": "修订中",
    "shortlisted": "入围",
    "in_publicity": "公示中",
    "published": "已发布",
    "exited": "已退出",
    "expired": "期满",
    "withdrawn": "撤回",
}


@dataclass(frozen=True)
class ChangedPart:
    """What changed of one kind of thing.

    Attributes:
        title: what it is about.
        counts: how many of each kind of change, by its Chinese name.
        examples: the first of each kind: its name, and the change as a line.
    """

    title: str
    counts: Mapping[str, int]
    examples: tuple[tuple[str, str], ...]


def changed_parts(changes: Changes, examples: int) -> Iterator[ChangedPart]:
    """The changes part by part, those in which nothing changed too.

    Args:
        changes: what to tell.
        examples: how many rows of each kind are told one by one.
    """
    for title, frame, kinds, tell in (
        ("声明", changes.declarations, _DECLARATION_KINDS, _declaration),
        ("违反强制性国家标准", changes.violations, _VIOLATION_KINDS, _violation),
        ("榜单", changes.boards, _BOARD_KINDS, _board),
        ("榜单条目", changes.entries, _ENTRY_KINDS, _entry),
        ("领跑者", changes.leaders, _LEADER_KINDS, _leader),
    ):
        if frame is changes.leaders and "fct_leaders" not in changes.release.tables:
            continue
        counts = dict(frame.group_by("change").len().iter_rows())
        yield ChangedPart(
            title,
            {zh: counts.get(kind, 0) for kind, zh in kinds.items()},
            tuple(
                (zh, tell(row))
                for kind, zh in kinds.items()
                for row in frame.filter(pl.col("change") == kind)
                .head(examples)
                .iter_rows(named=True)
            ),
        )


def changes_text(changes: Changes, examples: int) -> str:
    """The changes as lines of text.

    Args:
        changes: what to tell.
        examples: how many rows of each kind are told one by one; the others are counted.
    """
    release, since = changes.release, changes.since
    lines = [f"发布快照 {release.release_id}（采集日 {release.run_on}）"]
    lines[0] += (
        f"，与 {since.release_id}（采集日 {since.run_on}）相比" if since else "，是第一个发布快照"
    )
    for part in changed_parts(changes, examples):
        lines += _part(part)
        if part.title == "声明":
            lines += _status_moves(changes.declarations)
    return "\n".join(lines)


_DECLARATION_KINDS = {"new": "新增", "changed": "变更", "returned": "重现", "gone": "消失"}
_VIOLATION_KINDS = {"new": "新增", "ended": "结束"}
_BOARD_KINDS = {"new": "新增", "changed": "变化", "gone": "撤下"}
_ENTRY_KINDS = {"in": "进榜", "out": "出榜", "moved": "升降"}
_LEADER_KINDS = {"new": "新增", "changed": "变化", "gone": "消失"}


def _part(part: ChangedPart) -> Iterator[str]:
    """A line of counts, then for each kind its first rows and how many more there are."""
    if not any(part.counts.values()):
        yield f"{part.title}：没有变化"
        return
    yield f"{part.title}：" + "，".join(f"{zh} {count}" for zh, count in part.counts.items())
    for zh, count in part.counts.items():
        told = [text for kind, text in part.examples if kind == zh]
        yield from (f"  {zh} {text}" for text in told)
        if count > len(told):
            yield f"  {zh} 另有 {count - len(told)} 条"


def _status_moves(declarations: pl.DataFrame) -> Iterator[str]:
    """How many declarations went from one status to another."""
    both = declarations.filter(
        pl.col("status_before").is_not_null()
        & pl.col("status").is_not_null()
        & (pl.col("status_before") != pl.col("status"))
    )
    moves = Counter(both.select("status_before", "status").iter_rows())
    if moves:
        told = (f"{_zh(old)} → {_zh(new)} {n}" for (old, new), n in sorted(moves.items()))
        yield f"  其中状态变化：{'，'.join(told)}"


def _zh(status: str | None) -> str:
    return _STATUS.get(status or "", status or "（无）")


def _who(row: _Row, number: str = "standard_no") -> str:
    return " ".join(str(row[name]) for name in ("org_name", number) if row[name])


def _declaration(row: _Row) -> str:
    text = f"{_who(row)} {row['standard_name'] or ''}".rstrip()
    return (
        f"{text}：{'、'.join(COMPARED[name] for name in row['fields'])}" if row["fields"] else text
    )


def _violation(row: _Row) -> str:
    clause = f" {row['clause']}" if row["clause"] else ""
    unit = f" {row['unit']}" if row["unit"] else ""
    return (
        f"{_who(row, 'declared_standard_no')}：{row['standard_no']}{clause} "
        f"限值 {row['limit']:g}{unit}，声明 {row['declared']:g}{unit}，自 {row['valid_from']} 起"
    )


def _board(row: _Row) -> str:
    counts = _joined((row["entry_count_before"], row["entry_count"]), str)
    text = f"{_name_of_board(row)}：{counts} 条"
    states = _joined((row["state_before"], row["state"]), _zh)
    if row["state_before"] and row["state"] and row["state_before"] != row["state"]:
        text += f"，{states}"
    if row["was_provisional"] and row["is_provisional"] is False:
        text += "，由暂定转为定稿"
    elif row["is_provisional"]:
        text += "（暂定）"
    return text


def _entry(row: _Row) -> str:
    ranks = _joined((row["rank_before"], row["rank"]), lambda rank: f"第 {rank} 名")
    levels = _joined((row["level_before"], row["level"]), lambda level: f"{level} 等")
    return f"{_name_of_board(row)} {_who(row)}：{'，'.join(filter(None, (ranks, levels)))}"


def _leader(row: _Row) -> str:
    field = f"{row['programme']} {row['year']} {row['field_code']}/{row['product_category']}"
    states = _joined((row["status_before"], row["status"]), _zh)
    return f"{field} {row['org_name'] or row['declaration_id']}：{states}"


def _name_of_board(row: _Row) -> str:
    return f"{row['programme']} {row['field_code']}/{row['product_category']} {row['period']}"


def _joined(values: Iterable[Any], spell: Callable[[Any], str]) -> str:
    """`before → after`, or the one of them that there is, or that both are."""
    return " → ".join(dict.fromkeys(spell(value) for value in values if value is not None))
