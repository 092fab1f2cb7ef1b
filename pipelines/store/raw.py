"""Pages as a source sent them: one compressed file a page, and a journal of what was received.

Below `raw/<source>/<date>/`:

    pages/<key>.<digest>.gz   bodies, never changed and never overwritten
    journal.jsonl             one line appended and synced an event: begin, page, finish
    manifest.json             the journal's sum, written whole when an attempt finishes

The journal is what counts: a body without a line does not exist. A line that a kill tore off is cut
away before the next one is written, and its page is asked for again.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import re
import threading
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pipelines.store.files import make_folder, remove_scratch, sync, write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INTERRUPTED = "interrupted"
"""Stop reason of an attempt that began and never finished."""

_SOURCE = re.compile(r"[a-z][a-z0-9-]*")
_SEGMENT = re.compile(r"\w[\w.=@+-]*")
_LONGEST_SEGMENT = 200  # bytes; file systems allow 255, and digest and suffix are added
_LEVEL = 6  # smaller by little at 9, at three times the time


class RawDamagedError(Exception):
    """What stands under the raw root is not what was written there."""


@dataclass(frozen=True)
class RawPage:
    """One page as sent.

    Attributes:
        key: the page's name within its source and date, path-safe, as `detail/<id>`.
        url: what was asked, after redirects on the same host.
        method: of the request.
        status: HTTP status; 0 where there was no answer, 200 for files.
        headers: those that matter, names in lower case.
        received_at: UTC, with zone.
        length: of the body, bytes.
        sha256: of the body, after the transport's content decoding.
        path: of the compressed body, relative to the raw root.
        attempt: that received it, from 1.
        error: why it is no answer to what was asked (`http_404`, `page_cut_off`, …); null for a
            good page.
        root: the raw root.
    """

    key: str
    url: str
    method: str
    status: int
    headers: dict[str, str]
    received_at: datetime
    length: int
    sha256: str
    path: str
    attempt: int
    error: str | None
    root: Path = field(repr=False, compare=False)

    def body(self) -> bytes:
        """The body as sent.

        Raises:
            RawDamagedError: the file is missing, or is not the one that was received.
        """
        file = self.root / self.path
        try:
            body = gzip.decompress(file.read_bytes())
        except (OSError, EOFError) as error:
            raise RawDamagedError(
                f"原始页面 {self.path} 读不出来（{error}）：请从备份恢复该文件，"
                f"或删除该来源该日的整个目录后重新采集"
            ) from error
        if hashlib.sha256(body).hexdigest() != self.sha256:
            raise RawDamagedError(
                f"原始页面 {self.path} 的摘要与采集时记录的不一致：请从备份恢复该文件"
            )
        return body


@dataclass(frozen=True)
class Attempt:
    """One run of a source for a fetch date.

    Attributes:
        attempt: its number, from 1.
        started_at: UTC, with zone.
        finished_at: null while it runs, and for good when it was interrupted.
        is_complete: everything asked for was received.
        stop_reason: a code, null when complete; `interrupted` when it never finished.
        message: the reason as a Chinese sentence.
        requested: pages asked of the platform; stored ones and repeats of a request are not
            counted.
        seconds: that it took.
    """

    attempt: int
    started_at: datetime
    finished_at: datetime | None = None
    is_complete: bool = False
    stop_reason: str | None = INTERRUPTED
    message: str | None = None
    requested: int = 0
    seconds: float = 0.0


class RawStore:
    """All raw pages below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def partition(self, source: str, fetched_on: date) -> RawPartition:
        """The pages of one source on one fetch date; nothing is written until it is asked for."""
        return RawPartition(self.root, source, fetched_on)

    def sources(self) -> list[str]:
        """Names of the sources that have a partition, sorted."""
        return sorted({journal.parts[-3] for journal in self.root.glob("*/*/journal.jsonl")})

    def dates(self, source: str) -> list[date]:
        """Fetch dates of the source that have a journal, ascending."""
        folder = self.root / _valid_source(source)
        return sorted(
            date.fromisoformat(journal.parent.name) for journal in folder.glob("*/journal.jsonl")
        )

    def taken(self, source: str) -> set[str]:
        """Names and SHA-256 digests of the files that a file source received on any date.

        A name is the last part of the page's URL. A file is known by its digest whatever its name;
        the same name with another digest is another file.
        """
        found: set[str] = set()
        for fetched_on in self.dates(source):
            for page in self.partition(source, fetched_on).pages():
                if page.error is None:
                    found.add(page.sha256)
                    found.add(unquote(urlsplit(page.url).path).rsplit("/", 1)[-1])
        return found


class RawPartition:
    """The pages of one source on one fetch date; several threads of a process may save."""

    def __init__(self, root: Path, source: str, fetched_on: date) -> None:
        self.source = source
        self.fetched_on = fetched_on
        self._root = root
        self._folder = root / _valid_source(source) / fetched_on.isoformat()
        self._journal = self._folder / "journal.jsonl"
        self._lock = threading.Lock()
        self._pages: dict[str, RawPage] = {}
        self._attempts: dict[int, Attempt] = {}
        self._handle: int | None = None
        self._load()

    def page(self, key: str) -> RawPage | None:
        """The page last received under `key`, good or not; null when there is none."""
        return self._pages.get(_valid_key(key))

    def pages(self, prefix: str = "") -> list[RawPage]:
        """The pages last received under each key that starts with `prefix`, sorted by key."""
        return [page for key, page in sorted(self._pages.items()) if key.startswith(prefix)]

    def attempts(self) -> list[Attempt]:
        """All attempts, in order."""
        return [self._attempts[number] for number in sorted(self._attempts)]

    @property
    def is_complete(self) -> bool:
        """Did the last attempt receive everything it asked for?"""
        attempts = self.attempts()
        return bool(attempts) and attempts[-1].is_complete

    def begin(self, started_at: datetime) -> int:
        """Begin an attempt, sweep away what a killed one left half done; the attempt's number."""
        remove_scratch(self._folder)
        attempt = Attempt(max(self._attempts, default=0) + 1, started_at)
        self._append(
            {"event": "begin", "attempt": attempt.attempt, "started_at": started_at.isoformat()}
        )
        self._attempts[attempt.attempt] = attempt
        return attempt.attempt

    def save(
        self,
        key: str,
        body: bytes,
        *,
        url: str,
        method: str,
        status: int,
        headers: Mapping[str, str],
        received_at: datetime,
        error: str | None = None,
    ) -> RawPage:
        """Keep a page; when this returns, no crash can lose it.

        Args:
            key: see `RawPage`; a second save under a key is what `page` returns from then on.
            body: as sent, after the transport's content decoding.
            url: what was asked.
            method: of the request.
            status: HTTP status, 0 where there was no answer.
            headers: those that matter.
            received_at: UTC, with zone.
            error: why it is no answer to what was asked.

        Raises:
            ValueError: the key cannot be a path, or no attempt has begun.
        """
        if not self._attempts:
            raise ValueError(
                f"{self.source} {self.fetched_on}: begin an attempt before saving pages"
            )
        digest = hashlib.sha256(body).hexdigest()
        path = self._folder / "pages" / f"{_valid_key(key)}.{digest[:12]}.gz"
        # mtime 0, so that equal bodies are equal files
        write_bytes(path, gzip.compress(body, _LEVEL, mtime=0))
        page = RawPage(
            key=key,
            url=url,
            method=method,
            status=status,
            headers=dict(headers),
            received_at=received_at,
            length=len(body),
            sha256=digest,
            path=path.relative_to(self._root).as_posix(),
            attempt=max(self._attempts),
            error=error,
            root=self._root,
        )
        with self._lock:
            self._append({"event": "page", **_page_fields(page)})
            self._pages[key] = page
        return page

    def finish(
        self,
        *,
        is_complete: bool,
        stop_reason: str | None,
        requested: int,
        seconds: float,
        finished_at: datetime,
        message: str | None = None,
    ) -> Attempt:
        """End the attempt that began last and write the manifest."""
        number = max(self._attempts)
        attempt = Attempt(
            attempt=number,
            started_at=self._attempts[number].started_at,
            finished_at=finished_at,
            is_complete=is_complete,
            stop_reason=stop_reason,
            message=message,
            requested=requested,
            seconds=seconds,
        )
        self._attempts[number] = attempt
        # before the journal's line: a kill in between leaves an interrupted attempt, so the same
        # command runs again and writes the manifest again
        self._write_manifest()
        self._append({"event": "finish", **_attempt_fields(attempt)})
        self.close()
        return attempt

    def close(self) -> None:
        """Let go of the journal; the next write opens it again."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _load(self) -> None:
        if not self._journal.exists():
            return
        whole, _, _torn = self._journal.read_bytes().rpartition(b"\n")
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise RawDamagedError(
                    f"{self._journal} 第 {number} 行不是采集日志（{error}）：请从备份恢复该文件"
                ) from error

    def _apply(self, event: dict[str, Any]) -> None:
        kind = event.pop("event")
        for name in ("started_at", "finished_at", "received_at"):
            if event.get(name) is not None:
                event[name] = datetime.fromisoformat(event[name])
        if kind == "page":
            page = RawPage(**event, root=self._root)
            self._pages[page.key] = page
        elif kind in ("begin", "finish"):
            attempt = Attempt(**event)
            self._attempts[attempt.attempt] = attempt
        else:
            raise ValueError(kind)

    def _append(self, event: dict[str, Any]) -> None:
        if self._handle is None:
            self._handle = self._open()
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        if os.write(self._handle, line) < len(line):
            os.close(self._handle)
            self._handle = None  # the next write opens it again and cuts the torn line away
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._journal))
        os.fsync(self._handle)

    def _open(self) -> int:
        make_folder(self._folder)
        handle = os.open(self._journal, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        sync(self._folder)
        # a kill may have torn the last line; the next one must start on its own
        whole, found, _torn = self._journal.read_bytes().rpartition(b"\n")
        os.ftruncate(handle, len(whole) + len(found))
        return handle

    def _write_manifest(self) -> None:
        manifest = {
            "source": self.source,
            "fetched_on": self.fetched_on.isoformat(),
            "attempts": [_attempt_fields(attempt) for attempt in self.attempts()],
            "pages": [_page_fields(page) for page in self.pages()],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        write_bytes(self._folder / "manifest.json", text.encode())


def path_key(*parts: str) -> str:
    """A page key out of any texts, one segment a text: `path_key("file", "企业 (1).csv")`.

    What cannot stand in a path becomes `_`, and a piece of the text's digest keeps two such texts
    apart.
    """
    segments = []
    for part in parts:
        folded = re.sub(r"[^\w.=@+-]", "_", unicodedata.normalize("NFC", part))
        folded = re.sub(r"^\W+", "_", folded) or "_"
        short = folded.encode()[: _LONGEST_SEGMENT - 16].decode(errors="ignore")
        if short != part:
            short = f"{short}-{hashlib.sha256(part.encode()).hexdigest()[:12]}"
        segments.append(short)
    return _valid_key("/".join(segments))


def _valid_key(key: str) -> str:
    for segment in key.split("/"):
        if not _SEGMENT.fullmatch(segment) or len(segment.encode()) > _LONGEST_SEGMENT:
            raise ValueError(f"{key!r} is no page key: use path_key to make one")
    return key


def _valid_source(source: str) -> str:
    if not _SOURCE.fullmatch(source):
        raise ValueError(f"{source!r} is no source name: lower-case letters, digits and hyphens")
    return source


def _page_fields(page: RawPage) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in vars(page).items()
        if name != "root"
    }


def _attempt_fields(attempt: Attempt) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(attempt).items()
    }
