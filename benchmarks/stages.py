"""What is measured: each function is one stage, fit to run in a process of its own."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import yaml

from pipelines.core.requirements import parse_distinct
from pipelines.definitions import installation_of
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.config import load_sources
from pipelines.sources.registry import module_for
from pipelines.sources.sample_platform import SamplePlatform
from pipelines.stages.checks import check_data_suites, check_national_standards
from pipelines.stages.decisions import export_decisions
from pipelines.stages.ingest import fetch_source
from pipelines.stages.installation import Installation
from pipelines.stages.normalise import normalise_source
from pipelines.stages.reference import write_reference
from pipelines.stages.release import release_warehouse
from pipelines.stages.warehouse import run_dbt, run_results

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_SOURCE = "declaration-file"


def parse_texts(count: int = 100_000) -> dict[str, tuple[int, float]]:
    """Texts and seconds, by their variety.

    Those of all shapes are the texts of the parser's tests, each with another first number.
    """
    path = PROJECT_ROOT / "tests" / "unit" / "core" / "requirement_texts.yml"
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    shapes = [str(text) for group in groups.values() for text in group]
    plain = pl.Series([f"≤{n / 1000:.3f} mg/m³" for n in range(count)])
    mixed = pl.Series(
        [
            re.sub("[0-9]+", lambda first, n=n: str(int(first[0]) + n), text, count=1)
            for n, text in zip(range(count), cycle(shapes), strict=False)
        ]
    )
    repeated = pl.Series([f"≤{n % 500 / 1000:.3f} mg/m³" for n in range(10 * count)])
    seconds = {}
    for what, texts in (
        ("distinct, one shape", plain),
        ("distinct, all shapes", mixed.unique()),
        ("500 distinct ones repeated", repeated),
    ):
        start = time.perf_counter()
        parts = parse_distinct(texts.unique())
        texts.to_frame("requirement_raw").join(parts, on="requirement_raw", how="left")
        seconds[what] = (texts.len(), time.perf_counter() - start)
    return seconds


def read_pages() -> tuple[int, float]:
    """Pages of generation 1, from page as sent to record, and seconds."""
    settings = Settings.load(Path(tempfile.mkdtemp(prefix="lingpao-pages-")))
    with SamplePlatform(settings.sample) as platform:
        on = platform.dates[0]
        platform.set_date(on)
        config = load_sources(settings.sources_file, platform.source_urls())["cpbz"]
        installation = Installation(settings=settings, sources={"cpbz": config})
        fetch_source(config, installation, on)
    pages = installation.raw.partition("cpbz", on).pages()
    start = time.perf_counter()
    module_for(config).read(pages, config)
    seconds = time.perf_counter() - start
    shutil.rmtree(settings.data_root)
    return len(pages), seconds


def fetch(settings: Settings, nights: Iterable[date]) -> None:
    """Files into the raw layer."""
    installation = _installation(settings)
    for day in nights:
        fetch_source(installation.sources[_SOURCE], installation, day)


def normalise(settings: Settings, nights: Iterable[date]) -> None:
    """Raw files into typed partitions."""
    installation = _installation(settings)
    for day in nights:
        normalise_source(installation.sources[_SOURCE], installation, day)


def reference(settings: Settings) -> None:
    """Reference tables, what declared texts match in them, decisions."""
    installation = _installation(settings)
    write_reference(installation)
    export_decisions(installation)


def check_data(settings: Settings) -> None:
    """Suites over the data of every night."""
    check_data_suites(_installation(settings))


def check_standards(settings: Settings) -> tuple[int, int, float]:
    """Rules, violations and seconds of the national standards."""
    outcome = check_national_standards(_installation(settings))
    return outcome.rules, outcome.violations, outcome.seconds


def copy_normalised(settings: Settings, target: Path) -> float:
    """Seconds in which DuckDB copies every partitioned normalised table to Parquet."""
    target.mkdir()
    start = time.perf_counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        for folder in sorted(settings.normalised.iterdir()):
            if folder.name == "reference":
                continue
            connection.execute(
                f"copy (from read_parquet('{folder}/**/*.parquet', union_by_name = true)) "
                f"to '{target / folder.name}.parquet' (format parquet, compression zstd)"
            )
    return time.perf_counter() - start


def build_warehouse(settings: Settings) -> dict[str, float]:
    """Seconds of each dbt model."""
    run_dbt(settings, ["run"])
    return {node.name: node.seconds for node in run_results(settings)}


def release(settings: Settings) -> None:
    """The snapshot that people read."""
    release_warehouse(_installation(settings))


def _installation(settings: Settings) -> Installation:
    installation = installation_of(settings)
    return replace(installation, sources={_SOURCE: installation.sources[_SOURCE]})
