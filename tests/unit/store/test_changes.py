"""What `lingpao changes` finds between two releases, as data and in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from pipelines.store.changes import Changes, changes
from pipelines.store.contract import ContractTable
from pipelines.store.manifest import ReleaseError
from pipelines.store.release import make_release

if TYPE_CHECKING:
    from pathlib import Path

BOARD = ("programme", "field_code", "product_category", "period")
TABLES = {
    "fct_declarations": (
        ("declaration_id",),
        "declaration_id varchar, version int, org_name varchar, uscc varchar, standard_no varchar,"
        " standard_kind varchar, standard_name varchar, published_at timestamp, status varchar,"
        " province_code varchar, source varchar, indicator_source varchar, is_gone boolean,"
        " last_observed_on date",
    ),
    "fct_declaration_history": (
        ("declaration_id", "version"),
        "declaration_id varchar, version int, digest varchar",
    ),
    "fct_declared_indicators": (
        ("declaration_id", "version", "row_no", "part_no"),
        "declaration_id varchar, version int, row_no int, part_no int, indicator_name_raw varchar,"
        " requirement_raw varchar, test_method varchar",
    ),
    "fct_declared_products": (
        ("declaration_id", "product_no"),
        "declaration_id varchar, product_no int, product_name varchar, product_category varchar,"
        " spec varchar, model varchar, brand varchar",
    ),
    "fct_national_violations": (
        ("declaration_id", "version", "rule_id"),
        "declaration_id varchar, version int, rule_id varchar, standard_no varchar, clause varchar,"
        ' "limit" double, declared double, unit varchar, valid_from date, valid_to date',
    ),
    "fct_boards": (
        BOARD,
        "programme varchar, field_code varchar, product_category varchar, period varchar,"
        " entry_count bigint, digest varchar, state varchar, is_provisional boolean",
    ),
    "fct_board_entries": (
        (*BOARD, "declaration_id"),
        "programme varchar, field_code varchar, product_category varchar, period varchar,"
        " declaration_id varchar, rank int, level int",
    ),
    "fct_leaders": (
        ("programme", "year", "field_code", "product_category", "declaration_id"),
        "programme varchar, year int, field_code varchar, product_category varchar,"
        " declaration_id varchar, status varchar",
    ),
}
JUNE, JULY = dt.date(2026, 6, 14), dt.date(2026, 7, 5)


def declaration(number: int, version: int = 1, **values: Any) -> dict[str, Any]:
    """A current declaration."""
    given = {
        "declaration_id": f"d{number}",
        "version": version,
        "org_name": f"示例企业{number}",
        "standard_no": f"Q/SL {number:03}-2026",
        "standard_name": "板式家具",
        "status": "in_force",
        "source": "cpbz",
        "is_gone": False,
    }
    return given | values


def history(number: int, version: int = 1, digest: str = "x") -> dict[str, Any]:
    """A version of a declaration with the digest of its content."""
    return {"declaration_id": f"d{number}", "version": version, "digest": digest}


def indicator(number: int, requirement: str, version: int = 1) -> dict[str, Any]:
    """A declared indicator."""
    return {
        "declaration_id": f"d{number}",
        "version": version,
        "row_no": 1,
        "part_no": 1,
        "indicator_name_raw": "甲醛释放量",
        "requirement_raw": requirement,
    }


def violation(number: int, valid_from: dt.date, valid_to: dt.date | None = None) -> dict[str, Any]:
    """A violation of the limit for panel products."""
    return {
        "declaration_id": f"d{number}",
        "version": 1,
        "rule_id": "gb_18580_2025_product",
        "standard_no": "GB 18580-2025",
        "clause": "4.1",
        "limit": 0.05,
        "declared": 0.08,
        "unit": "mg/m3",
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def board(period: str, digest: str, entries: int, **values: Any) -> dict[str, Any]:
    """A board of panel products."""
    key = dict(zip(BOARD, ("national", "panel_furniture", "panel_product", period), strict=True))
    rest = {"entry_count": entries, "digest": digest, "state": "computed", "is_provisional": False}
    return key | rest | values


def entry(period: str, number: int, rank: int, level: int = 1) -> dict[str, Any]:
    """A place on a board."""
    key = {name: board(period, "", 0)[name] for name in BOARD}
    return key | {"declaration_id": f"d{number}", "rank": rank, "level": level}


class Releases:
    """A release root that is given one release after the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = 0

    def add(self, run_on: dt.date, **tables: list[dict[str, Any]]) -> str:
        """Makes a release of the rows given; other tables are empty, `fct_leaders` is absent."""
        self.made += 1
        names = [name for name in TABLES if name != "fct_leaders" or name in tables]
        warehouse = self.root / "warehouse.duckdb"
        warehouse.unlink(missing_ok=True)
        with duckdb.connect(warehouse) as db:
            for name in names:
                db.execute(f"create table {name} ({TABLES[name][1]})")
                if rows := tables.get(name):
                    db.register("rows", pl.DataFrame(rows, infer_schema_length=None).to_arrow())
                    db.execute(f"insert into {name} by name from rows")
        manifest = make_release(
            warehouse,
            self.root / "release",
            created_at=dt.datetime(2026, 7, 5, tzinfo=dt.UTC),
            run_on=run_on,
            batch=f"r{self.made}",
            contract=[ContractTable(name, TABLES[name][0]) for name in names],
        )
        return manifest.release_id

    def changes(self, since: str | None = None) -> Changes:
        """What the newest release changed."""
        return changes(self.root / "release", since)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def _rows(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()


def test_declarations_that_are_new_changed_gone_and_back(releases: Releases) -> None:
    releases.add(
        JUNE,
        fct_declarations=[
            declaration(1),
            declaration(2),
            declaration(3),
            declaration(4, is_gone=True),
            declaration(5),
        ],
    )
    releases.add(
        JULY,
        fct_declarations=[
            declaration(1, last_observed_on=JULY),
            declaration(2, status="abolished", org_name="示例新名"),
            declaration(3, is_gone=True),
            declaration(4),
            declaration(6),
        ],
    )
    found = _rows(releases.changes().declarations, "declaration_id", "change", "fields")
    assert sorted(found) == [
        ("d2", "changed", ["org_name", "status"]),
        ("d3", "gone", []),
        ("d4", "returned", []),
        ("d5", "gone", []),
        ("d6", "new", []),
    ]


def test_a_change_in_the_indicators_alone_is_told(releases: Releases) -> None:
    same = {
        "fct_declared_products": [
            {"declaration_id": f"d{n}", "product_no": 1, "model": "A1"} for n in (1, 2)
        ]
    }
    releases.add(
        JUNE,
        fct_declarations=[declaration(1), declaration(2)],
        fct_declaration_history=[history(1), history(2)],
        fct_declared_indicators=[indicator(1, "≤0.05"), indicator(2, "≤0.05")],
        **same,
    )
    releases.add(
        JULY,
        fct_declarations=[declaration(1, version=2), declaration(2)],
        fct_declaration_history=[history(1), history(1, 2, "y"), history(2)],
        fct_declared_indicators=[
            indicator(1, "≤0.05"),
            indicator(1, "≤0.08", version=2),
            indicator(2, "≤0.05"),
        ],
        **same,
    )
    found = _rows(releases.changes().declarations, "declaration_id", "change", "fields")
    assert found == [("d1", "changed", ["indicators"])]


def test_a_version_that_was_only_numbered_anew_is_no_change(releases: Releases) -> None:
    releases.add(
        JUNE,
        fct_declarations=[declaration(1)],
        fct_declaration_history=[history(1)],
        fct_declared_indicators=[indicator(1, "≤0.05")],
    )
    releases.add(
        JULY,
        fct_declarations=[declaration(1, version=2)],
        fct_declaration_history=[history(1, 1, "older"), history(1, 2)],
        fct_declared_indicators=[indicator(1, "≤0.124"), indicator(1, "≤0.05", version=2)],
    )
    assert releases.changes().declarations.is_empty()


def test_a_change_in_the_products_is_told(releases: Releases) -> None:
    for model, digest, day in (("A1", "x", JUNE), ("A2", "y", JULY)):
        releases.add(
            day,
            fct_declarations=[declaration(1)],
            fct_declaration_history=[history(1, digest=digest)],
            fct_declared_products=[{"declaration_id": "d1", "product_no": 1, "model": model}],
        )
    assert _rows(releases.changes().declarations, "fields") == [(["products"],)]


def test_a_violation_is_new_on_the_day_its_limit_comes_into_force(releases: Releases) -> None:
    future = violation(1, dt.date(2026, 6, 20))
    ended = violation(2, dt.date(2026, 1, 1), dt.date(2026, 7, 1))
    holding = violation(3, dt.date(2026, 1, 1))
    for day in (JUNE, JULY):
        releases.add(
            day,
            fct_declarations=[declaration(n) for n in (1, 2, 3)],
            fct_national_violations=[future, ended, holding],
        )
    found = _rows(releases.changes().violations, "declaration_id", "change", "declared_standard_no")
    assert found == [("d1", "new", "Q/SL 001-2026"), ("d2", "ended", "Q/SL 002-2026")]


def test_a_violation_of_a_declaration_that_is_gone_has_ended(releases: Releases) -> None:
    releases.add(
        JUNE,
        fct_declarations=[declaration(1)],
        fct_national_violations=[violation(1, dt.date(2026, 6, 1))],
    )
    releases.add(JULY)
    assert _rows(releases.changes().violations, "change", "org_name") == [("ended", "示例企业1")]


def test_boards_and_their_entries(releases: Releases) -> None:
    people = [declaration(n) for n in (1, 2, 3)]
    releases.add(
        JUNE,
        fct_declarations=people,
        fct_boards=[
            board("2025Q4", "old", 1),
            board("2026Q1", "same", 1),
            board("2026Q2", "before", 2, is_provisional=True),
        ],
        fct_board_entries=[
            entry("2025Q4", 1, 1),
            entry("2026Q1", 1, 1),
            entry("2026Q2", 1, 1),
            entry("2026Q2", 2, 1),
        ],
    )
    releases.add(
        JULY,
        fct_declarations=people,
        fct_boards=[
            board("2026Q1", "same", 1),
            board("2026Q2", "after", 2),
            board("2026Q3", "new", 1, is_provisional=True),
        ],
        fct_board_entries=[
            entry("2026Q1", 1, 1),
            entry("2026Q2", 1, 2, level=2),
            entry("2026Q2", 3, 1),
            entry("2026Q3", 3, 1),
        ],
    )
    found = releases.changes()
    assert _rows(found.boards, "period", "change", "entry_count_before", "entry_count") == [
        ("2025Q4", "gone", 1, None),
        ("2026Q2", "changed", 2, 2),
        ("2026Q3", "new", None, 1),
    ]
    assert _rows(found.entries, "period", "declaration_id", "change", "rank_before", "rank") == [
        ("2026Q2", "d3", "in", None, 1),
        ("2026Q2", "d1", "moved", 1, 2),
        ("2026Q2", "d2", "out", 1, None),
    ]


def test_a_board_that_is_closed_has_changed_though_its_rows_have_not(releases: Releases) -> None:
    for day, is_provisional in ((JUNE, True), (JULY, False)):
        releases.add(day, fct_boards=[board("2026Q2", "x", 3, is_provisional=is_provisional)])
    found = releases.changes()
    assert _rows(found.boards, "change", "was_provisional", "is_provisional") == [
        ("changed", True, False)
    ]
    assert "由暂定转为定稿" in found.text()


def test_leaders_are_compared_when_both_or_only_the_newer_release_has_them(
    releases: Releases,
) -> None:
    key = {"programme": "national", "year": 2026, "field_code": "f", "product_category": "c"}
    leaders = [key | {"declaration_id": "d1", "status": "in_publicity"}]
    releases.add(JUNE)
    assert releases.changes().leaders.is_empty()
    releases.add(JULY, fct_leaders=leaders)
    assert _rows(releases.changes().leaders, "change", "status") == [("new", "in_publicity")]
    releases.add(JULY, fct_leaders=[leaders[0] | {"status": "published"}])
    found = releases.changes()
    assert _rows(found.leaders, "status_before", "status") == [("in_publicity", "published")]
    assert "领跑者：新增 0，变化 1，消失 0" in found.text()


def test_against_the_first_release_everything_is_new(releases: Releases) -> None:
    releases.add(JUNE, fct_declarations=[declaration(1)], fct_boards=[board("2026Q1", "x", 0)])
    found = releases.changes()
    assert found.since is None
    assert _rows(found.declarations, "change") == [("new",)]
    assert _rows(found.boards, "change") == [("new",)]
    assert found.text().splitlines()[0] == "发布快照 r1（采集日 2026-06-14），是第一个发布快照"


def test_any_kept_release_can_be_named(releases: Releases) -> None:
    for number in (1, 2, 3):
        releases.add(JUNE, fct_declarations=[declaration(n) for n in range(number)])
    assert _rows(releases.changes().declarations, "declaration_id") == [("d2",)]
    assert _rows(releases.changes("r1").declarations, "declaration_id") == [("d1",), ("d2",)]
    assert releases.changes("r3").declarations.is_empty()


def test_a_release_that_is_not_kept_is_refused_with_those_that_are(releases: Releases) -> None:
    for _ in range(6):
        releases.add(JUNE)
    with pytest.raises(ReleaseError, match=r"没有发布快照 r1，或已不再保留；.*r2、r3、r4、r5、r6"):
        releases.changes("r1")


def test_before_the_first_release_there_is_nothing_to_compare(releases: Releases) -> None:
    with pytest.raises(ReleaseError, match="请先运行 lingpao nightly"):
        releases.changes()


def test_the_text_counts_and_tells_the_first_examples(releases: Releases) -> None:
    releases.add(JUNE, fct_declarations=[declaration(n) for n in range(1, 9)])
    changed = [declaration(n, status="abolished") for n in range(1, 8)]
    releases.add(
        JULY,
        fct_declarations=[*changed, declaration(8), declaration(9)],
        fct_national_violations=[violation(8, dt.date(2026, 7, 1))],
        fct_boards=[board("2026Q2", "x", 1)],
    )
    assert releases.changes().text(examples=2).splitlines() == [
        "发布快照 r2（采集日 2026-07-05），与 r1（采集日 2026-06-14）相比",
        "声明：新增 1，变更 7，重现 0，消失 0",
        "  新增 示例企业9 Q/SL 009-2026 板式家具",
        "  变更 示例企业1 Q/SL 001-2026 板式家具：状态",
        "  变更 示例企业2 Q/SL 002-2026 板式家具：状态",
        "  变更 另有 5 条",
        "  其中状态变化：现行 → 废止 7",
        "违反强制性国家标准：新增 1，结束 0",
        "  新增 示例企业8 Q/SL 008-2026：GB 18580-2025 4.1 限值 0.05 mg/m3，声明 0.08 mg/m3，"
        "自 2026-07-01 起",
        "榜单：新增 1，变化 0，撤下 0",
        "  新增 national panel_furniture/panel_product 2026Q2：1 条",
        "榜单条目：没有变化",
    ]


def test_an_entry_is_told_with_the_places_before_and_after(releases: Releases) -> None:
    for day, rank, level in ((JUNE, 1, 1), (JULY, 4, 2)):
        releases.add(
            day,
            fct_declarations=[declaration(1)],
            fct_boards=[board("2026Q2", f"{rank}", 1)],
            fct_board_entries=[entry("2026Q2", 1, rank, level)],
        )
    assert releases.changes().text().splitlines()[-1] == (
        "  升降 national panel_furniture/panel_product 2026Q2 示例企业1 Q/SL 001-2026："
        "第 1 名 → 第 4 名，1 等 → 2 等"
    )


def test_nothing_changed_is_said(releases: Releases) -> None:
    for _ in range(2):
        releases.add(JUNE, fct_declarations=[declaration(1)])
    assert [line for line in releases.changes().text().splitlines() if "没有变化" in line] == [
        "声明：没有变化",
        "违反强制性国家标准：没有变化",
        "榜单：没有变化",
        "榜单条目：没有变化",
    ]
