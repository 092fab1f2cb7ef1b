"""The January report on disk: a draft of each release, and the final one once it is approved.

The release goes on from night to night, and people polish the words of a draft. So what is final
is the very paper that came with the approval, which the ledger keeps, without the mark of a draft.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.reports.annual.report import annual_report
from pipelines.reports.annual.unmarked import unmarked
from pipelines.reports.figures import open_release
from pipelines.reports.pages import Paper
from pipelines.stages.papers import folder_of, own_templates, write_papers
from pipelines.stages.recording import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reports.annual.report import AnnualReport
    from pipelines.settings import Settings

APPROVED = "annual_report_approved"
"""Kind of the decision that approves a report: its subject is the year, `digest` that of the
tables (`figures.json` of a draft), its evidence the paper."""


def write_annual_report(settings: Settings, programme: str, year: int) -> list[Path]:
    """Writes the draft of the current release, and the final report once one is approved.

    Args:
        settings: of the installation.
        programme: whose report it is.
        year: that is reported.

    Returns:
        Files: the draft's docx, the tables as xlsx, their digests as JSON, and the final docx.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release has no such programme, or has not reached the year.
        TemplateFaultError: the template cannot be filled.
        LedgerError: the ledger cannot be used.
        ValueError: what was approved is no docx.
    """
    with open_release(settings.release) as release:
        report = annual_report(release, own_templates(settings), programme, year)
    folder = folder_of(settings, "annual", programme, str(year))
    draft = [*report.papers, Paper("figures.json", _figures(report))]
    written = write_papers(draft, folder / report.manifest.release_id)
    approved = approved_paper(settings, programme, year)
    if approved is not None:
        written += write_papers([Paper(report.final_name, unmarked(approved))], folder)
    return written


def approved_paper(settings: Settings, programme: str, year: int) -> bytes | None:
    """The docx that was approved last, as it came with the decision; None: none is approved.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    with closing(open_ledger(settings)) as ledger:
        with ledger.history() as history:
            decisions = history.of_kinds({APPROVED}, programme)
        approved = [each.draft for each in decisions if each.draft.subject == str(year)]
        if not approved:
            return None
        [paper, *_] = [each for each in approved[-1].evidence if each.name.endswith(".docx")]
        return ledger.file(paper.sha256)


def _figures(report: AnnualReport) -> bytes:
    """What the draft's tables are, for who approves them and for machines."""
    figures = {
        "release_id": report.manifest.release_id,
        "digest": report.digest,
        "tables": {code: table.sha256 for code, table in report.tables.items()},
    }
    return json.dumps(figures, ensure_ascii=False, indent=1).encode()
