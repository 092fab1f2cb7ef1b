"""One dbt build of the small world for all tests of the project, as a process, like every night."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.field_tables import write_field_tables
from tests.unit.dbt.story import told

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROJECT = PROJECT_ROOT / "dbt_project"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse file after `dbt build`, data tests and unit tests included."""
    root = tmp_path_factory.mktemp("dbt")
    told().write(root / "normalised")
    # those of the committed schemes are there or not, by what else has run; here always
    write_field_tables(Settings(data_root=root))
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            "--no-use-colors",
            "build",
            "--project-dir",
            str(_PROJECT),
            "--profiles-dir",
            str(_PROJECT),
        ],
        env={
            **os.environ,
            "LINGPAO_WAREHOUSE": str(root / "lingpao.duckdb"),
            "LINGPAO_NORMALISED": str(root / "normalised"),
            "DBT_TARGET_PATH": str(root / "target"),
            "DBT_LOG_PATH": str(root / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return root / "lingpao.duckdb"


@pytest.fixture
def warehouse(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that only reads."""
    with duckdb.connect(str(built), read_only=True) as connection:
        yield connection
