"""What comes out of the sample is what EXPECTED.yml says, item by item."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from pipelines.core.requirements import parse_requirement
from pipelines.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED: dict[str, Any] = yaml.safe_load(
    (PROJECT_ROOT / "data" / "sample" / "EXPECTED.yml").read_text(encoding="utf-8")
)
BOARD = ("programme", "field_code", "product_category", "period")


def rows(db: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    found = db.execute(query, values)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def board_id(board: dict[str, Any]) -> str:
    return "/".join(board[name] for name in BOARD)


@pytest.mark.parametrize("source", EXPECTED["sources"])
def test_each_night_of_a_source_counts_as_expected(
    db: duckdb.DuckDBPyConnection, source: str
) -> None:
    found = {
        str(row.pop("fetched_on")): row
        for row in rows(
            db,
            """
            select
                fetched_on, is_complete, stop_reason, received, new, changed, unchanged, quarantined
            from fct_source_runs
            where source = ?
            """,
            source,
        )
    }
    expected = {
        str(night): {name: value for name, value in counts.items() if name != "disappeared"}
        for night, counts in EXPECTED["sources"][source].items()
    }
    assert found == expected


def test_the_quarantine_holds_what_is_expected_and_nothing_else(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        (row["source"], row["record_id"], row["reason_code"], str(row["fetched_on"]))
        for row in rows(db, "select source, record_id, reason_code, fetched_on from fct_quarantine")
    }
    assert found == {
        (item["source"], item["record_id"], item["reason_code"], night)
        for item in EXPECTED["quarantine"]
        for night in item["fetched_on"]
    }


def test_every_declaration_is_there_once(db: duckdb.DuckDBPyConnection) -> None:
    assert rows(db, "select count(*) as n from fct_declarations") == [
        {"n": EXPECTED["declaration_count"]}
    ]


@pytest.mark.parametrize("merged", EXPECTED["merged"], ids=lambda item: item["key"])
def test_a_declaration_on_several_platforms_is_one(
    db: duckdb.DuckDBPyConnection, merged: dict[str, Any]
) -> None:
    found = rows(
        db,
        "select declaration_id from fct_declarations where list_contains(?, declaration_id)",
        list(merged["records"]),
    )
    assert sorted(row["declaration_id"] for row in found) == sorted(merged["declaration_ids"])


def test_violations_are_those_expected_with_their_intervals(db: duckdb.DuckDBPyConnection) -> None:
    found = {
        (row["declaration_id"], row["standard_no"]): row
        for row in rows(db, 'select *, "limit" as limit_value from fct_national_violations')
    }
    assert set(found) == {
        (item["declaration_id"], item["standard_no"]) for item in EXPECTED["violations"]
    }
    for item in EXPECTED["violations"]:
        row = found[item["declaration_id"], item["standard_no"]]
        given = (row["limit_value"], row["declared"], row["unit"])
        assert given == (item["limit"], item["declared"], item["unit"])
        assert row["valid_from"] == max(
            date.fromisoformat(item["from"]), date.fromisoformat(item["published_on"])
        )
        assert row["valid_to"] == (date.fromisoformat(item["to"]) if item.get("to") else None)


@pytest.mark.parametrize("board", EXPECTED["boards"], ids=board_id)
def test_a_board_has_the_entries_expected(
    db: duckdb.DuckDBPyConnection, board: dict[str, Any]
) -> None:
    key = [board[name] for name in BOARD]
    where = " and ".join(f"{name} = ?" for name in BOARD)
    facts = rows(
        db,
        f"select cut_off_on, knowledge, is_provisional, entry_count from fct_boards where {where}",
        *key,
    )
    assert facts == [
        {
            "cut_off_on": date.fromisoformat(board["cut_off_on"]),
            "knowledge": board["knowledge"],
            "is_provisional": board["is_provisional"],
            "entry_count": board["entry_count"],
        }
    ]
    entries = rows(db, f"select * from fct_board_entries where {where}", *key)
    names = ("enterprise_id", "level", "rank", "is_tied")
    assert {row["declaration_id"]: [row[name] for name in names] for row in entries} == {
        item["declaration_id"]: [item[name] for name in names] for item in board["entries"]
    }
    scores = {item["declaration_id"]: item.get("score") for item in board["entries"]}
    for row in entries:
        assert row["score"] == pytest.approx(scores[row["declaration_id"]], abs=1e-6)


@pytest.mark.parametrize("board", EXPECTED["boards"], ids=board_id)
def test_who_is_left_out_of_a_board_is_told_by_which_rules(
    db: duckdb.DuckDBPyConnection, board: dict[str, Any]
) -> None:
    where = " and ".join(f"{name} = ?" for name in BOARD)
    found: dict[str, set[str]] = {}
    for row in rows(
        db,
        f"select declaration_id, rule_code from fct_eligibility where not passed and {where}",
        *[board[name] for name in BOARD],
    ):
        found.setdefault(row["declaration_id"], set()).add(row["rule_code"])
    for rules in found.values():
        if "indicators_disclosed" in rules:
            # nothing disclosed: that every core indicator is missing goes without saying
            rules -= {rule for rule in rules if rule.startswith("core_indicator:")}
    assert found == {item["declaration_id"]: set(item["reasons"]) for item in board["left_out"]}


@pytest.mark.parametrize(
    "item", EXPECTED["requirement_texts"], ids=lambda item: item["text"].replace("\n", " ")
)
def test_a_requirement_of_the_sample_reads_as_its_author_meant_it(item: dict[str, Any]) -> None:
    part = parse_requirement(item["text"]).parts[0]
    if item.get("no_number"):
        assert (part.low, part.high) == (None, None)
    for name in ("op", "low", "high", "unit", "grade"):
        if name in item:
            assert getattr(part, name) == item[name], name
    if "status" in item or not item.get("no_number"):
        assert part.status == item.get("status", "parsed")


def test_every_table_and_column_of_the_release_is_described_in_both_languages(
    db: duckdb.DuckDBPyConnection,
) -> None:
    described = db.execute(
        """
        select table_name, null, comment from duckdb_tables()
        union all
        select table_name, column_name, comment from duckdb_columns() where not internal
        """
    ).fetchall()
    assert len(described) > len(db.execute("show tables").fetchall())
    assert [row for row in described if not re.search(".+ / .*[一-鿿]", row[2] or "")] == []


def test_no_personal_data_get_past_the_raw_layer(sample_run: Settings) -> None:
    for folder in (sample_run.normalised, sample_run.release):
        for path in (each for each in folder.rglob("*") if each.is_file()):
            body = _plain(path)
            for marker in EXPECTED["personal_data"]:
                assert marker.encode() not in body, f"{marker} in {path}"


def _plain(path: Path) -> bytes:
    """What a file says, Parquet's compression taken off."""
    if path.suffix != ".parquet":
        return path.read_bytes()
    return "\n".join(map(str, duckdb.read_parquet(str(path)).fetchall())).encode()
