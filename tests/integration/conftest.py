"""The sample through the whole graph, run once for all tests that only look at what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.defs.sample import run_demo
from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Every fetch date of the sample, then one build; the settings of its data root."""
    settings = Settings(data_root=tmp_path_factory.mktemp("sample"))
    lines: list[str] = []
    failures = run_demo(settings, lines.append)
    assert failures == [], "\n".join(lines)
    return settings


@pytest.fixture(scope="session")
def released(sample_run: Settings) -> Path:
    """The released database of the sample."""
    return sample_run.release / "lingpao.duckdb"


@pytest.fixture
def db(released: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reading connection to the released database of the sample."""
    with duckdb.connect(str(released), read_only=True) as connection:
        yield connection
