"""What a night's data must hold, what blocks, and what the sentence of a failure says."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations.engine import ExpectationError
from expectations.files import EntryError
from expectations.inputs import InputError
from expectations.rows import row_facts
from expectations.suites import check_data
from expectations.thresholds import FIGURE_FACTS, ROW_FACTS, THRESHOLDS, load_thresholds
from pipelines.core import tables
from tests.unit.expectations.world import ON, World

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = ON - timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "normalised")


def run(world: World, *, received: int, on: date = ON, **given: Any) -> None:
    """A complete run of a full source; its observations account for what was received."""
    observed = given.pop("observed", received)
    world.add(
        "source_runs",
        **(
            {
                "fetched_on": on,
                "attempt": 1,
                "coverage": "full",
                "role": "declarations",
                "received": received,
                "is_complete": True,
            }
            | given
        ),
    )
    for number in range(observed):
        world.add(
            "observations",
            fetched_on=on,
            record_id=f"r{number}",
            change="new",
            record_count=1,
        )


def failures(world: World, **options: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Failed results by fact and subject."""
    root = world.save()
    frame = check_data(root, root.parent / "scratch", run_on=ON, **options)
    assert frame.schema == tables.EXPECTATION_RESULTS
    return {
        (row["expectation"], row["subject"]): row for row in frame.to_dicts() if not row["success"]
    }


def failed(world: World, **options: Any) -> set[tuple[str, str]]:
    return set(failures(world, **options))


def sound(world: World) -> None:
    """A night that holds everything: one declaration with one indicator."""
    run(world, received=1)
    world.declare("r0")
    world.indicate("r0", high=0.05)


def test_a_sound_night_fails_nothing(world: World):
    sound(world)
    assert failed(world) == set()


def test_a_night_without_runs_has_no_results(world: World):
    root = world.save()
    assert check_data(root, root.parent / "scratch", run_on=ON).is_empty()


def test_a_run_that_brought_nothing_new_fails_nothing(world: World):
    run(world, received=1)
    assert failed(world) == set()


def test_a_folder_without_a_new_file_has_nothing_to_check(world: World):
    run(world, received=0, coverage="files")
    root = world.save()
    assert check_data(root, root.parent / "scratch", run_on=ON).is_empty()


@pytest.mark.parametrize(
    "given", [{"is_complete": False, "stop_reason": "folder_missing"}, {"observed": 1}]
)
def test_a_folder_that_could_not_be_read_or_adds_up_to_another_number_is_told_of(
    world: World, given: dict[str, Any]
):
    run(world, received=0, coverage="files", **given)
    assert failed(world) != set()


def test_only_the_named_sources_are_checked(world: World):
    sound(world)
    run(world, received=3, observed=0, source="qybz", coverage="window")
    assert failed(world, sources=["cpbz"]) == set()
    assert failed(world) == {("records_accounted", "qybz/source_runs")}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("declared_products", {"product_no": 1}),
        ("declared_indicators", {"row_no": 1, "part_no": 1}),
        ("observations", {"change": "new", "record_count": 0}),
        ("quarantine", {"reason_code": "unreadable", "record_count": 0}),
    ],
)
def test_a_key_that_occurs_twice_blocks(world: World, table: str, row: dict[str, Any]):
    sound(world)
    for _ in range(2):
        world.add(table, record_id="r9", **row)
    found = failures(world)
    result = found["keys_unique", f"cpbz/{table}"]
    assert result["severity"] == "blocking"
    assert result["unexpected_count"] == 1
    assert "r9" in result["message"]


@pytest.mark.parametrize("column", ["standard_no", "enterprise_id", "published_at", "status"])
def test_a_required_column_without_value_blocks(world: World, column: str):
    sound(world)
    world.declare("r8", **({column: None}))
    world.indicate("r8", high=0.05)
    found = failures(world)
    result = found["required_present", f"cpbz/declarations.{column}"]
    assert result["severity"] == "blocking"
    assert (result["element_count"], result["unexpected_count"]) == (2, 1)
    assert result["message"].startswith(f"cpbz {ON}：declarations 有 1 处缺少必填列 {column}")


@pytest.mark.parametrize(
    ("part", "subject"),
    [
        ({"op": "=="}, ("values_in_domain", "cpbz/declared_indicators.op")),
        ({"status": "maybe"}, ("values_in_domain", "cpbz/declared_indicators.status")),
        ({"low": 2.0, "high": 1.0}, ("bounds_ordered", "cpbz/declared_indicators")),
        ({"high": float("nan")}, ("bounds_ordered", "cpbz/declared_indicators")),
    ],
)
def test_a_value_that_cannot_be_blocks(
    world: World, part: dict[str, Any], subject: tuple[str, str]
):
    sound(world)
    world.indicate("r0", row_no=2, **part)
    found = failures(world)
    assert found.keys() == {subject}
    assert found[subject]["severity"] == "blocking"


@pytest.mark.parametrize("part", [{"op": None}, {"low": 1.0, "high": 1.0}, {"low": None}])
def test_missing_operators_and_equal_bounds_are_in_order(world: World, part: dict[str, Any]):
    sound(world)
    world.indicate("r0", row_no=2, **part)
    assert failed(world) == set()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("联系电话13800138000", "no_telephone_numbers"),
        ("13800138000", "no_telephone_numbers"),
        ("身份证 110101199003078515 号", "no_identity_numbers"),
        ("11010119900307851X", "no_identity_numbers"),
        ("913800138000", None),  # a longer number
        ("A13800138000B", None),  # part of a model number
        ("91330000740545604A", None),  # a credit code
        ("110101199013078515", None),  # month 13
        ("≥1380013800", None),
    ],
)
def test_personal_data_in_a_text_are_noticed_and_not_repeated(
    world: World, text: str, fact: str | None
):
    sound(world)
    world.indicate("r0", row_no=2, requirement_raw=text, high=1.0)
    found = failures(world)
    assert [name for name, _ in found] == ([fact] if fact else [])
    for result in found.values():
        assert result["severity"] == ("blocking" if fact == "no_identity_numbers" else "warning")
        assert "r0" in result["message"]
        assert "138" not in result["message"]
        assert "1101" not in result["message"]


def test_records_that_are_not_accounted_for_block(world: World):
    run(world, received=5, observed=3)
    world.add("quarantine", record_id="r9", reason_code="unreadable", record_count=1)
    found = failures(world)
    result = found["records_accounted", "cpbz/source_runs"]
    assert result["severity"] == "blocking"
    assert result["observed"] == "1"
    assert "收到 5 条，入库与隔离合计 4 条，相差 1 条" in result["message"]


def test_repeats_attempts_and_quarantine_count_as_accounted(world: World):
    run(world, received=2, observed=0, is_complete=False, stop_reason="interrupted")
    run(world, received=4, observed=0, attempt=2)
    world.add("observations", record_id="r1", change="new", record_count=3)
    world.add("observations", record_id="r2", change="disappeared", record_count=7)
    world.add("quarantine", record_id="r3", reason_code="unreadable", record_count=3)
    assert failed(world) == set()


def test_an_incomplete_run_warns_with_its_reason(world: World):
    run(world, received=1, is_complete=False, stop_reason="errors_in_row")
    found = failures(world)
    assert found.keys() == {("run_complete", "cpbz/source_runs")}
    (result,) = found.values()
    assert result["severity"] == "warning"
    assert "errors_in_row" in result["message"]


@pytest.mark.parametrize(
    ("received", "expected"), [(90, False), (89, True), (150, False), (151, True)]
)
def test_a_full_run_is_compared_with_the_complete_ones_before(
    world: World, received: int, expected: bool
):
    run(world, received=100, on=BEFORE)
    run(world, received=10, on=BEFORE - timedelta(days=1), is_complete=False)
    run(world, received=received)
    assert (("received_steady", "cpbz/source_runs") in failed(world)) is expected


def test_a_window_run_is_not_compared_with_the_ones_before(world: World):
    run(world, received=100, on=BEFORE, coverage="window")
    run(world, received=3, coverage="window")
    assert failed(world) == set()


def test_a_complete_run_without_records_warns(world: World):
    run(world, received=0, coverage="window")
    assert failed(world) == {("received_some", "cpbz/source_runs")}


def indicators(world: World, understood: int, unparsed: int, *, on: date = ON, empty: int = 0):
    """A declaration of a run with so many indicator rows."""
    run(world, received=1, on=on)
    world.declare("r0", fetched_on=on)
    statuses = ["parsed"] * understood + ["unparsed"] * unparsed + ["empty"] * empty
    for number, status in enumerate(statuses, start=1):
        world.indicate("r0", row_no=number, status=status, fetched_on=on)


@pytest.mark.parametrize(
    ("understood", "unparsed", "expected"),
    [(160, 40, None), (159, 41, "blocking"), (79, 21, "warning"), (80, 20, None)],
)
def test_the_parse_rate_has_a_floor_that_blocks_where_rows_are_many(
    world: World, understood: int, unparsed: int, expected: str | None
):
    indicators(world, understood, unparsed, empty=300)
    found = failures(world)
    result = found.get(("requirements_understood", "cpbz/declared_indicators"))
    assert (result and result["severity"]) == expected


def test_a_fallen_parse_rate_blocks_and_the_sentence_gives_both_figures(world: World):
    indicators(world, 200, 0, on=BEFORE)
    indicators(world, 188, 12)
    (result,) = failures(world).values()
    assert result["expectation"] == "requirements_understood_steady"
    assert result["severity"] == "blocking"
    assert result["observed"] == "-6.0 个百分点"
    assert result["message"] == (
        "cpbz 2026-05-30：指标要求可识别率 94.0%，与此前各次的 100.0% 相差 -6.0 个百分点，"
        "容许下降 5 个百分点；请以 lingpao parse 复核未识别的文本并补充解析规则，"
        "或核对来源页面是否改版"
    )


def test_a_parse_rate_that_falls_by_what_is_allowed_holds(world: World):
    indicators(world, 200, 0, on=BEFORE)
    indicators(world, 190, 10)
    assert failed(world) == set()


def test_only_the_last_runs_are_the_history(world: World):
    indicators(world, 200, 0, on=ON - timedelta(days=30))
    for days in range(1, 8):
        run(world, received=1, on=ON - timedelta(days=days))
    indicators(world, 180, 20)
    assert failed(world) == set()


def test_a_later_night_is_no_history(world: World):
    indicators(world, 200, 0, on=ON + timedelta(days=1))
    indicators(world, 180, 20)
    assert failed(world) == set()


@pytest.mark.parametrize(("bare", "expected"), [(50, None), (51, "blocking")])
def test_declarations_without_indicators_are_counted_where_the_source_discloses_them(
    world: World, bare: int, expected: str | None
):
    run(world, received=100)
    for number in range(100):
        world.declare(f"r{number}")
        if number >= bare:
            world.indicate(f"r{number}", high=0.05)
    world.declare("r900", discloses_indicators=False)
    result = failures(world).get(("indicators_disclosed", "cpbz/declarations"))
    assert (result and result["severity"]) == expected


def test_unknown_indicator_names_and_categories_warn(world: World):
    run(world, received=1)
    world.declare("r0", category="从未见过")
    world.indicate("r0", indicator_name="从未见过", high=1.0)
    found = failures(world)
    assert found.keys() == {
        ("indicator_names_known", "cpbz/declared_indicators"),
        ("products_categorised", "cpbz/declared_products"),
    }
    assert {result["severity"] for result in found.values()} == {"warning"}


def test_every_fact_can_be_evaluated_on_a_full_night(world: World):
    indicators(world, 1, 0, on=BEFORE)
    indicators(world, 1, 0)
    world.declare("r1", cites=("GB 1-2020",))
    world.add("indicator_sets", record_id="s1", standard_no="Q/SL 1-2025")
    world.add("catalogue_standards", record_id="GB 1-2020", standard_no="GB 1-2020")
    world.add("quarantine", record_id="r7", reason_code="unreadable", record_count=0)
    root = world.save()
    frame = check_data(root, root.parent / "scratch", run_on=ON)
    assert set(frame["expectation"]) == ROW_FACTS | FIGURE_FACTS
    assert set(frame["run_on"]) == {ON}
    assert (frame["seconds"] > 0).all()
    assert list((root.parent / "scratch").iterdir()) == []


def test_a_missing_column_is_an_error(world: World):
    sound(world)
    path = world.save() / "declared_indicators" / "cpbz" / f"{ON}.parquet"
    pl.read_parquet(path).drop("op").write_parquet(path)
    with pytest.raises(InputError, match="declared_indicators"):
        check_data(world.root, world.root.parent / "scratch", run_on=ON)


def test_a_fact_on_a_missing_column_is_an_error(world: World, monkeypatch: pytest.MonkeyPatch):
    sound(world)
    world.save()
    monkeypatch.setattr("expectations.rows._REQUIRED", {"declarations": ("no_such_column",)})
    with pytest.raises(ExpectationError, match="no_such_column"):
        check_data(world.root, world.root.parent / "scratch", run_on=ON)


def test_every_row_fact_names_its_table_and_a_remedy():
    for table in tables.PARTITIONED:
        for fact in row_facts(table):
            assert fact.table == table
            assert fact.fact in ROW_FACTS
            assert fact.remedy


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  bounds_ordered:", "  bounds_orderd:", "缺少 bounds_ordered；不认识 bounds_orderd"),
        (
            "run_complete: {severity: warning, at_least: 1}",
            "run_complete: {severity: warning}",
            "应写界限",
        ),
        (
            "keys_unique: {severity: blocking}",
            "keys_unique: {severity: blocking, at_least: 1}",
            "不应写",
        ),
        ("severity: blocking}", "severity: fatal}", "severity"),
        ("history_runs: 7", "history_runs: 0", "history_runs"),
    ],
)
def test_wrong_thresholds_are_named(tmp_path: Path, old: str, new: str, expected: str):
    text = THRESHOLDS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "suites.yml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EntryError, match=expected):
        load_thresholds(path)


def test_the_suites_import_great_expectations_only_when_they_run():
    code = (
        "import sys, expectations.suites; expectations.suites.load_thresholds();"
        "sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
