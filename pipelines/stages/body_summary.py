"""The December summaries of assessment bodies, written below the reports of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.figures import open_release
from pipelines.reports.summary.paper import body_summary
from pipelines.stages.papers import folder_of, own_templates, write_papers

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


def write_body_summary(
    settings: Settings, programme: str, body_uscc: str, year: int, out: Path | None = None
) -> list[Path]:
    """Writes the summary of a body's year out of the current release, docx and xlsx.

    Args:
        settings: of the installation.
        programme: under whose rules.
        body_uscc: credit code of the body.
        year: that is summed up.
        out: folder; None: below the installation's reports, by body, year and release.

    Returns:
        The files, the docx first.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release knows no such body in the programme.
        TemplateFaultError: the template cannot be filled.
    """
    with open_release(settings.release) as release:
        papers = body_summary(release, own_templates(settings), programme, year, body_uscc)
        release_id = release.manifest.release_id
    folder = folder_of(settings, "body-summary", programme, f"{body_uscc}/{year}") / release_id
    return write_papers(papers, out or folder)
