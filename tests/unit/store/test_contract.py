"""The list of released tables and the dbt project say the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.store.contract import CONTRACT, MART_PREFIXES, ContractTable

MARTS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"


@cache
def _models() -> dict[str, Any]:
    """Committed marts; those of the fields are generated."""
    paths = [path for path in MARTS.glob("*/*.yml") if path.parent.name != "fields"]
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return {model["name"]: model for file in files for model in file.get("models", [])}


def test_every_mart_is_released_and_nothing_else() -> None:
    assert sorted(_models()) == sorted(table.name for table in CONTRACT)


@pytest.mark.parametrize("table", CONTRACT, ids=lambda table: table.name)
def test_a_tables_grain_is_the_one_that_dbt_tests(table: ContractTable) -> None:
    model = _models()[table.name]
    (grain,) = [
        test["unique_grain"]["arguments"]["columns"]
        for test in model["data_tests"]
        if "unique_grain" in test
    ]
    # attempts of one fetch are summed up before they are hashed
    expected = [*table.grain, "attempt"] if table.name == "fct_source_runs" else list(table.grain)
    assert grain == expected


@pytest.mark.parametrize("table", CONTRACT, ids=lambda table: table.name)
def test_a_clock_column_is_a_column_of_the_table(table: ContractTable) -> None:
    columns = {column["name"] for column in _models()[table.name]["columns"]}
    assert table.clock_columns <= columns
    assert table.name.startswith(MART_PREFIXES)
