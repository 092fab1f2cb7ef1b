"""Forms, certificates and notices written as files: of the current release, of a scheme's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.core import dictionaries, programmes
from pipelines.core.contacts import load_contacts
from pipelines.core.scheme_rules import Vocabulary
from pipelines.core.schemes import load_scheme
from pipelines.reports.board_form import find_board
from pipelines.reports.certificate import certificate
from pipelines.reports.notices import notice
from pipelines.reports.scheme_form import SchemeNames, scheme_form
from pipelines.reports.submissions import board_form, leader_list, leaders_form
from pipelines.stages.papers import folder_of, own_templates, release_folder, write_papers
from pipelines.store.manifest import current_database

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipelines.reports.notices import Notice
    from pipelines.settings import Settings


def write_scheme_form(
    settings: Settings,
    file: Path,
    *,
    contacts: Path | None = None,
    dated: date | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Annex 1 of a scheme's file.

    Args:
        settings: of the installation.
        file: the scheme; it need not lie in the reference folder yet.
        contacts: file of the body's contacts: personal data, so it must not lie there either.
        dated: day of submission; None leaves room to write it.
        out: folder; None: below the data root's reports, by the file's digest.

    Raises:
        YamlFileError: with every finding in the files.
        ValueError: the contacts lie in the reference folder, or the scheme has no form.
    """
    root = settings.reference
    if contacts is not None and contacts.resolve().is_relative_to(root):
        raise ValueError(f"{contacts} 是个人信息，不得放在参考数据目录 {root}；请移到别处")
    scheme = load_scheme(file, Vocabulary.of(root))
    fields = programmes.frames(root)["key_fields"].filter(
        programme=scheme.programme, year=scheme.year, field_code=scheme.field_code
    )["name_zh"]
    names = SchemeNames(
        key_field=fields.item() if fields.len() else scheme.field_code,
        test_methods=dict(
            dictionaries.load(root).methods.frame().select("test_method", "name_zh").iter_rows()
        ),
    )
    known = load_contacts(contacts) if contacts is not None else None
    paper = scheme_form(scheme, names, own_templates(settings), contacts=known, dated=dated)
    subject = f"{scheme.scheme_id}/{scheme.version}"
    folder = folder_of(settings, "scheme", scheme.programme, subject)
    return write_papers([paper], out or folder / scheme.document.digest[:12])


def write_board_form(
    settings: Settings,
    programme: str,
    field_code: str,
    product_category: str,
    period: str,
    *,
    dated: date | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Form 2-1 of a board: docx and xlsx.

    Args:
        settings: of the installation.
        programme: of the board.
        field_code: of the board.
        product_category: of the board.
        period: `2026Q2`, or `2026` of a yearly board.
        dated: of the letter; None leaves room to write it.
        out: folder; None: that of the release below the data root's reports.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release has no such board; the message says which there are.
    """
    database = current_database(settings.release)
    board = find_board(database, programme, field_code, product_category, period)
    papers = board_form(database, board, own_templates(settings), dated=dated)
    return write_papers(
        papers, out or release_folder(settings, database, "board", programme, board.subject)
    )


def write_leaders_form(
    settings: Settings,
    programme: str,
    year: int,
    field_code: str,
    product_category: str,
    *,
    dated: date | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Form 2-2 of a year's leaders: docx and xlsx.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release has no board of that year.
    """
    database = current_database(settings.release)
    leaders = leader_list(database, programme, year, field_code, product_category)
    papers = leaders_form(database, leaders, own_templates(settings), dated=dated)
    subject = f"{year}/{field_code}/{product_category}"
    return write_papers(
        papers, out or release_folder(settings, database, "leaders", programme, subject)
    )


def write_certificate(
    settings: Settings,
    programme: str,
    leader: str,
    *,
    site: str | None = None,
    out: Path | None = None,
) -> list[Path]:
    """The certificate of a leader whose title holds.

    Args:
        settings: of the installation.
        programme: of the title.
        leader: `<year>/<field>/<category>/<declaration_id>`.
        site: address of the public site, for the page on which the certificate is checked.
        out: folder; None: that of the release below the data root's reports.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release knows no such leader, or it is not published.
    """
    database = current_database(settings.release)
    made = certificate(database, programme, leader, own_templates(settings), site=site)
    return write_papers(
        [made], out or release_folder(settings, database, "certificate", programme, leader)
    )


def write_notice(
    settings: Settings,
    programme: str,
    kind: Notice,
    subject: str,
    *,
    starts_on: date | None = None,
    dated: date | None = None,
    out: Path | None = None,
) -> list[Path]:
    """A notice of publicity or of publication: docx and xlsx.

    Args:
        settings: of the installation.
        programme: of the subject.
        kind: `publicity` or `publication`.
        subject: of a scheme, a board or a list of leaders, as decisions name it.
        starts_on: day on which a publicity will start; the notice is a draft.
        dated: of the notice; None leaves room to write it.
        out: folder; None: that of the release below the data root's reports.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release has no such subject, or it is in another state.
        UnannouncedYearError: the holidays of a year that a draft reaches are not known yet.
    """
    database = current_database(settings.release)
    papers = notice(
        database,
        programme,
        kind,
        subject,
        own_templates(settings),
        starts_on=starts_on,
        dated=dated,
    )
    return write_papers(papers, out or release_folder(settings, database, kind, programme, subject))
