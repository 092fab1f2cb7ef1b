"""Which papers a release asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.stages import papers_due
from pipelines.stages.papers import folder_of
from pipelines.stages.papers_due import (
    approved_reports,
    boards_without_form,
    write_annual_reports,
    write_body_summaries,
    write_closed_board_forms,
)
from pipelines.store.manifest import LINK, ReleaseError

if TYPE_CHECKING:
    from pathlib import Path

COMPUTED = ("national", "air_cleaner", "air_cleaner", "2026Q2")
REVISED = ("national", "panels", "panel", "2026Q2")


def execute(root: Path, statement: str) -> None:
    with duckdb.connect(str(root / "release" / LINK)) as connection:
        connection.execute(statement)


def test_boards_that_closed_and_wait_to_be_submitted_have_no_form(released_root: Path) -> None:
    assert boards_without_form(Settings(data_root=released_root)) == [COMPUTED, REVISED]


@pytest.mark.parametrize(
    "changed",
    [
        "is_provisional = true",
        "knowledge = 'reconstructed'",
        "state = 'submitted'",
        "entry_count = 0",
    ],
)
def test_no_form_is_due_of_a_board_that_nobody_can_submit(
    released_root: Path, changed: str
) -> None:
    execute(released_root, f"update fct_boards set {changed} where field_code = 'air_cleaner'")
    assert boards_without_form(Settings(data_root=released_root)) == [REVISED]


def test_a_form_is_written_once(released_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_root=released_root)

    def write(_: Settings, programme: str, *board: str) -> list[Path]:
        folder = folder_of(settings, "board", programme, "/".join(board)) / "20260707T000000Z"
        folder.mkdir(parents=True)
        return [folder / "form.docx"]

    monkeypatch.setattr(papers_due, "write_board_form", write)
    assert len(write_closed_board_forms(settings)) == 2
    assert write_closed_board_forms(settings) == []


def test_who_sums_up_and_reports_is_said_by_the_milestones_of_the_year(
    released_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(
        released_root,
        """
        delete from fct_milestones;
        insert into fct_milestones by name
        select unnest(['national', 'national', 'national', 'city']) as programme,
            unnest([2026, 2026, 2025, 2026]) as year,
            unnest(['december_summary', 'january_report', 'january_report', 'summed_up'])
                as milestone_code;
        delete from dim_assessment_bodies;
        insert into dim_assessment_bodies by name
        select unnest(['national', 'national', 'city']) as programme,
            unnest(['51990000990002020J', '52990000990003031T', '51990000990002020J'])
                as body_uscc,
            unnest(['registered', 'removed', 'registered']) as state
        """,
    )
    settings = Settings(data_root=released_root)
    asked: list[tuple[object, ...]] = []

    def note(_: Settings, *named: object) -> list[Path]:
        asked.append(named)
        return []

    monkeypatch.setattr(papers_due, "write_body_summary", note)
    monkeypatch.setattr(papers_due, "write_annual_report", note)
    write_body_summaries(settings, 2026)
    write_annual_reports(settings, 2026)
    assert asked == [("national", "51990000990002020J", 2026), ("national", 2026)]


def test_before_a_release_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="lingpao nightly"):
        write_annual_reports(Settings(data_root=tmp_path), 2026)


def test_without_decisions_no_report_is_approved(tmp_path: Path) -> None:
    assert approved_reports(Settings(data_root=tmp_path)) == []
