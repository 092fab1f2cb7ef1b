"""One command, one table: how fast the night is, as ratios measured in one run on one machine.

python -m benchmarks [--declarations 10000] [--nights 4] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from pipelines.core.requirements import parse_distinct
from pipelines.stages.checks import check_national_standards
from rich.console import Console
from rich.table import Table

from benchmarks.generate import NIGHTS, write_platform
from pipelines.definitions import installation_of
from pipelines.settings import Settings
from pipelines.sources.config import load_sources
from pipelines.sources.registry import module_for
from pipelines.stages.decisions import export_decisions
from pipelines.stages.ingest import fetch_source
from pipelines.stages.installation import Installation
from pipelines.stages.normalise import normalise_source
from pipelines.stages.reference import write_reference
from pipelines.stages.warehouse import run_dbt, run_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GIB = 2**30


class Report:
    """Rows of the table, and the clock that fills them."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []

    def add(self, what: str, figure: str, note: str = "") -> None:
        """One row."""
        self.rows.append((what, figure, note))

    @contextmanager
    def timed(
        self, what: str, rate_of: Callable[[], tuple[int, str]] | None = None
    ) -> Iterator[None]:
        """A row with the seconds of the block, and with its rate."""
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        count, unit = rate_of() if rate_of else (0, "")
        rate = f"{count / seconds:,.0f} {unit}/s" if count else ""
        self.add(what, f"{seconds:,.2f} s", rate)

    def show(self) -> None:
        """Prints the table."""
        table = Table("measured", "figure", "rate or ratio")
        for row in self.rows:
            table.add_row(*row)
        Console(width=120).print(table)


def main() -> None:
    """Runs all measurements for one size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--declarations", type=int, default=10_000)
    arguments.add_argument("--nights", type=int, default=len(NIGHTS))
    arguments.add_argument("--keep", type=Path, help="work here and leave everything behind")
    given = arguments.parse_args()
    root = given.keep or Path(tempfile.mkdtemp(prefix="lingpao-bench-"))
    report = Report()
    try:
        measure_parser(report)
        measure_pages(report)
        measure_nights(report, root, given.declarations, given.nights)
    finally:
        if given.keep is None:
            shutil.rmtree(root)
    report.show()


def measure_parser(report: Report, count: int = 100_000) -> None:
    """Requirement texts a second: each another one, and the same few again and again."""
    distinct = pl.Series([f"≤{n / 1000:.3f} mg/m³" for n in range(count)])
    repeated = pl.Series([f"≤{n % 500 / 1000:.3f} mg/m³" for n in range(10 * count)])
    with report.timed("requirement texts, all distinct", lambda: (count, "texts")):
        parse_distinct(distinct)
    with report.timed("requirement texts, 500 distinct", lambda: (10 * count, "texts")):
        parts = parse_distinct(repeated.unique())
        repeated.to_frame("requirement_raw").join(parts, on="requirement_raw", how="left")


def measure_pages(report: Report) -> None:
    """Pages of generation 1 a second, from page as sent to record."""
    from pipelines.sources.sample_platform import SamplePlatform

    settings = Settings.load(Path(tempfile.mkdtemp(prefix="lingpao-pages-")))
    with SamplePlatform(settings.sample) as platform:
        platform.set_date(platform.dates[0])
        config = load_sources(settings.sources_file, platform.source_urls())["cpbz"]
        installation = Installation(settings=settings, sources={"cpbz": config})
        fetch_source(config, installation, platform.dates[0])
    pages = installation.raw.partition("cpbz", platform.dates[0]).pages()
    with report.timed("pages read (cpbz)", lambda: (len(pages), "pages")):
        module_for(config).read(pages, config)
    shutil.rmtree(settings.data_root)


def measure_nights(report: Report, root: Path, declarations: int, nights: int) -> None:
    """The night's stages over a platform of that size."""
    files = root / "files"
    write_platform(files, declarations, nights)
    settings = replace(
        Settings.load(root / "data"), source_urls={"declaration-file": files.as_uri()}
    )
    installation = installation_of(settings)
    config = installation.sources["declaration-file"]
    installation = replace(installation, sources={"declaration-file": config})
    for day in NIGHTS[:nights]:
        fetch_source(config, installation, day)
    with report.timed(
        f"normalise {declarations:,} declarations, {nights} nights",
        lambda: (declarations, "declarations"),
    ):
        for day in NIGHTS[:nights]:
            normalise_source(config, installation, day)
    report.add("peak memory, this process", f"{_peak(resource.RUSAGE_SELF):.2f} GiB", "normalising")
    with report.timed("reference and matches"):
        write_reference(installation)
        export_decisions(installation)
    outcome = check_national_standards(installation)
    report.add(
        "national standards",
        f"{outcome.seconds:.2f} s",
        f"{outcome.seconds / max(1, outcome.rules):.3f} s a rule, "
        f"{outcome.violations:,} violations",
    )
    copy = _copy_seconds(settings)
    report.add("copy of the normalised Parquet", f"{copy:.2f} s", "2 threads, zstd")
    run_dbt(settings, ["run"])
    results = sorted(run_results(settings), key=lambda node: -node.seconds)
    total = sum(node.seconds for node in results)
    report.add("dbt models, sum of times", f"{total:.2f} s", f"{total / copy:.2f} × the copy")
    for node in results[:8]:
        report.add(f"  {node.name}", f"{node.seconds:.2f} s")
    report.add("peak memory, dbt", f"{_peak(resource.RUSAGE_CHILDREN):.2f} GiB", "largest child")


def _copy_seconds(settings: Settings) -> float:
    """Seconds in which DuckDB copies every partitioned normalised table to Parquet."""
    target = settings.data_root / "copied"
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


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss * 1024 / _GIB


if __name__ == "__main__":
    main()
