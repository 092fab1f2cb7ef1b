"""The January report on disk: a draft of each release, and the one that was approved.

The tables' digest says what was approved. The release goes on from night to night, so the final
report is the draft with that digest, without its mark, and not one made anew.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.reports.annual.report import annual_report
from pipelines.reports.annual.unmarked import unmarked
from pipelines.reports.figures import open_release
from pipelines.stages.recording import open_ledger
from pipelines.store.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reports.annual.report import AnnualReport
    from pipelines.settings import Settings

APPROVED = "annual_report_approved"
"""Kind of the decision that approves a report: its subject is the year, `digest` the tables'."""
_FIGURES = "figures.json"


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
        LookupError: the release has no such programme, has not reached the year, or no draft has
            the approved digest.
        TemplateFaultError: the template cannot be filled.
        LedgerError: the ledger cannot be used.
    """
    with open_release(settings.release) as release:
        report = annual_report(release, settings.reference / "templates", programme, year)
    folder = settings.reports / "annual" / programme / str(year)
    written = _write_draft(report, folder / report.manifest.release_id)
    digest = approved_digest(settings, programme, year)
    if digest is not None:
        written.append(write_final(folder, digest))
    return written


def approved_digest(settings: Settings, programme: str, year: int) -> str | None:
    """The digest of the tables that were approved last; None: nobody has approved any.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    with closing(open_ledger(settings)) as ledger, ledger.history() as history:
        approved = [
            each
            for each in history.of_kinds({APPROVED}, programme)
            if each.draft.subject == str(year)
        ]
    return approved[-1].draft.payload["digest"] if approved else None


def _write_draft(report: AnnualReport, folder: Path) -> list[Path]:
    figures = {
        "release_id": report.manifest.release_id,
        "digest": report.digest,
        "document": report.papers[0].name,
        "final": report.final_name,
        "tables": {code: table.sha256 for code, table in report.tables.items()},
    }
    files = {each.name: each.body for each in report.papers}
    files[_FIGURES] = json.dumps(figures, ensure_ascii=False, indent=1).encode()
    for name, body in files.items():
        write_bytes(folder / name, body)
    return [folder / name for name in files]


def write_final(folder: Path, digest: str) -> Path:
    """Writes the final report beside the draft with the approved digest.

    Args:
        folder: of a programme's year, with a folder for each release.
        digest: of the tables that were approved.

    Raises:
        LookupError: no draft has it.
    """
    for path in sorted(folder.glob(f"*/{_FIGURES}")):
        figures = json.loads(path.read_text(encoding="utf-8"))
        if figures["digest"] == digest:
            final = path.with_name(figures["final"])
            write_bytes(final, unmarked(path.with_name(figures["document"]).read_bytes()))
            return final
    raise LookupError(
        f"{folder} 下没有表格摘要为 {digest} 的草稿；请核对 {APPROVED} 所记的 digest"
        f"（草稿的摘要见 {_FIGURES}），或恢复当时的草稿"
    )
