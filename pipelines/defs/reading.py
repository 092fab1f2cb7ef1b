"""Assets of the last stage: what people and other platforms read, made out of the release.

Pages and feeds follow each release; papers have their own days.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.defs.partitions import TIMEZONE, every_night_anew, years
from pipelines.defs.release import RELEASE
from pipelines.stages.installation import Installation
from pipelines.stages.papers_due import (
    approved_reports,
    boards_without_form,
    write_annual_reports,
    write_body_summaries,
    write_closed_board_forms,
)
from pipelines.stages.reading import write_feeds, write_pages
from pipelines.store.manifest import current_release

PAGES = dg.AssetKey(["site", "pages"])
FEEDS = dg.AssetKey(["feeds", "documents"])
BOARD_FORMS = dg.AssetKey(["reports", "board_forms"])
BODY_SUMMARIES = dg.AssetKey(["reports", "body_summaries"])
ANNUAL_REPORTS = dg.AssetKey(["reports", "annual_reports"])
PAPERS = (BOARD_FORMS, BODY_SUMMARIES, ANNUAL_REPORTS)
"""What no night makes: each has a job of its own."""

_LOOKS = 600
"""Seconds between two looks at what a release or a decision asks for: nobody waits for a paper."""


@dg.asset(
    key=PAGES,
    deps=[RELEASE],
    group_name="reading",
    kinds={"html"},
    description="internal/ shows everything, public/ what is public; each swapped in as a whole.",
    freshness_policy=every_night_anew,
)
def site_pages(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
    """Follows each release, so that pages never show another than analysts query."""
    clock = time.monotonic()
    folders = write_pages(installation.settings, installation.say)
    installation.say(f"网页：{installation.settings.site}")
    return dg.MaterializeResult(
        metadata={
            **{each.value: dg.MetadataValue.path(str(path)) for each, path in folders.items()},
            "seconds": time.monotonic() - clock,
        }
    )


@dg.asset(
    key=FEEDS,
    deps=[RELEASE],
    group_name="reading",
    kinds={"json", "csv"},
    description="Public leaders and boards, publications and exits; swapped in as a whole.",
    freshness_policy=every_night_anew,
)
def feed_documents(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
    """Follows each release: an exit must reach whoever shows the leader's mark."""
    clock = time.monotonic()
    folder = write_feeds(installation.settings)
    installation.say(f"数据源：{folder}")
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(folder)),
            "seconds": time.monotonic() - clock,
        }
    )


@dg.asset(
    key=BOARD_FORMS,
    deps=[RELEASE],
    group_name="reading",
    kinds={"docx", "xlsx"},
    description="Form 2-1 of each board whose period has closed and that waits to be submitted.",
)
def board_forms(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
    """Once a board: after a correction its body asks for another by hand."""
    return _papers(installation, write_closed_board_forms(installation.settings))


@dg.asset(
    key=BODY_SUMMARIES,
    deps=[RELEASE],
    partitions_def=years,
    group_name="reading",
    kinds={"docx", "xlsx"},
    description="December summaries of the registered assessment bodies, with blanks to fill in.",
)
def body_summaries(
    context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
) -> dg.MaterializeResult[None]:
    """Due by 31 December (D1 part 4)."""
    year = int(context.partition_key)
    return _papers(installation, write_body_summaries(installation.settings, year))


@dg.asset(
    key=ANNUAL_REPORTS,
    deps=[RELEASE],
    partitions_def=years,
    group_name="reading",
    kinds={"docx", "xlsx"},
    description="January reports of the work institutions: a draft, and what was approved.",
)
def annual_reports(
    context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
) -> dg.MaterializeResult[None]:
    """Due by 31 January of the next year (D1 part 4)."""
    year = int(context.partition_key)
    return _papers(installation, write_annual_reports(installation.settings, year))


def _papers(installation: Installation, written: Sequence[Path]) -> dg.MaterializeResult[None]:
    for path in written:
        installation.say(f"文件：{path}")
    listed = "\n".join(f"- {path}" for path in written)
    return dg.MaterializeResult(
        metadata={"files": len(written), "paths": dg.MetadataValue.md(listed)}
    )


@dg.schedule(
    job_name="body_summaries",
    cron_schedule="0 5 1 12 *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def every_december(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """On 1 December bodies get the draft of the year that ends; the night is over by five."""
    year = str(_year(context))
    return dg.RunRequest(run_key=year, partition_key=year)


@dg.schedule(
    job_name="annual_reports",
    cron_schedule="0 5 2 1 *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def every_january(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """On 2 January the work institution gets the draft of last year's report."""
    year = str(_year(context) - 1)
    return dg.RunRequest(run_key=year, partition_key=year)


def _year(context: dg.ScheduleEvaluationContext) -> int:
    return context.scheduled_execution_time.astimezone(ZoneInfo(TIMEZONE)).year


def paper_sensors(installation: Installation) -> list[dg.SensorDefinition]:
    """Looks whether a period has closed, and whether a January report was approved."""
    settings = installation.settings

    @dg.sensor(
        name="a_period_has_closed",
        job_name="board_forms",
        minimum_interval_seconds=_LOOKS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def a_period_has_closed(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest]:
        release = current_release(settings.release)
        # once a release: what fails is not tried again before another
        if release is not None and boards_without_form(settings):
            yield dg.RunRequest(run_key=release.release_id)

    @dg.sensor(
        name="a_report_was_approved",
        job_name="annual_reports",
        minimum_interval_seconds=_LOOKS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def a_report_was_approved(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest]:
        for each in approved_reports(settings):
            yield dg.RunRequest(
                run_key=f"{each.programme}/{each.year}/{each.digest}",
                partition_key=str(each.year),
            )

    return [a_period_has_closed, a_report_was_approved]
