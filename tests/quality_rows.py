"""Nights, findings and decisions for the pages of the institution, put into a release by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.hostile_names import SCRIPT

if TYPE_CHECKING:
    import duckdb

LAST = date(2026, 7, 7)
FAILING = "示例：声明值有 1 项不符"


def insert(connection: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Rows of a table; columns that are not named stay empty."""
    for row in rows:
        columns = ", ".join(f'"{column}"' for column in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({columns}) values ({marks})", [*row.values()])


def run(source: str = "cpbz", on: date = LAST, attempt: int = 1, **others: Any) -> dict[str, Any]:
    """An attempt that received ten records, nine of them good."""
    return {
        "source": source, "fetched_on": on, "attempt": attempt, "coverage": "full",
        "role": "declarations", "requested": 12, "received": 10, "new": 2, "changed": 3,
        "unchanged": 4, "quarantined": 1, "is_complete": True, "seconds": 200.4, **others,
    }  # fmt: skip


def bad(source: str = "cpbz", on: date = LAST, record: str = "r1", **others: Any) -> dict[str, Any]:
    """A record in quarantine."""
    return {
        "source": source, "fetched_on": on, "record_id": record, "reason_code": "mojibake",
        "reason": f"记录 {record} 不能使用", "raw_path": f"{source}/{on}/pages/{record}.gz",
        "record_count": 1, **others,
    }  # fmt: skip


def checked(
    on: date, subject: str = "cpbz/declarations", expectation: str = "keys_unique", **others: Any
) -> dict[str, Any]:
    """A result that holds."""
    return {
        "run_on": on, "suite": "data", "expectation": expectation, "subject": subject,
        "severity": "blocking", "success": True, "element_count": 100, "unexpected_count": 0,
        **others,
    }  # fmt: skip


def broken(on: date, subject: str = "cpbz/declarations", **others: Any) -> dict[str, Any]:
    """A result that does not hold and warns."""
    return checked(
        on, subject, **{"success": False, "severity": "warning", "unexpected_count": 1,
                        "message": FAILING, **others},
    )  # fmt: skip


def match(enterprise: str, name: str, score: float, **others: Any) -> dict[str, Any]:
    """A candidate of a name on a list of supervision that waits for a person."""
    return {
        "match_id": "M-1", "enterprise_id": enterprise, "org_name": SCRIPT,
        "finding_count": 2, "first_observed_on": LAST, "declared_name": name, "score": score,
        "basis": "similar", "state": "waiting", **others,
    }  # fmt: skip


def fill_quality(connection: duckdb.DuckDBPyConnection) -> None:
    """Every section of the page on data quality gets something to show."""
    connection.execute("delete from fct_source_runs")
    connection.execute(
        "update fct_boards set state_since = date '2026-04-27',"
        " published_digest = if(period = '2026Q1', repeat('0', 64), null)"
    )
    nights = [LAST - timedelta(days=days) for days in range(40)]
    insert(connection, "fct_source_runs", *(run(on=night) for night in nights))
    insert(
        connection,
        "fct_source_runs",
        run("ttbz", is_complete=False, stop_reason="challenge", received=11),
    )
    insert(connection, "fct_quarantine", *(bad(on=night) for night in nights))
    insert(connection, "fct_quarantine", bad("ttbz", reason=SCRIPT))
    insert(connection, "fct_expectation_results", *(checked(night) for night in nights))
    insert(
        connection,
        "fct_expectation_results",
        *(broken(night, "示例规则", expectation="declared_within_limit") for night in nights[:3]),
    )
    insert(
        connection,
        "fct_unknown_indicator_names",
        *(
            {
                "indicator_name": f"示例指标{number}", "product_category": category,
                "occurrence_count": number, "first_seen_on": nights[-1], "last_seen_on": LAST,
            }
            for number, category in enumerate(("air_cleaner", "panel", "", "air_cleaner"), 1)
        ),
    )  # fmt: skip
    insert(
        connection,
        "fct_milestones",
        {
            "programme": "national", "year": 2026, "milestone_code": "quality_month",
            "what_zh": "示例节点", "due_on": date(2026, 6, 30), "state": "overdue",
            "by_whom": "work_institution;assessment_body", "place": "五（一）",
        },
    )  # fmt: skip
    insert(
        connection,
        "fct_match_candidates",
        match("e1", "示例甲公司", 83.3),
        match("e2", "示例乙公司", 91.0),
    )
    connection.execute(
        "update fct_declared_indicators set status = 'parsed', indicator_code = 'ccm'"
    )
    connection.execute(
        "update fct_declared_indicators set status = 'unparsed' where declaration_id = 'd2'"
    )
    connection.execute("update fct_declarations set version = 1")
