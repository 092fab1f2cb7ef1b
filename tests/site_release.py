"""A release by hand that has everything a page must show, hide or escape.

Tables are those of the marts' contracts; a test names only the columns that it cares about.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import yaml

from tests.hostile_names import QUOTES, RIGHT_TO_LEFT, SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
MARTS = ROOT / "dbt_project" / "models" / "marts"

REFUSED = "示例拒绝公司"
UNPUBLISHED = "示例未发布公司"
EXCLUDED = "示例被排除公司"
SHORTLISTED = "示例入围公司"
BARRED = "示例禁入公司"
BASIS = "示例退出建议的事由"
BAN_TEXT = "示例禁入的内部说明"
BREAKS_TEXT = "示例将不符合的限值"
INTERNAL_ONLY = (
    REFUSED, UNPUBLISHED, EXCLUDED, SHORTLISTED, BARRED, BASIS, BAN_TEXT, BREAKS_TEXT,
    "cpbz/2026-05-30/pages", "示例异议方案", "示例内部来源",
)  # fmt: skip

PUBLISHED = ("national", "air_cleaner", "air_cleaner", "2026Q1")
COMPUTED = ("national", "air_cleaner", "air_cleaner", "2026Q2")
PANELS = ("national", "panels", "panel", "2026Q2")
PROVINCES = {"110000": "北京市", "440000": "广东省", "330000": "浙江省"}
BULK = 40


@cache
def contracts() -> dict[str, list[tuple[str, str]]]:
    """Columns with their types, by mart, as the marts' contracts say."""
    found = {}
    for path in sorted(MARTS.rglob("_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = [(column["name"], column["data_type"]) for column in model["columns"]]
            found[model["name"]] = columns
    return found


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Every mart, as its contract says, without rows."""
    for name, columns in contracts().items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
        connection.execute(f"create table {name} ({listed})")


def make_release(path: Path) -> Path:
    """Writes the release's database to `path`."""
    path.write_bytes(_database())
    return path


def changed_since_published(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Makes the release compute the published board otherwise; its rows as they were frozen."""
    where = " and ".join(f"{name} = '{value}'" for name, value in _on(PUBLISHED).items())
    frozen = {}
    with duckdb.connect(str(database)) as connection:
        for name in ("fct_boards", "fct_board_entries", "fct_board_entry_indicators"):
            found = connection.execute(f"from {name} where {where}").pl()
            dates = pl.selectors.temporal()
            frozen[name] = found.with_columns(dates.cast(pl.String)).to_dicts()
        connection.execute(
            f"update fct_boards set published_digest = digest, digest = 'another' where {where}"
        )
        connection.execute(f"update fct_board_entries set rank = 7 where {where}")
        connection.execute(f"update fct_board_entry_indicators set value = 700 where {where}")
    return frozen


@cache
def _database() -> bytes:
    """A database file, made once a process: inserting row by row takes a second."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lingpao.duckdb"
        with duckdb.connect(str(path)) as connection:
            create_tables(connection)
            for name, rows in _tables().items():
                _insert(connection, name, rows)
        return path.read_bytes()


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]
) -> None:
    for row in rows:
        columns = ", ".join(f'"{column}"' for column in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({columns}) values ({marks})", [*row.values()])


def _on(board: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("programme", "field_code", "product_category", "period")
    return dict(zip(names, board, strict=True))


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {
        "dim_programmes": [{"programme": "national", "name_zh": "示例活动", "kind": "assessment"}],
        "dim_key_fields": [
            _key_field("air_cleaner", "空气净化器"),
            _key_field("panels", "人造板"),
        ],
        "dim_product_categories": [
            _category("air_cleaner", "空气净化器", "385", "家用电力器具制造"),
            _category("panel", "人造板制品", "202", "人造板制造"),
        ],
        "dim_indicators": [
            {"indicator_code": "ccm", "name_zh": "累积净化量", "unit": "mg", "better": "higher"}
        ],
        "dim_schemes": [_scheme("air"), _scheme("objected")],
        "dim_scheme_indicators": [_asked("air", "air_cleaner"), _asked("air", "panel")],
        "fct_source_runs": [_run("示例内部来源", date(2026, 7, 7))],
        "fct_boards": [
            _board(PUBLISHED, "published", date(2026, 3, 31), 5),
            _board(COMPUTED, "computed", date(2026, 6, 30), 3),
            _board(PANELS, "under_revision", date(2026, 6, 30), 1),
        ],
        "fct_exit_proposals": [
            {
                "proposal_id": "P-1", "programme": "national", "year": 2026,
                "field_code": "air_cleaner", "product_category": "air_cleaner",
                "declaration_id": "d2", "enterprise_id": "e2", "reason_no": 7, "basis": BASIS,
                "found_on": date(2026, 7, 1), "state": "open",
            }
        ],
        "fct_national_violations": [
            {
                "declaration_id": "d6", "version": 1, "rule_id": "r1",
                "standard_no": "GB 1-2020", "valid_from": date(2026, 1, 1),
            }
        ],
        "fct_bans": [
            _ban("D-1", "e3", "exit_confirmed", date(2026, 6, 10), 6),
            _ban("D-2", "e8", "ban", date(2026, 6, 1), None),
        ],
        "fct_publicities": [
            _publicity("D-3", "board", "air_cleaner/air_cleaner/2026Q1", "running"),
            _publicity("D-4", "scheme", "objected/1", "ended"),
        ],
    }  # fmt: skip
    people = {
        "d1": SCRIPT, "d2": QUOTES, "d3": RIGHT_TO_LEFT, "d4": REFUSED, "d5": UNPUBLISHED,
        "d6": EXCLUDED, "d7": SHORTLISTED, "d8": BARRED,
        **{f"b{number:02}": f"示例批量{number:02}公司" for number in range(BULK)},
    }  # fmt: skip
    for place, (declaration, name) in enumerate(people.items()):
        _declare(tables, declaration, name, list(PROVINCES)[place % len(PROVINCES)])
    for declaration, rank, level, value in (
        ("d1", 1, 1, 1500.0), ("d2", 2, 2, 900.0), ("d3", 2, 2, 800.0), ("d4", 2, 2, 700.0),
    ):  # fmt: skip
        _enter(tables, PUBLISHED, declaration, rank, level, value)
    for place in range(BULK):
        _enter(tables, PUBLISHED, f"b{place:02}", 5, 3, 300.0 + place)
    _enter(tables, COMPUTED, "d5", 1, 1, 2000.0)
    _enter(tables, COMPUTED, "d1", 2, 2, 600.0)
    _enter(tables, PANELS, "d7", 1, 1, 1200.0)
    tables["fct_consents"].append(
        {**_on(PUBLISHED), "declaration_id": "d4", "enterprise_id": "e4", "consent": "refused",
         "is_left_out": True}
    )  # fmt: skip
    tables["fct_eligibility"].append(
        {**_on(PUBLISHED), "declaration_id": "d6", "rule_code": "national_limits", "passed": False,
         "verdict": "fail", "reason_code": "breaks_national_limit", "evidence": "声明值 9"}
    )  # fmt: skip
    tables["fct_leaders"] = [
        _leader("d1", "published", "national-001", breaks=True),
        _leader("d2", "expired", "national-002"),
        _leader("d3", "exited", "national-003"),
        {**_leader("d7", "shortlisted", None), "valid_from": None, "valid_to": None},
    ]
    return tables


def _key_field(code: str, name: str) -> dict[str, Any]:
    return {"programme": "national", "year": 2026, "field_code": code, "name_zh": name}


def _category(code: str, name: str, industry: str, industry_name: str) -> dict[str, Any]:
    return {
        "product_category": code, "name_zh": name, "industry_code": industry,
        "industry_name_zh": industry_name,
    }  # fmt: skip


def _scheme(scheme_id: str) -> dict[str, Any]:
    title = {"air": "示例评估方案", "objected": "示例异议方案"}[scheme_id]
    return {
        "scheme_id": scheme_id, "scheme_version": 1, "programme": "national", "title": title,
        "body_name": "示例评估机构", "level_count": 3, "leader_level": 1,
    }  # fmt: skip


def _asked(scheme_id: str, category: str) -> dict[str, Any]:
    return {
        "scheme_id": scheme_id, "scheme_version": 1, "product_category": category,
        "indicator_code": "ccm", "position": 1, "name_zh": "累积净化量",
        "indicator_class": "core", "unit": "mg", "better": "higher",
        "threshold_1": 1000.0, "threshold_2": 500.0, "threshold_3": 300.0,
    }  # fmt: skip


def _run(source: str, on: date) -> dict[str, Any]:
    return {
        "source": source, "fetched_on": on, "attempt": 1, "role": "declarations",
        "coverage": "full", "received": 9, "new": 8, "changed": 0, "unchanged": 0,
        "quarantined": 1, "is_complete": True,
    }  # fmt: skip


def _board(
    board: tuple[str, str, str, str], state: str, cut_off_on: date, entries: int
) -> dict[str, Any]:
    return {
        **_on(board), "year": 2026, "scheme_id": "air", "scheme_version": 1, "method": "bands",
        "evidence": "seen", "cut_off_on": cut_off_on, "state": state, "is_provisional": False,
        "knowledge": "observed", "candidate_count": entries + 1, "entry_count": entries,
        "digest": "d" * 64, "note": "示例备注",
    }  # fmt: skip


def _ban(
    decision: str, enterprise: str, kind: str, barred_from: date, reason: int | None
) -> dict[str, Any]:
    return {
        "decision_id": decision, "programme": "national", "enterprise_id": enterprise,
        "source_kind": kind, "barred_from": barred_from,
        "barred_until": barred_from.replace(year=2029), "exit_reason": reason,
        "reason": BAN_TEXT, "recorded_at": datetime(2026, 7, 7, 17),  # noqa: DTZ001
    }  # fmt: skip


def _publicity(decision: str, kind: str, subject: str, state: str) -> dict[str, Any]:
    return {
        "decision_id": decision, "programme": "national", "subject_type": kind,
        "subject": subject, "what_zh": {"board": "排行榜", "scheme": "评估方案"}[kind],
        "publicity_from": date(2026, 7, 1), "publicity_to": date(2026, 7, 14),
        "earliest_publication_on": date(2026, 7, 15), "objection_count": 3,
        "open_objection_count": 1, "upheld_objection_count": 0, "state": state,
    }  # fmt: skip


def _leader(
    declaration: str, status: str, certificate: str | None, *, breaks: bool = False
) -> dict[str, Any]:
    has_exited = status == "exited"
    return {
        "programme": "national", "year": 2026, "field_code": "air_cleaner",
        "product_category": "air_cleaner", "declaration_id": declaration,
        "enterprise_id": f"e{declaration[1:]}", "period": "2026Q1", "level": 1,
        "awarded_version": 1,
        "status": status, "certificate_no": certificate,
        "valid_from": date(2026, 5, 27), "valid_to": date(2027, 5, 27),
        "exited_on": date(2026, 6, 10) if has_exited else None,
        "exit_reason": 6 if has_exited else None,
        "breaks_on": date(2026, 9, 1) if breaks else None,
        "breaks_text": BREAKS_TEXT if breaks else None,
    }  # fmt: skip


def _declare(
    tables: dict[str, list[dict[str, Any]]], declaration: str, name: str, province: str
) -> None:
    enterprise = f"e{declaration[1:]}" if declaration[0] == "d" else f"eb{declaration[1:]}"
    said = {
        "declaration_id": declaration, "version": 1, "enterprise_id": enterprise,
        "uscc": f"91{declaration.upper():0>16}", "org_name": name,
        "standard_no": f"Q/SL {declaration}-2026",
        "standard_series_id": f"{enterprise}|Q/SL {declaration}",
        "standard_name": "空气净化器", "published_on": date(2026, 2, 1), "status": "in_force",
        "province_code": province,
    }  # fmt: skip
    tables.setdefault("fct_declarations", []).append(said)
    tables.setdefault("fct_declaration_history", []).append(
        {**said, "observed_from": date(2026, 5, 30), "digest": "a" * 64, "source": "cpbz",
         "record_id": declaration, "fetched_on": date(2026, 5, 30), "raw_sha256": "b" * 64,
         "raw_path": f"cpbz/2026-05-30/pages/{declaration}.gz"}
    )  # fmt: skip
    tables.setdefault("dim_enterprises", []).append(
        {"enterprise_id": enterprise, "org_name": name, "province_code": province,
         "province_name": PROVINCES[province], "first_published_on": date(2026, 2, 1)}
    )  # fmt: skip
    tables.setdefault("fct_declared_products", []).append(
        {"declaration_id": declaration, "product_no": 1, "product_name": "家用净化器",
         "product_category": "air_cleaner"}
    )  # fmt: skip
    tables.setdefault("fct_declared_indicators", []).append(
        {"declaration_id": declaration, "version": 1, "row_no": 1, "part_no": 1,
         "indicator_name_raw": "CCM", "requirement_raw": f"≥{declaration}mg <b>粗体</b>"}
    )  # fmt: skip


def _enter(
    tables: dict[str, list[dict[str, Any]]],
    board: tuple[str, str, str, str],
    declaration: str,
    rank: int,
    level: int,
    value: float,
) -> None:
    key = {**_on(board), "declaration_id": declaration}
    entry = {**key, "version": 1, "enterprise_id": f"e{declaration[1:]}"}
    tables.setdefault("fct_consents", [])
    tables.setdefault("fct_board_entries", []).append(
        {**entry, "rank": rank, "level": level, "method": "bands", "is_tied": rank != 1,
         "is_vetoed": False, "completeness": 1.0, "models_text": f"型号{declaration}"}
    )  # fmt: skip
    compared = {
        **key, "indicator_code": "ccm", "value": value, "is_inclusive": True, "unit": "mg",
        "level": level,
    }  # fmt: skip
    tables.setdefault("fct_compared_indicators", []).append(
        {**compared, "version": 1, "row_no": 1, "part_no": 1}
    )
    tables.setdefault("fct_board_entry_indicators", []).append(
        {**compared, "rank": rank, "is_listed": True}
    )
    tables.setdefault("fct_eligibility", []).append(
        {**key, "rule_code": "core_indicator:ccm", "passed": True, "verdict": "pass",
         "evidence": "累积净化量达到"}
    )  # fmt: skip
    tables.setdefault("fct_board_robustness", []).append(
        {**key, "rank": rank, "level": level, "rank_best_without_one": rank,
         "rank_worst_without_one": rank, "breaks_on": date(2026, 9, 1),
         "breaks_text": BREAKS_TEXT,
         "held_text": None if level == 1 else f"累积净化量 ≥{value:g} mg，距上一档差一些"}
    )  # fmt: skip
