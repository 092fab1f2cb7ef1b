"""A release whose every figure can be worked out by hand: a field, its boards, declarations.

Boards of 2025Q4, 2026Q1 and 2026Q2; a and c are revised before the last one (a2 better, c2 worse),
d breaks a limit and leaves, e and f join. Another field has one entry of a year that is not over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.reports.figures import Release
from pipelines.store.manifest import Manifest
from tests.site_release import create_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

BODY, BODY_NAME = "51990000990002020J", "示例家电检测认证中心"
OTHER_BODY = "52990000990003031T"
RUN_ON = date(2026, 7, 7)
NAMES = {each: f"示例{each.upper()}公司" for each in "abcdefg"}
_AIR, _WATER = ("air", "air_cleaner"), ("water", "water_purifier")
_ENTRIES = {
    # period: entry, level, clean air (the more the better), noise (the less the better), grade
    "2025Q4": (("a", 1, 1000, 50, 1), ("b", 2, 800, 55, 2), ("c", 3, 600, 60, 3),
               ("d", 3, 400, 60, 3)),
    "2026Q1": (("a", 1, 1000, 50, 1), ("b", 3, 800, 55, 2), ("c", 3, 600, 60, 3)),
    "2026Q2": (("a2", 1, 1200, 48, 1), ("b", 2, 800, 55, 2), ("c2", 3, 500, 60, 2),
               ("e", 1, 900, 50, 1), ("f", 2, 700, 52, 1)),
}  # fmt: skip
_CUT_OFFS = {
    "2025Q4": date(2025, 12, 31),
    "2026Q1": date(2026, 3, 31),
    "2026Q2": date(2026, 6, 30),
}
_PUBLISHED = {
    "a": date(2025, 2, 10), "b": date(2025, 3, 1), "c": date(2025, 6, 1), "d": date(2025, 8, 1),
    "a2": date(2026, 4, 15), "c2": date(2026, 5, 20), "e": date(2026, 4, 1),
    "f": date(2026, 6, 30), "g": date(2026, 7, 1),
}  # fmt: skip
_LEFT = date(2026, 5, 10)


def open_world(connection: duckdb.DuckDBPyConnection) -> Release:
    """The release in an empty database."""
    create_tables(connection)
    for name, rows in _tables().items():
        _insert(connection, name, rows)
    return Release(connection, MANIFEST)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Rows that name different columns, in one statement."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("(" + ", ".join("?" * len(names)) + ")" for _ in rows)
    values = [row.get(name) for row in rows for name in names]
    connection.execute(f"insert into {table} ({columns}) values {marks}", values)


MANIFEST = Manifest(
    release_id="20260707T000000Z",
    number=1,
    previous=None,
    created_at=datetime(2026, 7, 7, tzinfo=UTC),
    run_on=RUN_ON,
    database="lingpao-20260707T000000Z.duckdb",
    code_version="示例版本",
    reference_digest="示例摘要",
    ledger_head=None,
    tables={},
)


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {
        "dim_programmes": [
            {"programme": "national", "name_zh": "示例活动", "work_institution": "示例工作机构"}
        ],
        "dim_assessment_bodies": [
            {"programme": "national", "body_uscc": BODY, "body_name": BODY_NAME,
             "state": "registered", "scheme_count": 2},
            {"programme": "national", "body_uscc": OTHER_BODY, "body_name": "示例无事机构",
             "state": "none", "scheme_count": 0},
        ],
        "dim_key_fields": [
            {"programme": "national", "year": year, "field_code": code, "name_zh": name}
            for year in (2025, 2026) for code, name in (("air", "空气净化器"), ("water", "净水机"))
        ],
        "dim_product_categories": [
            {"product_category": "appliance", "name_zh": "家电"},
            {"product_category": "air_cleaner", "parent_category": "appliance",
             "name_zh": "空气净化器", "industry_name_zh": "家用电力器具制造"},
            {"product_category": "water_purifier", "name_zh": "净水机"},
        ],
        "dim_units": [
            {"unit": "dB", "dimension": "sound", "factor": 1.0},
            {"unit": "B", "dimension": "sound", "factor": 10.0},
        ],
        "dim_limits": [
            {**_LIMIT, "rule_id": "old", "standard_no": "GB 9-2020", "high": 60.0, "unit": "dB",
             "in_force_from": date(2020, 1, 1), "in_force_to": date(2026, 6, 1)},
            # 5.2 B are 52 dB
            {**_LIMIT, "rule_id": "new", "standard_no": "GB 9-2026", "high": 5.2, "unit": "B",
             "in_force_from": date(2026, 6, 1)},
            {**_LIMIT, "rule_id": "by another method", "standard_no": "GB 8-2020", "high": 1.0,
             "unit": "dB", "test_method": "other", "in_force_from": date(2020, 1, 1)},
        ],
        "dim_standards": [{"standard_no": "GB 9-2026", "name": "示例噪声限值", "is_current": True}],
        "dim_enterprises": [
            {"enterprise_id": each, "org_name": NAMES[each], "province_code": _province(each),
             "province_name": {"110000": "北京市", "440000": "广东省"}[_province(each)]}
            for each in NAMES
        ],
        "fct_publicities": [
            {"decision_id": "D-1", "programme": "national", "subject_type": "board",
             "subject": "air/air_cleaner/2026Q1", "what_zh": "排行榜", "objection_count": 2,
             "open_objection_count": 1, "upheld_objection_count": 0},
            {"decision_id": "D-2", "programme": "national", "subject_type": "leader",
             "subject": "2026/air/air_cleaner/a2", "what_zh": "领跑者退出", "objection_count": 0,
             "open_objection_count": 0, "upheld_objection_count": 0},
            {"decision_id": "D-3", "programme": "national", "subject_type": "board",
             "subject": "other/other/2026Q1", "what_zh": "排行榜", "objection_count": 9,
             "open_objection_count": 9, "upheld_objection_count": 9},
        ],
        "fct_national_violations": [
            _violation("d", "GB 9-2020", date(2025, 8, 1), _LEFT),
            _violation("f", "GB 9-2026", date(2026, 6, 30), None),
        ],
    }  # fmt: skip
    for year in (2025, 2026):
        _scheme(tables, year)
    for period in _ENTRIES:
        _board(tables, period)
    _lone_board(tables)
    for declaration in _PUBLISHED:
        _declare(tables, declaration)
    tables["fct_leaders"] = [
        _leader("a", 2025, "expired"), _leader("a2", 2026, "published"),
        {**_leader("e", 2026, "shortlisted"), "valid_from": None, "certificate_no": None},
    ]  # fmt: skip
    return tables


_LIMIT: Mapping[str, Any] = {
    "product_category": "appliance", "indicator_code": "noise", "nature": "mandatory",
    "known_from": date(2019, 1, 1),
}  # fmt: skip


def _province(declaration: str) -> str:
    return "440000" if declaration[0] == "c" else "110000"


def _violation(declaration: str, standard_no: str, since: date, until: date | None) -> Any:
    return {
        "declaration_id": declaration, "version": 1, "rule_id": standard_no,
        "standard_no": standard_no, "indicator_code": "noise", "valid_from": since,
        "valid_to": until,
    }  # fmt: skip


def _scheme(tables: dict[str, list[dict[str, Any]]], year: int) -> None:
    for (field, category), period in ((_AIR, "quarterly"), (_WATER, "yearly")):
        scheme_id = f"{field}_{year}"
        tables.setdefault("dim_schemes", []).append(
            {"scheme_id": scheme_id, "scheme_version": 1, "programme": "national",
             "field_code": field, "year": year, "title": f"示例{field}方案", "period": period,
             "method": "bands", "state": "published", "body_uscc": BODY, "body_name": BODY_NAME,
             "leader_level": 1}
        )  # fmt: skip
        for position, (code, name, unit, better) in enumerate(
            (("ccm", "累积净化量", "mg", "higher"), ("noise", "噪声", "dB", "lower"),
             ("stars", "星级", None, "best_first")), 1,
        ):  # fmt: skip
            tables.setdefault("dim_scheme_indicators", []).append(
                {"scheme_id": scheme_id, "scheme_version": 1, "product_category": category,
                 "indicator_code": code, "position": position, "name_zh": name,
                 "indicator_class": "core", "unit": unit, "better": better,
                 "grades_text": "五星;四星;三星" if unit is None else None}
            )  # fmt: skip


def _on(place: tuple[str, str], period: str) -> dict[str, Any]:
    field, category = place
    return {
        "programme": "national", "field_code": field, "product_category": category,
        "period": period,
    }  # fmt: skip


def _board(tables: dict[str, list[dict[str, Any]]], period: str) -> None:
    year, entries = int(period[:4]), _ENTRIES[period]
    refused = ("d",) if year == 2026 else ()
    tables.setdefault("fct_boards", []).append(
        {**_on(_AIR, period), "year": year, "scheme_id": f"air_{year}", "scheme_version": 1,
         "method": "bands", "cut_off_on": _CUT_OFFS[period], "is_provisional": False,
         "state": "published" if period < "2026Q2" else "computed",
         "candidate_count": len(entries) + len(refused), "entry_count": len(entries)}
    )  # fmt: skip
    for declaration, level, ccm, noise, grade in entries:
        _enter(tables, _on(_AIR, period), declaration, level, ccm, noise, grade)
    for declaration in refused:
        tables.setdefault("fct_eligibility", []).append(
            {**_on(_AIR, period), "declaration_id": declaration, "rule_code": "national_limits",
             "passed": False, "verdict": "fail", "reason_code": "breaks_national_limit"}
        )  # fmt: skip


def _lone_board(tables: dict[str, list[dict[str, Any]]]) -> None:
    """A board with one entry, whose period is not over."""
    tables["fct_boards"].append(
        {**_on(_WATER, "2026"), "year": 2026, "scheme_id": "water_2026", "scheme_version": 1,
         "method": "bands", "cut_off_on": date(2026, 12, 31), "is_provisional": True,
         "state": "computed", "candidate_count": 1, "entry_count": 1}
    )  # fmt: skip
    _enter(tables, _on(_WATER, "2026"), "g", 3, 100, 70, 3)


def _enter(
    tables: dict[str, list[dict[str, Any]]], board: Mapping[str, Any], declaration: str,
    level: int, ccm: float, noise: float, grade: int,
) -> None:  # fmt: skip
    at = {**board, "declaration_id": declaration}
    tables.setdefault("fct_board_entries", []).append(
        {**at, "version": 1, "enterprise_id": declaration[0], "rank": level, "level": level,
         "is_tied": False}
    )  # fmt: skip
    tables.setdefault("fct_eligibility", []).append(
        {**at, "rule_code": "overall_level", "passed": True, "verdict": "pass"}
    )
    for code, value, unit, text in (
        ("ccm", ccm, "mg", None), ("noise", noise, "dB", None),
        ("stars", grade, "grade", ("五星", "四星", "三星")[grade - 1]),
    ):  # fmt: skip
        given = {
            **at, "indicator_code": code, "value": float(value), "unit": unit, "grade": text,
            "is_inclusive": True,
        }  # fmt: skip
        tables.setdefault("fct_board_entry_indicators", []).append(given)
        tables.setdefault("fct_compared_indicators", []).append({**given, "version": 1})


def _declare(tables: dict[str, list[dict[str, Any]]], declaration: str) -> None:
    who, published = declaration[0], _PUBLISHED[declaration]
    row = {
        "declaration_id": declaration, "version": 1, "enterprise_id": who, "org_name": NAMES[who],
        "standard_no": f"Q/{who.upper()} 1-{published.year}", "standard_series_id": who,
        "published_on": published, "status": "in_force", "province_code": _province(declaration),
        "first_observed_on": published,
    }  # fmt: skip
    tables.setdefault("fct_declarations", []).append(row)
    history = tables.setdefault("fct_declaration_history", [])
    if declaration == "d":
        history.append({**row, "observed_from": published, "observed_to": _LEFT})
        history.append({**row, "version": 2, "status": "abolished", "observed_from": _LEFT})
    else:
        history.append({**row, "observed_from": published, "observed_to": None})
    tables.setdefault("fct_declared_products", []).append(
        {"declaration_id": declaration, "product_no": 1, "product_name": "示例产品",
         "product_category": None if declaration == "f" else "air_cleaner"}
    )  # fmt: skip


def _leader(declaration: str, year: int, status: str) -> dict[str, Any]:
    return {
        "programme": "national", "year": year, "field_code": "air",
        "product_category": "air_cleaner", "declaration_id": declaration,
        "enterprise_id": declaration[0], "status": status, "period": f"{year}Q1",
        "certificate_no": f"示例证书-{declaration}", "valid_from": date(year, 4, 1),
        "valid_to": date(year + 1, 4, 1),
    }  # fmt: skip
