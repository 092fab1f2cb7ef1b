"""Papers with statistics of a field or a quarter, written below the reports of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.field.paper import field_analysis
from pipelines.reports.figures import open_release
from pipelines.reports.quarter.paper import quarter_statistics
from pipelines.stages.papers import folder_of, own_templates, write_papers

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


def write_field_analysis(
    settings: Settings, programme: str, field_code: str, out: Path | None = None
) -> list[Path]:
    """Writes the level-improvement analysis of a field, docx and xlsx.

    Args:
        settings: of the installation.
        programme: of the field.
        field_code: the field.
        out: folder; None: below the installation's reports, by field and release.

    Returns:
        The files, the docx first.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the programme has no such field.
        TemplateFaultError: the template cannot be filled.
    """
    with open_release(settings.release) as release:
        papers = field_analysis(release, own_templates(settings), programme, field_code)
        release_id = release.manifest.release_id
    folder = folder_of(settings, "field", programme, field_code) / release_id
    return write_papers(papers, out or folder)


def write_quarter_statistics(
    settings: Settings, quarter: str, out: Path | None = None
) -> list[Path]:
    """Writes the statistics of a quarter, docx and xlsx.

    Args:
        settings: of the installation.
        quarter: as 2026Q2.
        out: folder; None: below the installation's reports, by quarter and release.

    Returns:
        The files, the docx first.

    Raises:
        ReleaseError: there is no release yet.
        ValueError: it is no quarter, or has not begun.
        TemplateFaultError: the template cannot be filled.
    """
    with open_release(settings.release) as release:
        papers = quarter_statistics(release, own_templates(settings), quarter)
        release_id = release.manifest.release_id
    return write_papers(papers, out or settings.reports / "quarter" / quarter / release_id)
