"""Folders of files as a source: which files are new, and that what was taken can be read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from pipelines.sources.answers import SourceStopped
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipelines.sources.rejections import Reject
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

Content = TypeVar("Content")

# what editors, browsers and copiers leave beside the files they write, and what describes a folder
_NO_DATA = re.compile(r"\.|~\$|README|.*(\.part|\.tmp|\.crdownload|~)$", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")


def take_new_files(run: FetchRun, examine: Callable[[str, bytes], object]) -> None:
    """Take each file that was not taken before and whose name holds no day after the fetch date.

    Args:
        run: of the source.
        examine: see `take_files`.

    Raises:
        SourceStopped: see `take_files`.
    """
    take_files(run, lambda day: day is None or day <= run.fetched_on, examine)


def take_files(
    run: FetchRun, is_due: Callable[[date | None], bool], examine: Callable[[str, bytes], object]
) -> None:
    """Take each file of the source's folder that is due and was not taken on another date.

    A file is known by its content: a corrected file of the same name is a new one.

    Args:
        run: of the source.
        is_due: by the date in a file's name, null where it has none.
        examine: raises `UnreadableError` for a file (name, body) that cannot be read as a whole, or
            is not all that it says to be.

    Raises:
        SourceStopped: the folder is missing (`folder_missing`); or, after all files were seen, one
            is too large (`too_large`), cannot be opened (`file_unreadable`) or does not pass the
            examination (`not_the_table`, or the code that the examination gave).
    """
    folder = run.config.folder
    if not folder.is_dir():
        raise SourceStopped(
            "folder_missing",
            f"来源 {run.config.name} 的目录 {folder} 不存在：请建立目录，"
            f"或以环境变量 {run.config.override_variable} 指向正确的目录",
        )
    due = [path for path in data_files(folder) if is_due(date_in(path.name))]
    faults: list[SourceStopped] = []
    for done, path in enumerate(due, start=1):
        try:
            _take(run, path, examine)
        except SourceStopped as stop:
            faults.append(stop)
        except OSError as error:
            faults.append(
                SourceStopped(
                    "file_unreadable",
                    f"文件 {path.name} 打不开（{error.strerror}）：请检查权限后重新运行",
                )
            )
        run.progress(done, len(due))
    if faults:
        more = f"（另有 {len(faults) - 1} 个文件有问题）" if len(faults) > 1 else ""
        raise SourceStopped(faults[0].code, faults[0].message + more)


def data_files(folder: Path) -> list[Path]:
    """Files of a folder that can hold data, by name; none below it, no scratch and hidden files."""
    return sorted(
        (path for path in folder.iterdir() if path.is_file() and not _NO_DATA.match(path.name)),
        key=lambda path: unicodedata.normalize("NFC", path.name),
    )


def date_in(name: str) -> date | None:
    """The first day that a file name holds as yyyy-mm-dd or yyyymmdd."""
    for found in _DATE.finditer(name):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:  # eight digits that are no day
            continue
    return None


def file_name(page: RawPage) -> str:
    """Name of the file that a stored page was taken from."""
    return unquote(urlsplit(page.url).path).rsplit("/", 1)[-1]


def in_order(pages: Iterable[RawPage]) -> list[RawPage]:
    """Stored files by name: where two say something of one record, the later name holds."""
    return sorted(pages, key=lambda page: unicodedata.normalize("NFC", file_name(page)))


def opened(
    pages: Iterable[RawPage], read: Callable[[RawPage], Content], reject: Reject
) -> Iterator[tuple[RawPage, Content]]:
    """Stored files with what is read of each, in the order of `in_order`.

    Args:
        pages: the stored files.
        read: raises `UnreadableError` for a file that cannot be read; such a one is rejected.
        reject: told of it, with the file's name for a record id.
    """
    for page in in_order(pages):
        name = file_name(page)
        try:
            content = read(page)
        except UnreadableError as error:
            reject(page, name, error.code, f"文件 {name}：{error}")
        else:
            yield page, content


def reject_row(
    reject: Reject, page: RawPage, where: str, problem: str, code: str = "broken_row"
) -> None:
    """Rejects a row of a stored file that has to be corrected in the file itself."""
    name = file_name(page)
    reject(page, f"{name}#{where}", code, f"文件 {name} {where}{problem}；请在文件中更正后重新提供")


def _take(run: FetchRun, path: Path, examine: Callable[[str, bytes], object]) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    is_stored = any(file_name(page) == path.name for page in run.raw.pages("file/"))
    if digest in run.known.taken_files and not is_stored:
        return
    page = run.take_file(path)
    try:
        examine(path.name, page.body())
    except UnreadableError as error:
        raise SourceStopped(error.code, f"文件 {path.name}：{error}") from error
