"""Jobs and schedules: the night, its two halves, and what happens when one fails."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.defs.partitions import TIMEZONE
from pipelines.defs.reading import PAPERS
from pipelines.stages.installation import Installation
from pipelines.stages.notify import report_failure

if TYPE_CHECKING:
    # what define_asset_job returns is no public name of dagster
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

RETRIES = dg.RetryPolicy(max_retries=1, delay=30)
"""A second try mends a lock held by an analyst's tool or a short shortage of memory.

Nothing else is mended by more.
"""


def build_jobs(
    ingest: dg.AssetSelection, build: dg.AssetSelection, decided: dg.AssetSelection
) -> "list[UnresolvedAssetJobDefinition]":
    """`nightly` is all of a fetch date.

    `ingest` and `build` are its halves, for several dates before one build; `decided` is what of
    the build changes with decisions alone. Papers have a job each.
    """
    return [
        dg.define_asset_job(
            "nightly",
            selection=ingest | build,
            executor_def=dg.in_process_executor,
            op_retry_policy=RETRIES,
            description="From the platforms to a release and its pages, for one fetch date.",
        ),
        dg.define_asset_job(
            "ingest",
            selection=ingest,
            executor_def=dg.in_process_executor,
            op_retry_policy=RETRIES,
            description="Pages as sent and typed partitions of one fetch date.",
        ),
        dg.define_asset_job(
            "build",
            selection=build,
            executor_def=dg.in_process_executor,
            op_retry_policy=RETRIES,
            description="Reference, checks, warehouse, release and pages over all partitions.",
        ),
        dg.define_asset_job(
            "decided",
            selection=decided,
            executor_def=dg.in_process_executor,
            op_retry_policy=RETRIES,
            description="Decisions since the last build, what they change, a release, its pages.",
        ),
        *(
            dg.define_asset_job(
                key.path[-1],
                selection=dg.AssetSelection.assets(key),
                executor_def=dg.in_process_executor,
                op_retry_policy=RETRIES,
                description=f"Papers out of the current release: {key.path[-1]}.",
            )
            for key in PAPERS
        ),
    ]


@dg.schedule(
    job_name="nightly",
    cron_schedule="0 2 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """At 02:00 the fetch date is the day that has just begun."""
    day = context.scheduled_execution_time.astimezone(ZoneInfo(TIMEZONE)).date().isoformat()
    return dg.RunRequest(run_key=day, partition_key=day)


def failure_sensor(installation: Installation) -> dg.SensorDefinition:
    """Writes each failed run to the log, and to the webhook when one is configured."""

    @dg.run_failure_sensor(name="tell_of_failures", default_status=dg.DefaultSensorStatus.RUNNING)
    def tell_of_failures(context: dg.RunFailureSensorContext) -> None:
        steps = [event.step_key for event in context.get_step_failure_events()]
        report_failure(
            installation,
            run_id=context.dagster_run.run_id,
            job=context.dagster_run.job_name,
            partition=context.partition_key,
            steps=[step for step in steps if step],
            message=context.failure_event.message,
        )
        context.log.error(context.failure_event.message)

    return tell_of_failures


def select(keys: Iterable[dg.AssetKey]) -> dg.AssetSelection:
    """The assets of these keys with their checks."""
    return dg.AssetSelection.assets(*keys)
