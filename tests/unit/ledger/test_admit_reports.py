"""The January report is approved after its year, and due until somebody says that it was sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines.core.procedures import find
from pipelines.ledger.decision import Evidence
from tests.unit.ledger.test_due import committed_milestones, items
from tests.unit.ledger.world import EVIDENCE, PROCEDURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.unit.ledger.world import World

PAPER = (Evidence("示例报告.docx", EVIDENCE[0].sha256),)
DIGEST = "0123456789abcdef" * 4
REPORT = "2026/january_report"


def test_a_report_is_approved_by_the_work_institution_once_its_year_is_over(world: World) -> None:
    taken = world.take(
        "annual_report_approved", "2026", "2027-01-01", digest=DIGEST, evidence=PAPER
    )
    assert (taken.draft.role, taken.draft.payload) == ("work_institution", {"digest": DIGEST})
    refused = world.refusal(
        "annual_report_approved",
        "2026",
        "2027-01-05",
        digest=DIGEST,
        evidence=PAPER,
        role="assessment_body",
    )
    assert "工作机构" in refused


@pytest.mark.parametrize(
    ("on", "digest", "evidence", "why"),
    [
        ("2026-12-31", DIGEST, PAPER, "2027-01-01"),
        ("2027-01-04", DIGEST[:-1], PAPER, "64 位"),
        ("2027-01-04", DIGEST.upper(), PAPER, "figures.json"),
        ("2027-01-04", DIGEST, EVIDENCE, "没有附上所批准的报告"),
    ],
)
def test_what_is_no_approval_is_refused_with_what_would_be_right(
    world: World, on: str, digest: str, evidence: Sequence[Evidence], why: str
) -> None:
    refused = world.refusal("annual_report_approved", "2026", on, digest=digest, evidence=evidence)
    assert why in refused


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
    world.take("annual_report_approved", "2026", "2027-01-20", digest=DIGEST, evidence=PAPER)
    assert report("2027-01-31") == [(last, False)]
    assert report("2027-02-01") == [(last, True)]
    world.take("milestone_done", REPORT, "2027-01-29")
    assert report("2027-02-01") == []
