"""What is due in an installation, and how people are told of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.defs.due import nothing_is_pressing
from pipelines.ledger.decision import Draft
from pipelines.ledger.due import Due
from pipelines.settings import Settings
from pipelines.stages.due import due_on, due_row, pressing, tell_due
from pipelines.stages.installation import Installation
from pipelines.stages.recording import record

if TYPE_CHECKING:
    from pathlib import Path

BANKS = "jincheng-finance-2021"
START = "2021/publicity_started"


def at(settings: Settings, day: date) -> Installation:
    """An installation whose clock shows ten in the morning at Shanghai."""
    instant = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return Installation(settings=settings, sources={}, now=lambda: instant)


def item(due: date | None, starts: date | None = None) -> Due:
    """Something due on a day."""
    return Due("national", "示例", "示例", None, ("enterprise",), starts, due, "示例")


def test_without_a_release_the_milestones_of_the_files_are_due(tmp_path: Path) -> None:
    found = due_on(Settings(data_root=tmp_path), date(2021, 10, 10))
    [start] = [each for each in found if each.subject == START]
    assert (start.programme, start.due_on, start.kind) == (
        BANKS,
        date(2021, 10, 17),
        "milestone_done",
    )


def test_what_was_recorded_is_due_no_more(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    done = Draft("milestone_done", START, BANKS, date(2021, 10, 15), "示例工作组", "working_group")
    record(settings, [done])
    assert START not in {each.subject for each in due_on(settings, date(2021, 10, 18))}
    # on the day before it was still to be done
    assert START in {each.subject for each in due_on(settings, date(2021, 10, 14))}


@pytest.mark.parametrize(
    ("due", "presses"),
    [
        (date(2026, 6, 9), True),
        (date(2026, 6, 10), True),
        (date(2026, 6, 17), True),
        (date(2026, 6, 18), False),
        (None, False),
    ],
)
def test_what_is_overdue_or_due_within_a_week_presses(due: date | None, *, presses: bool) -> None:
    assert bool(pressing([item(due)], date(2026, 6, 10))) is presses


@pytest.mark.parametrize(
    ("due", "starts", "state"),
    [
        (date(2026, 6, 9), None, "overdue"),
        (date(2026, 6, 10), None, "due"),
        (None, date(2026, 6, 11), "waiting"),
        (None, date(2026, 6, 10), "due"),
    ],
)
def test_an_item_is_overdue_due_or_waiting(
    due: date | None, starts: date | None, state: str
) -> None:
    row = due_row(item(due, starts), date(2026, 6, 10))
    assert row["state"] == state
    assert row["by_zh"] == ["企业"]


def test_the_webhook_carries_what_presses(
    tmp_path: Path, webhook: tuple[str, list[dict[str, object]]]
) -> None:
    url, received = webhook
    settings = Settings(data_root=tmp_path, webhook_url=url)
    told = tell_due(at(settings, date(2021, 10, 12)))
    assert START in {each["subject"] for each in told}
    assert received == [{"at": "2021-10-12T02:00:00+00:00", "on": "2021-10-12", "due": told}]


def test_nothing_is_posted_when_nothing_presses(
    tmp_path: Path, webhook: tuple[str, list[dict[str, object]]]
) -> None:
    url, received = webhook
    settings = Settings(data_root=tmp_path, webhook_url=url)
    assert tell_due(at(settings, date(2021, 8, 1))) == []
    assert received == []


def test_a_webhook_that_does_not_answer_hides_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_root=tmp_path, webhook_url="http://127.0.0.1:9/")
    assert tell_due(at(settings, date(2021, 10, 12)))
    assert "待办提醒未能送达 webhook" in caplog.text


def test_the_check_warns_of_what_presses_and_passes_when_nothing_does(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    warned = nothing_is_pressing(installation=at(settings, date(2021, 10, 18)))
    assert isinstance(warned, dg.AssetCheckResult)
    assert not warned.passed
    assert warned.severity == dg.AssetCheckSeverity.WARN
    assert warned.metadata["overdue"].value == 4
    assert "2021-10-17 专项工作组：排行榜和“领跑者”名单开始公示" in str(warned.metadata["first"])
    passed = nothing_is_pressing(installation=at(settings, date(2021, 8, 1)))
    assert isinstance(passed, dg.AssetCheckResult)
    assert passed.passed


def test_the_command_shows_who_does_what_until_when(tmp_path: Path) -> None:
    given = ["due", "--on", "2021-10-18", "--data-root", str(tmp_path)]
    shown = CliRunner().invoke(main, given)
    assert shown.exit_code == 0
    assert "逾期  截至 2021-10-17  专项工作组：排行榜和“领跑者”名单开始公示" in shown.stdout
    assert f"{BANKS} {START}，记录 milestone_done；依据 晋市市监〔2021〕137号" in shown.stdout
    assert shown.stdout.splitlines()[-1] == "2021-10-18：6 项，其中逾期 4 项"
    as_json = CliRunner().invoke(main, [*given, "--format", "json"])
    rows = json.loads(as_json.stdout)
    assert [row["state"] for row in rows] == ["overdue"] * 4 + ["due"] * 2


def test_a_day_that_is_none_is_wrong_use() -> None:
    assert CliRunner().invoke(main, ["due", "--on", "昨天"]).exit_code == 2
