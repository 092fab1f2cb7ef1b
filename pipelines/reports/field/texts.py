"""The sentences of a level analysis: each says what rows of its tables say."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pipelines.reports.figure_words import count_text, number_text, points_text, share_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.reports.field.scope import Field
    from pipelines.reports.figures import Table


def sentences(field: Field, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """What the data say, by part of the analysis; no part is left empty."""
    levels = tables["levels"].rows
    if not levels:
        nothing = f"{field.field_name}领域还没有周期已结束的排行榜，首期排行榜截止后开始分析。"
        later = {part: ["暂无。"] for part in ("levels", "core", "moved")}
        return {"summary": [nothing], **later, "leaders": _leaders(tables)}
    return {
        "summary": _summary(field, tables),
        "levels": [_level(rows) for rows in _by(levels, "category")],
        "core": _core(tables),
        "moved": _moved(tables),
        "leaders": _leaders(tables),
    }


def _summary(field: Field, tables: Mapping[str, Table]) -> list[str]:
    last = [rows[-1] for rows in _by(tables["levels"].rows, "category")]
    return [
        f"{field.field_name}领域排行榜涉及{len(last)}个产品类别。各类别最近一期排行榜参与比较的"
        f"企业标准合计{count_text(sum(row['candidates'] for row in last))}项，上榜"
        f"{count_text(sum(row['entries'] for row in last))}项。本报告只作统计分析，不涉及具体企业；"
        "标准不足3项的，不列统计值。"
    ]


def _level(rows: Sequence[Mapping[str, Any]]) -> str:
    """A category's newest period, against its first one."""
    first, last = rows[0], rows[-1]
    said = f"{last['category']}：{last['period']}上榜标准{count_text(last['entries'])}项"
    if last["level_1_share"] is None:
        return f"{said}。"
    said += (
        f"，达到第1水平的占{share_text(last['level_1_share'])}，第2水平占"
        f"{share_text(last['level_2_share'])}，第3水平及以下占{share_text(last['level_3_share'])}"
    )
    if first is last or first["level_1_share"] is None:
        return f"{said}。"
    moved = points_text(last["level_1_share"] - first["level_1_share"])
    return f"{said}；第1水平占比较{first['period']}{moved}。"


def _core(tables: Mapping[str, Table]) -> list[str]:
    said = []
    for rows in _by(tables["core"].rows, "category", "indicator"):
        first, last = rows[0], rows[-1]
        if last["median_value"] is None:
            continue
        text = (
            f"{last['category']}的{last['indicator']}（{last['unit']}，{last['better']}）："
            f"{last['period']}中位数{number_text(last['median_value'])}"
            f"，最优十分位{number_text(last['best_decile'])}"
        )
        if first is not last and first["median_value"] is not None:
            text += f"；中位数{_rise(rows)}"
        said.append(f"{text}。{_limit(rows)}")
    if tables["grades"].rows:
        said.append(
            f"以等级表示的核心指标，各期的中位等级和最优等级占比见表{tables['grades'].number}。"
        )
    return said or ["各期上榜标准不足以统计核心指标。"]


def _rise(rows: Sequence[Mapping[str, Any]]) -> str:
    """How the newest median stands to the first one."""
    first, last = rows[0]["median_value"], rows[-1]["median_value"]
    if first == last:
        return f"与{rows[0]['period']}持平"
    is_better = (last < first) == (rows[-1]["direction"] == "lower")
    size = f"{share_text(abs(last - first) / abs(first))}" if first else ""
    moved = "提升" if is_better else "降低"
    return f"较{rows[0]['period']}的{number_text(first)}{moved}{size}"


def _limit(rows: Sequence[Mapping[str, Any]]) -> str:
    """The newest period against the limit in force, and that the limit has changed."""
    first, last = rows[0], rows[-1]
    if last["limit_value"] is None:
        return ""
    said = (
        f"该期有效的{last['standard_no']}限值为{number_text(last['limit_value'])}，"
        f"严于限值的标准占{share_text(last['better_share'])}"
    )
    if first["limit_value"] not in (None, last["limit_value"]):
        said += (
            f"（{first['period']}限值为{number_text(first['limit_value'])}，"
            f"占{share_text(first['better_share'])}）"
            if first["better_share"] is not None
            else f"（{first['period']}限值为{number_text(first['limit_value'])}）"
        )
    return f"{said}。"


def _moved(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["moved"].rows
    if not rows:
        return ["各类别只有一期排行榜，下一期起分析标准的修订与升降。"]
    said = []
    for each in _by(rows, "category"):
        total = {
            name: sum(row[name] for row in each)
            for name in ("entered", "revised", "improved", "worsened", "promoted", "demoted")
        }
        since = f"{each[0]['category']}：{each[0]['period']}以来"
        text = f"{since}新上榜{count_text(total['entered'])}项次"
        if total["revised"]:
            text += (
                f"，企业修订后重新声明{count_text(total['revised'])}项次，其中核心指标提高的"
                f"{count_text(total['improved'])}项次、有核心指标降低的"
                f"{count_text(total['worsened'])}项次"
            )
        else:
            text += "，没有修订后重新声明的标准"
        said.append(
            f"{text}；总体水平上升{count_text(total['promoted'])}项次、"
            f"下降{count_text(total['demoted'])}项次。"
        )
    return said


def _leaders(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["leaders"].rows
    if not rows:
        return ["该领域还没有发布企业标准“领跑者”。"]
    total = sum(row["titled"] for row in rows)
    valid = sum(row["valid"] for row in rows)
    exited = sum(row["exited"] for row in rows)
    return [
        f"该领域累计发布企业标准“领跑者”{count_text(total)}项，现在有效期内{count_text(valid)}项，"
        f"已退出{count_text(exited)}项。"
    ]


def _by(rows: Sequence[Mapping[str, Any]], *names: str) -> list[list[Mapping[str, Any]]]:
    """Rows that follow each other with the same values."""
    return [list(each) for _, each in groupby(rows, key=itemgetter(*names))]
