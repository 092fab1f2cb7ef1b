"""Papers that nobody has to ask for: forms of closed boards, December summaries, January reports.

Which programmes sum up and report, and for which years, their milestones say (D1 part 4).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.reports.board_form import UNSUBMITTED_STATES
from pipelines.stages.annual_report import APPROVED, write_annual_report
from pipelines.stages.body_summary import write_body_summary
from pipelines.stages.forms import write_board_form
from pipelines.stages.papers import folder_of
from pipelines.stages.recording import open_ledger
from pipelines.store.manifest import current_database

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

# A board of a time before its sources were first loaded is computed for comparison: nobody submits
# it any more.
_CLOSED = f"""
select programme, field_code, product_category, period
from fct_boards
where
    not is_provisional
    and knowledge = 'observed'
    and entry_count > 0
    and state in {UNSUBMITTED_STATES}
order by all
"""

_REPORTING = """
select programme
from fct_milestones
where milestone_code = 'january_report' and year = $year
order by programme
"""

_SUMMING_UP = """
select milestones.programme, bodies.body_uscc
from fct_milestones as milestones
inner join dim_assessment_bodies as bodies using (programme)
where
    milestones.milestone_code = 'december_summary'
    and milestones.year = $year
    and bodies.state = 'registered'
order by all
"""


_SAMPLE_BOARD = ("national", "air_cleaner", "air_cleaner", "2026Q2")


@dataclass(frozen=True)
class Approved:
    """A January report that was approved.

    Attributes:
        digest: of the tables of the draft that becomes final.
    """

    programme: str
    year: int
    digest: str


def boards_without_form(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Boards whose period has closed, that wait to be submitted and have no form 2-1 yet.

    Returns:
        Programme, field, product category and period of each.

    Raises:
        ReleaseError: there is no release yet.
    """
    return [
        (programme, *board)
        for programme, *board in _ask(settings, _CLOSED)
        if not folder_of(settings, "board", programme, "/".join(board)).exists()
    ]


def write_closed_board_forms(settings: Settings) -> list[Path]:
    """Form 2-1 of every board that `boards_without_form` names; the files.

    Raises:
        ReleaseError: there is no release yet.
        TemplateFaultError: the template cannot be filled.
    """
    return [
        path
        for board in boards_without_form(settings)
        for path in write_board_form(settings, *board)
    ]


def write_body_summaries(settings: Settings, year: int) -> list[Path]:
    """The December summary of every registered body of the programmes that sum up a year.

    Raises:
        ReleaseError: there is no release yet.
        TemplateFaultError: the template cannot be filled.
    """
    return [
        path
        for programme, body in _ask(settings, _SUMMING_UP, year=year)
        for path in write_body_summary(settings, programme, body, year)
    ]


def write_annual_reports(settings: Settings, year: int) -> list[Path]:
    """The January report of every programme that reports on a year: drafts, and what was approved.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: no draft has the digest that was approved.
        TemplateFaultError: the template cannot be filled.
        LedgerError: the ledger cannot be used.
    """
    return [
        path
        for (programme,) in _ask(settings, _REPORTING, year=year)
        for path in write_annual_report(settings, programme, year)
    ]


def write_sample_papers(settings: Settings) -> list[Path]:
    """What the sample ends with: form 2-1 of a closed board, and the report on the year under way.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release does not hold the whole sample.
    """
    return [*write_board_form(settings, *_SAMPLE_BOARD), *write_annual_reports(settings, 2026)]


def approved_reports(settings: Settings) -> list[Approved]:
    """Every approval of a January report, in the order of the ledger.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    with closing(open_ledger(settings)) as ledger, ledger.history() as history:
        drafts = [each.draft for each in history.of_kinds({APPROVED})]
    return [
        Approved(draft.programme, int(draft.subject), draft.payload["digest"]) for draft in drafts
    ]


def _ask(settings: Settings, query: str, **named: Any) -> list[tuple[Any, ...]]:
    database = current_database(settings.release)
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query, named).fetchall()
