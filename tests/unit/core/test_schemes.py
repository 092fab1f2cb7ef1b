"""Folders of scheme files, and the tables they become."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core import schemes
from pipelines.core.identifiers import parse_credit_code
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.scheme_models import Points
from pipelines.core.schemes import load_scheme, load_schemes, schemes_frames
from pipelines.core.yaml_files import YamlFileError
from tests.unit.core.scheme_samples import BANDS, POINTS, WEIGHTED, spoil, write_scheme

COMMITTED = Path(__file__).parents[3] / "data" / "reference"


def _root(folder: Path, **files: str) -> Path:
    """A folder of schemes; `__` in a name stands for `/`, `_v2` at its end for `.v2`."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('_v2', '.v2')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


SECOND = spoil(spoil(BANDS, "version: 1", "version: 2"), "2026-03-16", "2026-08-01")


def test_versions_of_a_scheme_stand_side_by_side(tmp_path: Path) -> None:
    root = _root(
        tmp_path, national__2026__panel_furniture=BANDS, national__2026__panel_furniture_v2=SECOND
    )
    assert [s.version for s in load_schemes(root)] == [1, 2]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"national__2025__panel_furniture": BANDS}, "文件放在 2025 的位置，内容却写 2026"),
        ({"national__2026__panels": BANDS}, "文件放在 panels 的位置"),
        ({"national__panel_furniture": BANDS}, "文件不在该在的位置"),
        ({"national__2026__panel_furniture_v2": BANDS}, "文件放在 2 的位置，内容却写 1"),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__panel_furniture_v2": SECOND.replace("2026-08-01", "2026-03-16"),
            },
            "不晚于第 1 版的 2026-03-16",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__panel_furniture_v2": SECOND.replace("panels", "boards"),
            },
            "各版本应同为 panels",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2027__panel_furniture": BANDS.replace("year: 2026", "year: 2027"),
            },
            "已是 national/panel_furniture/2026 的方案",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__doors": BANDS.replace("scheme_id: panels", "scheme_id: doors")
                .replace("field_code: panel_furniture", "field_code: doors")
                .replace("code: wet_heat_resistance", "code: humidity"),
            },
            "“漆膜耐湿热”在类别 panel_furniture 里已由方案 doors 定为指标 humidity",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS.replace(
                    "class: basic", "class: basic, better: lower"
                ),
                "national__2026__doors": BANDS.replace("scheme_id: panels", "scheme_id: doors")
                .replace("field_code: panel_furniture", "field_code: doors")
                .replace("class: basic", "class: basic, better: higher"),
            },
            "better: lower 与方案 doors 中 complaint_channel 的 higher 不同",
        ),
    ],
)
def test_schemes_that_contradict_their_place_or_each_other_are_refused(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(YamlFileError) as caught:
        load_schemes(_root(tmp_path, **files))
    assert any(said in str(finding) for finding in caught.value.findings), caught.value


def test_findings_of_all_files_come_together(tmp_path: Path) -> None:
    files = {
        "national__2026__panel_furniture": BANDS.replace("kind: bands", "kind: x"),
        "mofcom-2023__2023__used_car_assessment": POINTS.replace("year: 2023", "year: x"),
    }
    with pytest.raises(YamlFileError) as caught:
        load_schemes(_root(tmp_path, **files))
    assert len({finding.file for finding in caught.value.findings}) == 2


def _frames(folder: Path, text: str) -> dict[str, pl.DataFrame]:
    return schemes_frames([load_scheme(write_scheme(folder, text))])


def test_frames_have_the_schemas_of_the_reference_tables(tmp_path: Path) -> None:
    schemas = {**REFERENCE, "scheme_aliases": REFERENCE["indicator_aliases"]}
    for made in (_frames(tmp_path, BANDS), schemes_frames([])):
        assert {name: frame.schema for name, frame in made.items()} == {
            name: schemas[name] for name in made
        }


def test_an_indicator_has_a_row_for_each_category_that_it_applies_to(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_indicators"]
    assert rows.select("position", "product_category").rows() == [
        (1, "panel_furniture"),
        (2, "panel_furniture"),
        (2, "solid_wood_furniture"),
        (3, "panel_furniture"),
        (3, "solid_wood_furniture"),
    ]


def test_a_level_that_is_not_given_is_absent(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_levels"]
    assert rows.select(
        "indicator_code", "level", "level_name", "threshold", "grade_position"
    ).rows() == [
        ("formaldehyde_chamber", 1, "advanced", 0.025, None),
        ("formaldehyde_chamber", 2, "average", 0.05, None),
        ("wet_heat_resistance", 1, "advanced", None, 1),
        ("wet_heat_resistance", 3, "baseline", None, 3),
    ]


def test_grades_are_placed_by_quality_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    text = spoil(
        BANDS, "ENF: 0.025, E0: 0.050, E1: 0.124", "E1: 0.124, ENF: 0.025, E0: 0.050, NF: 0.025"
    )
    rows = _frames(tmp_path, text)["scheme_grades"]
    assert rows.select("grade", "position", "value").rows() == [
        ("E1", 3, 0.124),
        ("ENF", 1, 0.025),
        ("E0", 2, 0.05),
        ("NF", 1, 0.025),
        ("1", 1, None),
        ("2", 2, None),
        ("3", 3, None),
    ]


def test_aliases_are_folded_and_hold_for_the_categories_of_their_indicator(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_aliases"].filter(
        pl.col("indicator_code") == "formaldehyde_chamber"
    )
    assert rows.rows() == [
        (alias, "formaldehyde_chamber", "panel_furniture", dt.date(2026, 3, 16))
        for alias in ("人造板甲醛释放量", "甲醛释放量(气候箱)")
    ]


def test_an_alias_of_two_versions_is_known_from_the_first(tmp_path: Path) -> None:
    root = _root(
        tmp_path, national__2026__panel_furniture=BANDS, national__2026__panel_furniture_v2=SECOND
    )
    rows = schemes_frames(load_schemes(root))["scheme_aliases"]
    assert rows.select("alias", "product_category").is_unique().all()
    assert set(rows["known_from"]) == {dt.date(2026, 3, 16)}


def test_each_version_keeps_its_own_levels(tmp_path: Path) -> None:
    stricter = spoil(SECOND, "advanced: 0.025, average: 0.050", "advanced: 0.015, average: 0.025")
    root = _root(
        tmp_path, national__2026__panel_furniture=BANDS, national__2026__panel_furniture_v2=stricter
    )
    made = schemes_frames(load_schemes(root))
    best = made["scheme_levels"].filter(indicator_code="formaldehyde_chamber", level=1)
    assert best.select("scheme_version", "threshold").rows() == [(1, 0.025), (2, 0.015)]
    published = made["schemes"].select("scheme_version", "published_on").rows()
    assert published == [(1, dt.date(2026, 3, 16)), (2, dt.date(2026, 8, 1))]


def test_one_example_among_the_core_values_makes_the_scheme_an_example(tmp_path: Path) -> None:
    seen = BANDS.replace("evidence: example", "evidence: seen\n    source: GB/T 1-2020")
    assert _frames(tmp_path, BANDS)["schemes"]["evidence"].item() == "example"
    assert _frames(tmp_path, seen)["schemes"]["evidence"].item() == "seen"


def test_a_changed_file_has_another_digest(tmp_path: Path) -> None:
    first = _frames(tmp_path, BANDS)["schemes"]["digest"].item()
    assert first != _frames(tmp_path, BANDS + "# note\n")["schemes"]["digest"].item()


def test_an_offline_scheme_has_one_category_named_after_its_field(tmp_path: Path) -> None:
    made = _frames(tmp_path, WEIGHTED)
    assert set(made["scheme_indicators"]["product_category"]) == {"technology"}
    assert made["scheme_products"]["product_category"].to_list() == ["technology"]


def test_a_score_without_cut_offs_has_no_levels(tmp_path: Path) -> None:
    row = _frames(tmp_path, WEIGHTED)["schemes"].row(0, named=True)
    assert (row["lowest_level"], row["leader_level"]) == (None, None)


def test_the_steps_of_points_keep_their_order_and_the_bound_of_their_direction(
    tmp_path: Path,
) -> None:
    rows = _frames(tmp_path, POINTS)["scheme_point_steps"]
    assert rows.select("indicator_code", "step_no", "bound", "points").rows() == [
        ("check_items", 1, 120.0, 40.0),
        ("check_items", 2, 100.0, 25.0),
        ("report_hours", 1, 2.0, 35.0),
        ("report_hours", 2, 8.0, 20.0),
    ]


def test_cut_offs_are_levels_from_the_best_on(tmp_path: Path) -> None:
    made = _frames(tmp_path, POINTS)
    assert made["scheme_cut_offs"].select("level", "cut_off").rows() == [
        (1, 90.0),
        (2, 60.0),
        (3, 20.0),
    ]
    assert made["schemes"]["level_count"].item() == 4


def test_only_the_indicators_that_a_method_names_are_vetoes(tmp_path: Path) -> None:
    rows = _frames(tmp_path, POINTS)["scheme_indicators"]
    assert dict(rows.select("indicator_code", "is_veto").iter_rows()) == {
        "check_items": False,
        "report_hours": False,
        "accident_check": True,
    }


def test_a_weighted_scheme_says_how_its_score_is_made(tmp_path: Path) -> None:
    made = _frames(tmp_path, WEIGHTED)
    columns = ("normalise", "aggregate", "scale_low", "scale_high", "is_capped", "missing")
    assert made["schemes"].select(columns).row(0) == (
        "goalposts", "arithmetic", 0.0, 1.0, True, "exclude",
    )  # fmt: skip
    rows = made["scheme_indicators"]
    assert rows.select("indicator_code", "weight", "goalpost_worst", "goalpost_best").rows() == [
        ("PATENTS", 0.5, 0.0, 994.0),
        ("COST", 0.5, 10.0, 1.0),
    ]
    assert _frames(tmp_path, POINTS)["schemes"].select(columns).row(0) == (None,) * 6


def test_weights_are_shares_of_what_each_category_is_asked_for(tmp_path: Path) -> None:
    text = spoil(
        spoil(
            WEIGHTED,
            "method:",
            "products: [{category: phone, name: 电话}, {category: radio, name: 收音机}]\nmethod:",
        ),
        "better: lower}",
        "better: lower, applies_to: [phone]}",
    )
    rows = _frames(tmp_path, spoil(text, "PATENTS: 0.5, COST: 0.5", "PATENTS: 2, COST: 1"))
    assert rows["scheme_indicators"].select(
        "product_category", "indicator_code", "weight"
    ).rows() == [
        ("phone", "PATENTS", 2 / 3),
        ("radio", "PATENTS", 1.0),
        ("phone", "COST", 1 / 3),
    ]


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=2), st.floats(0.001, 1000))
def test_scaling_all_weights_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, weights: list[float], factor: float
) -> None:
    folder = tmp_path_factory.mktemp("weights")
    shares = []
    for scale in (1.0, factor):
        first, second = (repr(weight * scale) for weight in weights)
        text = spoil(WEIGHTED, "PATENTS: 0.5, COST: 0.5", f"PATENTS: {first}, COST: {second}")
        shares.append(_frames(folder, text)["scheme_indicators"]["weight"].to_list())
    assert shares[0] == pytest.approx(shares[1], rel=1e-12)
    assert sum(shares[0]) == pytest.approx(1.0, rel=1e-12)


def test_points_have_one_level_more_than_cut_offs(tmp_path: Path) -> None:
    assert load_scheme(write_scheme(tmp_path, POINTS)).level_count == 4


COMMITTED_FRAMES = schemes.frames(COMMITTED)


def test_each_committed_scheme_says_how_it_ranks_and_whether_its_values_were_seen() -> None:
    found = COMMITTED_FRAMES["schemes"].select(
        "programme", "year", "field_code", "method", "evidence"
    )
    assert found.rows() == [
        ("jincheng-2021", 2021, "steel_casting", "bands", "example"),
        ("jincheng-finance-2021", 2021, "bank_outlet_service", "bands", "example"),
        ("jincheng-finance-2021", 2021, "online_banking", "bands", "example"),
        ("mofcom-2023", 2023, "e_commerce", "bands", "example"),
        ("mofcom-2023", 2023, "laundry_dyeing_service", "weighted", "example"),
        ("mofcom-2023", 2023, "logistics_service", "bands", "seen"),
        ("mofcom-2023", 2023, "translation_service", "bands", "example"),
        ("mofcom-2023", 2023, "used_car_assessment", "points", "example"),
        ("national", 2026, "air_cleaner", "bands", "seen"),
        ("national", 2026, "courier_service", "bands", "example"),
        ("national", 2026, "panel_furniture", "bands", "example"),
        ("national", 2026, "solvent_adhesive", "bands", "example"),
        ("national", 2026, "water_adhesive", "bands", "example"),
        ("national", 2026, "water_purifier", "bands", "example"),
        ("national", 2026, "wood_based_panel", "bands", "example"),
        ("national", 2026, "wood_coating", "bands", "example"),
    ]


def test_every_category_of_a_committed_scheme_has_three_core_indicators() -> None:
    core = COMMITTED_FRAMES["scheme_indicators"].filter(pl.col("class") == "core")
    per_category = core.group_by("scheme_id", "product_category").len()
    assert per_category.filter(pl.col("len") < 3).is_empty()
    asked = COMMITTED_FRAMES["scheme_products"].select("scheme_id", "product_category")
    assert per_category.height == asked.height


def test_points_of_the_committed_used_car_scheme_are_cut_off_where_its_standard_says() -> None:
    (scheme,) = (s for s in load_schemes(COMMITTED / "schemes") if s.method.kind == "points")
    assert isinstance(scheme.method, Points)
    assert scheme.method.cut_offs == [90, 60, 20]  # GB/T 30323-2013
    assert scheme.method.veto == ["accident_check"]
    assert sum(max(step.points for step in item.points) for item in scheme.core) == 100


def test_a_new_field_is_one_file(tmp_path: Path) -> None:
    root = shutil.copytree(COMMITTED, tmp_path / "reference")
    written = COMMITTED / "schemes" / "mofcom-2023" / "2023" / "logistics_service.yml"
    text = written.read_text(encoding="utf-8")
    for old, new in (
        ("scheme_id: mofcom_2023_logistics", "scheme_id: mofcom_2023_supply_chain"),
        ("field_code: logistics_service", "field_code: supply_chain_management"),
    ):
        text = spoil(text, old, new)
    new_file = root / "schemes" / "mofcom-2023" / "2023" / "supply_chain_management.yml"
    new_file.write_text(text, encoding="utf-8")
    fields = schemes.frames(root)["schemes"]["field_code"]
    assert set(fields) - set(COMMITTED_FRAMES["schemes"]["field_code"]) == {
        "supply_chain_management"
    }


def test_a_committed_scheme_that_calls_its_values_seen_names_where() -> None:
    rows = COMMITTED_FRAMES["scheme_indicators"]
    assert rows.filter(evidence="seen")["source_standard"].null_count() == 0


def test_committed_bodies_have_codes_of_an_unassigned_division() -> None:
    for path in COMMITTED.glob("schemes/*/*/*.yml"):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))["assessment_body"]
        assert body["name"].startswith("示例")
        assert body["uscc"][2:6] == "9900"
        assert parse_credit_code(body["uscc"]).check == "valid"
