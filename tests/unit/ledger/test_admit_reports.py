"""The January report is approved after its year, and due until somebody says that it was sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines.core.procedures import find
from tests.unit.ledger.test_due import committed_milestones, items
from tests.unit.ledger.world import PROCEDURES

if TYPE_CHECKING:
    from tests.unit.ledger.world import World

DIGEST = "0123456789abcdef" * 4
REPORT = "2026/january_report"


def test_a_report_is_approved_by_the_work_institution_once_its_year_is_over(world: World) -> None:
    taken = world.take("annual_report_approved", "2026", "2027-01-01", digest=DIGEST)
    assert (taken.draft.role, taken.draft.payload) == ("work_institution", {"digest": DIGEST})
    refused = world.refusal(
        "annual_report_approved", "2026", "2027-01-05", digest=DIGEST, role="assessment_body"
    )
    assert "工作机构" in refused


@pytest.mark.parametrize(
    ("on", "digest", "why"),
    [
        ("2026-12-31", DIGEST, "2027-01-01"),
        ("2027-01-04", DIGEST[:-1], "64 位"),
        ("2027-01-04", DIGEST.upper(), "figures.json"),
    ],
)
def test_what_is_no_approval_is_refused_with_what_would_be_right(
    world: World, on: str, digest: str, why: str
) -> None:
    assert why in world.refusal("annual_report_approved", "2026", on, digest=digest)


def test_who_runs_a_programme_of_a_city_or_ministry_approves_its_report_too() -> None:
    for programme in ("national", "mofcom-2023", "jincheng-2021", "jincheng-finance-2021"):
        named = find(PROCEDURES[programme], "annual_report_approved", "2026")
        assert named.rule.by == ["work_institution"]


def test_the_report_is_due_until_it_was_sent_whether_or_not_it_is_approved(world: World) -> None:
    world.milestones.add(("national", REPORT))

    def report(on: str) -> list[tuple[date | None, bool]]:
        found = items(world, on, milestones=committed_milestones())
        return [
            (item.due_on, item.is_overdue(date.fromisoformat(on)))
            for item in found
            if item.subject == REPORT
        ]

    last = date(2027, 1, 31)
    assert report("2027-01-02") == [(last, False)]
    world.take("annual_report_approved", "2026", "2027-01-20", digest=DIGEST)
    assert report("2027-01-31") == [(last, False)]
    assert report("2027-02-01") == [(last, True)]
    world.take("milestone_done", REPORT, "2027-01-29")
    assert report("2027-02-01") == []
