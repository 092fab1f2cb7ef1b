"""Where papers of a release are kept, and how they are written.

Each goes to `reports/<kind>/<programme>/<subject>/<release>`: papers of one release are never mixed
with those of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.reports.pages import Paper
    from pipelines.settings import Settings


def write_papers(papers: Iterable[Paper], folder: Path) -> list[Path]:
    """Papers as files, each written as it is made; their paths in the same order."""
    written = []
    for paper in papers:
        write_bytes(folder / paper.name, paper.body)
        written.append(folder / paper.name)
    return written


def folder_of(settings: Settings, kind: str, programme: str, subject: str) -> Path:
    """Where the papers of a kind on a subject are, a folder a release."""
    return settings.reports / kind / programme / subject.replace("/", "-")


def release_folder(
    settings: Settings, database: Path, kind: str, programme: str, subject: str
) -> Path:
    """Where the papers of a kind on a subject are that one release says.

    Args:
        settings: of the installation.
        database: of the release.
        kind: of paper.
        programme: of the subject.
        subject: as decisions name it.
    """
    release_id = database.stem.removeprefix("lingpao-")
    return folder_of(settings, kind, programme, subject) / release_id


def own_templates(settings: Settings) -> Path:
    """Folder with a folder for each programme that has templates of its own."""
    return settings.reference / "templates"
