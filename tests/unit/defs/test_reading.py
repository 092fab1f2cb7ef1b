"""When papers are made without anybody asking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg
import pytest

from pipelines.defs.partitions import years
from pipelines.defs.reading import every_december, every_january, paper_sensors
from pipelines.settings import Settings
from pipelines.stages.installation import Installation
from pipelines.stages.papers_due import Approved

if TYPE_CHECKING:
    from pathlib import Path

# 05:00 at Shanghai
DECEMBER = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "at", "cron"),
    [(every_december, DECEMBER, "0 5 1 12 *"), (every_january, JANUARY, "0 5 2 1 *")],
)
def test_both_drafts_are_of_the_year_that_ends_or_has_ended(
    schedule: dg.ScheduleDefinition, at: datetime, cron: str
) -> None:
    assert (schedule.cron_schedule, schedule.execution_timezone) == (cron, "Asia/Shanghai")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    with dg.build_schedule_context(scheduled_execution_time=at) as context:
        request = schedule(context)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026"
    assert "2026" in years.get_partition_keys(current_time=at)


def sensor(name: str, root: Path) -> dg.SensorDefinition:
    installation = Installation(Settings(data_root=root), sources={})
    [found] = [each for each in paper_sensors(installation) if each.name == name]
    return found


def requests(found: dg.SensorDefinition) -> list[tuple[str | None, str | None]]:
    """Run keys and partitions that a look asks for."""
    asked = found(dg.build_sensor_context())
    assert isinstance(asked, Iterable)
    return [(each.run_key, each.partition_key) for each in asked]


def test_before_the_first_release_no_period_has_closed(tmp_path: Path) -> None:
    assert requests(sensor("a_period_has_closed", tmp_path)) == []


@pytest.mark.parametrize(("waiting", "asked"), [([("p", "f", "c", "2026Q2")], 1), ([], 0)])
def test_a_release_is_asked_once_for_the_forms_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: list[tuple[str, ...]], asked: int
) -> None:
    class Release:
        release_id = "20260707T000000Z"

    monkeypatch.setattr("pipelines.defs.reading.current_release", lambda _: Release)
    monkeypatch.setattr("pipelines.defs.reading.boards_without_form", lambda _: waiting)
    found = requests(sensor("a_period_has_closed", tmp_path))
    assert found == [(Release.release_id, None)] * asked


def test_each_approval_of_a_report_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = [Approved("national", 2026, "a" * 64), Approved("national", 2026, "b" * 64)]
    monkeypatch.setattr("pipelines.defs.reading.approved_reports", lambda _: approved)
    found = requests(sensor("a_report_was_approved", tmp_path))
    assert [partition for _, partition in found] == ["2026", "2026"]
    assert len({key for key, _ in found}) == 2


def test_without_decisions_no_report_was_approved(tmp_path: Path) -> None:
    assert requests(sensor("a_report_was_approved", tmp_path)) == []
