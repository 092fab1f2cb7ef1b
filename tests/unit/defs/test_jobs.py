"""What Dagster is told of the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from pipelines.defs.jobs import every_night
from pipelines.defs.partitions import fetch_dates


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 5, 29, 18, 0, tzinfo=UTC), "2026-05-30"),
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_nightly_fetch_date_is_the_day_that_has_begun_at_shanghai(
    utc: datetime, day: str
) -> None:
    with dg.build_schedule_context(scheduled_execution_time=utc) as context:
        request = every_night(context)
    assert isinstance(request, dg.RunRequest)
    assert (request.partition_key, request.run_key) == (day, day)


def test_the_schedule_runs_by_itself_at_two_at_shanghai() -> None:
    assert every_night.cron_schedule == "0 2 * * *"
    assert every_night.execution_timezone == "Asia/Shanghai"
    assert every_night.default_status == dg.DefaultScheduleStatus.RUNNING


def test_the_day_that_has_just_begun_is_a_fetch_date_already() -> None:
    at_two = datetime(2026, 5, 29, 18, 0, tzinfo=UTC)
    keys = fetch_dates.get_partition_keys(current_time=at_two)
    assert keys[-1] == "2026-05-30"
    before_midnight = at_two - timedelta(hours=2, minutes=1)
    assert fetch_dates.get_partition_keys(current_time=before_midnight)[-1] == "2026-05-29"
