"""A survey of the sample says what its Parquet tables say, counted another way."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import yaml
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.settings import PROJECT_ROOT
from pipelines.stages.examination import examine_files

if TYPE_CHECKING:
    from pipelines.settings import Settings

ON = date(2026, 11, 22)
TRIED = (14000.0, 9000.0, 2000.0)
EXPECTED: dict[str, Any] = yaml.safe_load(
    (PROJECT_ROOT / "data" / "sample" / "EXPECTED.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def air_cleaner(sample_run: Settings) -> dict[str, Any]:
    """The survey of air cleaners, as `--format json` prints it."""
    trial = f"pm_ccm={','.join(f'{value:g}' for value in TRIED)}"
    options = ["--on", str(ON), "--trial", trial, "--format", "json"]
    root = ["--data-root", str(sample_run.data_root)]
    printed = CliRunner().invoke(main, ["survey", "air_cleaner", *options, *root])
    assert printed.exit_code == 0, printed.output
    (category,) = json.loads(printed.stdout)["categories"]
    found: dict[str, Any] = category
    return found


@pytest.fixture(scope="module")
def declared(sample_run: Settings) -> pl.DataFrame:
    """Indicators of the air cleaners in force, one row a part; null where none are disclosed."""

    def table(name: str) -> pl.DataFrame:
        return pl.read_parquet(sample_run.release / "parquet" / "current" / f"{name}.parquet")

    cleaners = table("fct_declared_products").filter(pl.col("product_category") == "air_cleaner")
    return (
        table("fct_declarations")
        .filter(
            pl.col("standard_kind") == "enterprise",
            pl.col("status").is_null() | (pl.col("status") == "in_force"),
            ~pl.col("is_gone"),
        )
        .join(cleaners, on="declaration_id", how="semi")
        .select("declaration_id", "version", "indicator_source")
        .join(table("fct_declared_indicators"), on=["declaration_id", "version"], how="left")
    )


def test_declarations_are_counted(air_cleaner: dict[str, Any], declared: pl.DataFrame) -> None:
    disclosed = declared.filter(pl.col("indicator_source").is_not_null())
    assert air_cleaner["declarations"] == declared["declaration_id"].n_unique() > 0
    assert air_cleaner["disclosing"] == disclosed["declaration_id"].n_unique() > 0


def test_the_share_that_carries_each_indicator(
    air_cleaner: dict[str, Any], declared: pl.DataFrame
) -> None:
    counted = (
        declared.filter(pl.col("indicator_code").is_not_null(), pl.col("status") != "empty")
        .group_by("indicator_code")
        .agg(pl.col("declaration_id").n_unique())
    )
    found = {item["indicator_code"]: item for item in air_cleaner["indicators"]}
    assert {code: item["carrying"] for code, item in found.items()} == dict(counted.iter_rows())
    for item in found.values():
        assert item["share"] == pytest.approx(item["carrying"] / air_cleaner["disclosing"], 1e-3)


def test_the_distribution_and_the_trial_levels(
    air_cleaner: dict[str, Any], declared: pl.DataFrame
) -> None:
    values = sorted(
        declared.filter(
            pl.col("indicator_code") == "pm_ccm",
            pl.col("status") == "parsed",
            pl.col("unit") == "mg",
            pl.col("test_method") == "ccm_gb_t_18801",
            pl.col("low").is_not_null(),
        )
        .group_by("declaration_id")
        .agg(pl.col("low").min())["low"]
    )
    (item,) = [i for i in air_cleaner["indicators"] if i["indicator_code"] == "pm_ccm"]
    (distribution,) = item["distributions"]
    assert distribution["declarations"] == len(values) > 10
    bounds = (distribution["low"], distribution["median"], distribution["high"])
    assert bounds == (values[0], values[(len(values) - 1) // 2], values[-1])
    levels = {found["basis"]: found for found in item["levels"]}
    trial, quartiles = levels["trial"], levels["quartiles"]
    assert trial["thresholds"] == list(TRIED)
    first, second, third = TRIED
    assert trial["declarations"] == [
        sum(value >= first for value in values),
        sum(second <= value < first for value in values),
        sum(third <= value < second for value in values),
    ]
    assert trial["below"] == sum(value < third for value in values)
    # higher is better: the upper quartile is what the best reach
    names = ("quartile_3", "median", "quartile_1")
    assert quartiles["thresholds"] == [distribution[name] for name in names]
    assert sum(quartiles["declarations"]) + quartiles["below"] == len(values)


def test_the_board_s_levels_are_those_expected(air_cleaner: dict[str, Any]) -> None:
    overall = air_cleaner["overall"]
    (board,) = [
        board
        for board in EXPECTED["boards"]
        if (board["field_code"], board["period"]) == ("air_cleaner", overall["period"])
    ]
    levels = [entry["level"] for entry in board["entries"]]
    assert {entry["level"]: entry["entries"] for entry in overall["entries"]} == {
        level: levels.count(level) for level in set(levels)
    }


def test_every_committed_scheme_is_carried_by_the_declarations_of_its_year(
    sample_run: Settings,
) -> None:
    schemes = sorted((PROJECT_ROOT / "data" / "reference" / "schemes").rglob("*.yml"))
    found = examine_files(sample_run, schemes, ON)
    assert [str(f) for f in found if f.severity == "error"] == []
    assert "coverage_not_examined" not in {f.code for f in found}
