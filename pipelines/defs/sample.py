"""The nightly job against the bundled sample platform: every date of the sample, then one build."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipelines.defs.reading import FEEDS, PAGES
from pipelines.defs.run import Failure, Runner
from pipelines.settings import Settings
from pipelines.sources.sample_platform import SamplePlatform
from pipelines.stages.recording import record_sample
from pipelines.stages.sample import claim_for_sample

_DECISIONS = ("decisions.csv", "decisions-after-boards.csv")
"""Tables of decisions: what boards are computed with, and what people decide on computed boards."""


def run_demo(
    settings: Settings,
    say: Callable[[str], None],
    *,
    nightly_from: date | None = None,
    until: date | None = None,
) -> list[Failure]:
    """Serves the sample on loopback and runs the job against it.

    Args:
        settings: whose data root holds nothing but the sample.
        say: takes lines of progress.
        nightly_from: builds after each date from this one on, instead of once after the last.
        until: the last fetch date; all when None.

    Returns:
        What failed.
    """
    claim_for_sample(settings)
    record_sample(settings, settings.sample / _DECISIONS[0])
    with SamplePlatform(settings.sample) as platform:
        runner = Runner(replace(settings, source_urls=platform.source_urls()), say=say)
        failures: list[Failure] = []
        for day in platform.dates:
            if until is not None and day > until:
                break
            platform.set_date(day)
            say(f"== 采集日 {day} ==")
            is_night = nightly_from is not None and day >= nightly_from
            failures += runner.run("nightly" if is_night else "ingest", day)
        if nightly_from is None and not failures:
            say("== 建仓与发布 ==")
            # pages and feeds are made once, after the decisions
            failures += runner.run("build", without=(PAGES, FEEDS))
        if until is None and not failures:
            count = record_sample(settings, *(settings.sample / name for name in _DECISIONS))
            say(f"== 决定 {count} 条：备案、评审、同意、公示、发布、退出、试点 ==")
            failures += runner.run("decided")
    return failures
