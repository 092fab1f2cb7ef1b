"""Letters to the enterprises of a board, and the papers of an exit, written as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.board_form import find_board
from pipelines.reports.consent_letters import consent_letters
from pipelines.reports.exit_notices import exit_notices
from pipelines.stages.papers import own_templates, release_folder, write_papers
from pipelines.store.manifest import current_database

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipelines.settings import Settings


def write_consent_letters(
    settings: Settings,
    programme: str,
    field_code: str,
    product_category: str,
    period: str,
    *,
    dated: date | None = None,
    reply_by: date | None = None,
    contact: str | None = None,
    out: Path | None = None,
) -> list[Path]:
    """A letter to each enterprise of a board.

    Args:
        settings: of the installation.
        programme: of the board.
        field_code: of the board.
        product_category: of the board.
        period: `2026Q2`, or `2026` of a yearly board.
        dated: of the letters; None leaves room to write it.
        reply_by: until when a reply is asked for; None leaves room.
        contact: whom to ask, of the body; None leaves room.
        out: folder; None: that of the release below the data root's reports.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release has no such board; the message says which there are.
    """
    database = current_database(settings.release)
    board = find_board(database, programme, field_code, product_category, period)
    letters = consent_letters(
        database,
        board,
        own_templates(settings),
        dated=dated,
        reply_by=reply_by,
        contact=contact,
    )
    folder = release_folder(settings, database, "consent", programme, board.subject)
    return write_papers(letters, out or folder)


def write_exit_notices(
    settings: Settings,
    programme: str,
    leader: str,
    *,
    dated: date | None = None,
    out: Path | None = None,
) -> list[Path]:
    """The three papers of an exit.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release knows no such leader, or it has not exited.
    """
    database = current_database(settings.release)
    notices = exit_notices(database, programme, leader, own_templates(settings), dated=dated)
    folder = release_folder(settings, database, "exit", programme, leader)
    return write_papers(notices, out or folder)
