"""Data quality for the institution: what came, what became of it, and what waits for a person."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from pipelines.core.procedures import ROLES
from pipelines.site import quality_sql as sql
from pipelines.site.asking import records
from pipelines.site.encoding import columns_of
from pipelines.site.quality_words import COVERAGES, EXPECTATIONS, MATCH_BASES, STOP_REASONS
from pipelines.site.words import SOURCE_ROLES, period_text

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_Row = dict[str, Any]
_OUTSIDE = "不属任何重点领域"
_UNNAMED = "（名称未识别）"
_DRAWN_STANDARDS = 6  # of more the others are drawn as one, so that colours stay apart


def quality_page(connection: duckdb.DuckDBPyConnection, reached_on: date) -> _Row:
    """What the template of the page needs, and under `payload` what its script loads.

    Args:
        connection: to the tables of a release.
        reached_on: the day as of which the release speaks.
    """
    sources = _sources(connection)
    fields = _read_by_field(connection)
    expected, nights = _expected(connection)
    failed = _failed(connection)
    boards = _boards(connection)
    milestones = _milestones(connection, reached_on)
    waiting = _waiting(connection)
    unknown = records(connection, sql.UNKNOWN_NAMES)
    page = {
        "sources": sources,
        "quarantine": records(connection, sql.QUARANTINE),
        "fields": fields,
        "violated": _on_day(connection, sql.VIOLATED, reached_on),
        "violated_by_month": _violated_by_month(connection, reached_on),
        "expected": expected,
        "nights": nights,
        "failed": failed,
        "boards": boards,
        "milestones": milestones,
        "waiting": waiting,
        "unknown_count": len(unknown),
    }
    return {
        **page,
        "figures": _figures(page, records(connection, sql.READ_AT_ALL)[0]),
        "payload": {
            "read": _columns(_read_by_indicator(connection, fields)),
            "unknown": _columns(unknown),
        },
    }


def _on_day(connection: duckdb.DuckDBPyConnection, question: str, on: date) -> list[_Row]:
    cursor = connection.execute(question, {"on": on})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _columns(rows: list[_Row]) -> _Row:
    return dict(columns_of(list(rows[0]) if rows else [], [tuple(row.values()) for row in rows]))


def _sources(connection: duckdb.DuckDBPyConnection) -> list[_Row]:
    """Each source with its last run, the runs before it, and whether its books are even."""
    found: dict[str, list[_Row]] = {}
    for run in records(connection, sql.RUNS):
        used = run["new"] + run["changed"] + run["unchanged"]
        run["difference"] = run["received"] - used - run["quarantined"]
        run["without_reason"] = run["quarantined"] - run["reasoned"]
        run["is_even"] = run["difference"] == 0 and run["without_reason"] == 0
        run["stop_text"] = STOP_REASONS.get(run["stop_reason"], run["stop_reason"])
        found.setdefault(run["source"], []).append(run)
    return [
        {
            "source": source,
            "role_text": SOURCE_ROLES[runs[-1]["role"]],
            "coverage_text": COVERAGES[runs[-1]["coverage"]],
            "complete_on": runs[-1]["complete_on"],
            "last": runs[-1],
            "runs": runs,
            "marks": [
                (run["fetched_on"], "held" if run["is_complete"] else "failed") for run in runs
            ],
            "marks_text": f"{len(runs)} 次中 {sum(run['is_complete'] for run in runs)} 次完整",
            "uneven": [run for run in runs if not run["is_even"]],
        }
        for source, runs in found.items()
    ]


def _read_by_field(connection: duckdb.DuckDBPyConnection) -> list[_Row]:
    rows = records(connection, sql.READ_BY_FIELD)
    shared = Counter(row["field_name"] for row in rows)
    for row in rows:
        row["name"] = _OUTSIDE if row["is_outside"] else row["field_name"]
        if shared[row["field_name"]] > 1:  # two programmes have a field of this name
            row["name"] += f"（{row['programme_name']}）"
        row["read_share"] = 1 - row["unread_count"] / row["cell_count"]
        row["named_share"] = 1 - row["unnamed_count"] / row["cell_count"]
    return rows


def _read_by_indicator(connection: duckdb.DuckDBPyConnection, fields: list[_Row]) -> list[_Row]:
    named = {(row["programme"], row["field_code"]): row["name"] for row in fields}
    return [
        {
            "field": named[row["programme"], row["field_code"]],
            "indicator": row["indicator_name"] or row["indicator_code"] or _UNNAMED,
            "code": row["indicator_code"],
            "cells": row["cell_count"],
            "unread": row["unread_count"],
            "share": round(1 - row["unread_count"] / row["cell_count"], 4),
            "example": row["example"],
        }
        for row in records(connection, sql.READ_BY_INDICATOR)
    ]


def _violated_by_month(connection: duckdb.DuckDBPyConnection, reached_on: date) -> _Row:
    """Declarations that break each standard at the end of each month, as the chart draws them."""
    rows = _on_day(connection, sql.VIOLATED_BY_MONTH, reached_on)
    totals: dict[str, int] = {}
    for row in rows:
        if row["standard_no"] is not None:
            standard = row["standard_no"]
            totals[standard] = max(totals.get(standard, 0), row["declaration_count"])
    ordered = sorted(totals, key=lambda standard: (-totals[standard], standard))
    drawn = ordered if len(ordered) <= _DRAWN_STANDARDS + 1 else ordered[:_DRAWN_STANDARDS]
    months: dict[date, _Row] = {}
    for row in rows:
        month = months.setdefault(
            row["month"],
            {
                "name": f"{row['month']:%Y-%m}",
                "is_ahead": row["ends_on"] > reached_on,
                "counts": dict.fromkeys(drawn, 0),
                "others": 0,
            },
        )
        if row["standard_no"] in month["counts"]:
            month["counts"][row["standard_no"]] = row["declaration_count"]
        else:
            month["others"] += row["declaration_count"]
    return {
        "standards": drawn,
        "other_count": len(ordered) - len(drawn),
        "months": list(months.values()),
    }


def _expected(connection: duckdb.DuckDBPyConnection) -> tuple[list[_Row], list[date]]:
    """What was expected in the last night and before, and those nights, oldest first."""
    rows = records(connection, sql.EXPECTED)
    nights = sorted({row["run_on"] for row in rows})
    facts: dict[tuple[str, str], dict[date, _Row]] = {}
    for row in rows:
        facts.setdefault((row["suite"], row["expectation"]), {})[row["run_on"]] = row
    made: list[_Row] = []
    for (_, expectation), by_night in facts.items():
        last = by_night.get(nights[-1])
        before = [row for night, row in by_night.items() if night != nights[-1]]
        made.append(
            {
                "name": EXPECTATIONS.get(expectation, expectation),
                "code": expectation,
                "can_block": any(row["can_block"] for row in by_night.values()),
                "last": last,
                "failed_nights": sum(bool(row["failed_count"]) for row in before),
                "usual": median(row["unexpected_count"] for row in before) if before else None,
                "marks": [(night, _mark(by_night.get(night))) for night in nights],
            }
        )
    made.sort(key=lambda fact: (-(fact["last"] or {}).get("failed_count", 0), fact["name"]))
    return made, nights


def _mark(row: _Row | None) -> str:
    if row is None:
        return "none"
    if row["is_blocked"]:
        return "failed"
    return "warned" if row["failed_count"] else "held"


def _failed(connection: duckdb.DuckDBPyConnection) -> list[_Row]:
    rows = records(connection, sql.FAILED)
    for row in rows:
        row["name"] = EXPECTATIONS.get(row["expectation"], row["expectation"])
        if row["night_count"] > 1:
            row["lasting_text"] = f"连续 {row['night_count']} 夜"
        else:
            row["lasting_text"] = "新出现" if row["has_held"] else "首次核对"
    return rows


def _boards(connection: duckdb.DuckDBPyConnection) -> list[_Row]:
    """Published boards, those first that came out otherwise this night."""
    rows = records(connection, sql.REPRODUCED)
    for row in rows:
        row["period_text"] = period_text(row["period"])
        names = ("programme", "field_code", "product_category", "period")
        row["board"] = "/".join(row[name] for name in names)
        row["is_same"] = row["published_digest"] == row["digest"]
    return rows


def _milestones(connection: duckdb.DuckDBPyConnection, reached_on: date) -> list[_Row]:
    rows = records(connection, sql.MILESTONES)
    for row in rows:
        row["by_text"] = "、".join(ROLES.get(role, role) for role in row["by_whom"].split(";"))
        days = (row["due_on"] - reached_on).days
        match row["state"], row["is_late"]:
            case "done", True:
                row["state_text"], row["look"] = "逾期完成", "doubt"
            case "done", _:
                row["state_text"], row["look"] = "按期完成", "pass"
            case "overdue", _:
                row["state_text"], row["look"] = f"逾期 {-days:,} 天", "fail"
            case _:
                row["state_text"], row["look"] = f"尚余 {days:,} 天", "plain"
    return rows


def _waiting(connection: duckdb.DuckDBPyConnection) -> list[_Row]:
    rows = records(connection, sql.WAITING)
    for row in rows:
        for candidate in row["candidates"]:
            basis = candidate["basis"]
            candidate["basis_text"] = MATCH_BASES.get(basis, basis)
    return rows


def _figures(page: _Row, read: _Row) -> list[_Row]:
    """What of all that a person should look at, each with the section that tells more."""
    sources, boards = page["sources"], page["boards"]
    last = [source["last"] for source in sources]
    whole = sum(run["is_complete"] for run in last)
    quarantined = sum(run["quarantined"] for run in last)
    uneven = sum(bool(source["uneven"]) for source in sources)
    blocking = sum(row["severity"] == "blocking" for row in page["failed"])
    same = sum(board["is_same"] for board in boards)
    overdue = sum(each["state"] == "overdue" for each in page["milestones"])
    cells = read["cell_count"]
    understood = 1 - read["unread_count"] / cells if cells else None
    return [
        _figure("sources", "采集完整的来源", f"{whole} / {len(last)}", "各来源最近一次采集",
                is_good=whole == len(last)),
        _figure("records", "收到的记录", f"{sum(run['received'] for run in last):,}",
                f"其中隔离 {quarantined:,}；" + (f"{uneven} 个来源不平" if uneven else "逐源相符"),
                is_good=not uneven),
        _figure("parsed", "指标要求可识别率",
                "—" if understood is None else f"{understood:.1%}", "现行版本，空格不计",
                is_good=True),
        _figure("unknown", "未识别的指标名称", f"{page['unknown_count']:,}",
                "待补充词典的名称与类别", is_good=True),
        _figure("expected", "未成立的核对", f"{len(page['failed']):,}",
                f"最近一夜，其中阻断 {blocking:,}", is_good=not page["failed"]),
        _figure("reproduced", "已发布榜单复现", f"{same} / {len(boards)}",
                "重新计算与发布时一致", is_good=same == len(boards)),
        _figure("milestones", "逾期的节点", f"{overdue:,}", "截止日已过而未完成",
                is_good=not overdue),
        _figure("matches", "待认定的名称", f"{len(page['waiting']):,}",
                "监督名单中的企业，须人工认定", is_good=not page["waiting"]),
    ]  # fmt: skip


def _figure(place: str, name: str, value: str, note: str, *, is_good: bool) -> _Row:
    return {"place": place, "name": name, "value": value, "note": note, "is_good": is_good}
