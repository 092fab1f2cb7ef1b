"""The January report of the sample: every number is made again without dbt, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.reports.annual.report import ASKED
from pipelines.reports.annual.scope import Scope
from pipelines.reports.figures import Kind, open_release
from pipelines.store.manifest import current_release
from tests.integration.recomputed import AGAIN
from tests.integration.recomputed.watched import leaders_found
from tests.integration.recomputed.year import Year

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reports.figures import Table
    from pipelines.settings import Settings

YEARS = [
    ("national", 2026),
    ("national", 2025),
    ("national", 2019),
    ("mofcom-2023", 2023),
    ("mofcom-2023", 2024),
    ("jincheng-finance-2021", 2021),
]
NUMBERS = {Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.DAY}
NOT_IN_THE_SAMPLE = {"removed", "summaries"}


def tables_of(root: Path, programme: str, year: int) -> dict[str, Table]:
    """The tables of a report."""
    with open_release(root) as release:
        scope = Scope(release, programme, year)
        return {asked.code: scope.table(asked) for asked in ASKED}


def place_of(root: Path, programme: str, year: int) -> Year:
    """Where a year's numbers are made again."""
    manifest = current_release(root)
    assert manifest is not None
    return Year(root / "parquet" / manifest.release_id, programme, year, manifest.run_on)


@pytest.mark.parametrize(("programme", "year"), YEARS)
def test_every_number_is_made_again_out_of_the_parquet_of_the_release(
    sample_run: Settings, programme: str, year: int
) -> None:
    tables = tables_of(sample_run.release, programme, year)
    place = place_of(sample_run.release, programme, year)
    for code, (again, keys) in AGAIN.items():
        rows = {tuple(row[key] for key in keys): row for row in tables[code].rows}
        expected = again(place)
        assert rows.keys() == expected.keys(), code
        for key, numbers in expected.items():
            for name, value in numbers.items():
                assert rows[key][name] == pytest.approx(value, abs=1e-9), (code, key, name)
    met = [(row["found_on"], row["enterprise"], row["reported_on"])
           for row in tables["leaders_found"].rows]  # fmt: skip
    assert sorted(met) == leaders_found(place)


def test_no_table_shows_a_number_that_is_not_made_again(sample_run: Settings) -> None:
    compared: dict[str, set[str]] = {"leaders_found": {"found_on", "reported_on"}}
    for code, (again, keys) in AGAIN.items():
        for programme, year in YEARS:
            for row in again(place_of(sample_run.release, programme, year)).values():
                compared.setdefault(code, set(keys)).update(row)
    shown = {
        asked.code: {each.name for each in asked.columns if each.kind in NUMBERS} for asked in ASKED
    }
    assert shown.keys() - compared.keys() == NOT_IN_THE_SAMPLE
    for code, names in compared.items():
        assert shown[code] <= names, code
