"""The sample through the whole graph, run once for all tests that only look at what came out."""

from __future__ import annotations

import fcntl
import os
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
    """Every fetch date of the sample, then one build; the settings of its data root.

    All workers look at the one run: whoever comes first makes it. Nobody may change it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    settings = Settings(data_root=folder / "sample")
    succeeded = folder / "sample-succeeded"
    with (folder / "sample-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not succeeded.exists():
            lines: list[str] = []
            assert run_demo(settings, lines.append) == [], "\n".join(lines)
            succeeded.touch()
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
