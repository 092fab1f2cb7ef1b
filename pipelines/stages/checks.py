"""Running the expectations: national standards, and the suites on the data itself.

Great Expectations takes seconds to import, so it is imported where it is used.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from pipelines.stages.installation import Installation


@dataclass(frozen=True)
class NationalOutcome:
    """What the mandatory limits found; `violations` are rows, `rules` those that were checked."""

    violations: int
    rules: int
    seconds: float
    sentence: str


def check_national_standards(installation: Installation) -> NationalOutcome:
    """Writes normalised/national_violations and the results of each rule."""
    from expectations.national import check_national_limits

    clock = time.monotonic()
    settings, store = installation.settings, installation.normalised
    run_on = installation.last_fetch_date()
    found = check_national_limits(
        store.root,
        settings.warehouse.parent,
        run_on=run_on,
        threads=settings.threads,
        memory_limit=settings.memory_limit,
    )
    store.write_whole("national_violations", found.violations)
    store.write_results("national_standards", run_on, found.results)
    return NationalOutcome(
        violations=found.violations.height,
        rules=found.results.height,
        seconds=time.monotonic() - clock,
        sentence=f"核对强制性国家标准：{found.results.height} 条限量，"
        f"{found.violations.height} 处声明值超出（含尚未生效的限量）",
    )


def check_data_suites(installation: Installation) -> list[dict[str, Any]]:
    """Runs the suites on the data itself over each fetch date that is not checked yet.

    A date whose partitions were written again is checked again. Every result is kept as a row.
    """
    from expectations.suites import check_data

    settings, store = installation.settings, installation.normalised
    made: list[dict[str, Any]] = []
    for run_on in store.unchecked("data"):
        results: pl.DataFrame = check_data(
            store.root,
            settings.warehouse.parent,
            run_on=run_on,
            threads=settings.threads,
            memory_limit=settings.memory_limit,
        )
        store.write_results("data", run_on, results)
        made += results.to_dicts()
    return made
