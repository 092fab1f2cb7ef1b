"""One run of a source for a fetch date: what is known, what is stored, what must be asked for."""

from __future__ import annotations

import hashlib
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.sources.answers import Answer, HttpError, SourceStopped
from pipelines.store.raw import path_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set
    from datetime import date
    from pathlib import Path

    from pipelines.sources.config import SourceConfig
    from pipelines.sources.session import PoliteSession
    from pipelines.store.raw import Attempt, RawPage, RawPartition

RECHECK_NIGHTS = 30
"""Nights in which each known detail is asked for again once (design.md, “Sources differ”)."""

GONE = frozenset({"http_404", "http_410"})
"""Errors of a detail that are an answer: the platform says that it has no such page."""


@dataclass(frozen=True)
class Known:
    """What earlier nights received from this source.

    Attributes:
        list_digests: record id → digest of its list row when the detail was last read; null where
            it had none.
        taken_files: names and digests of files, see `RawStore.taken`.
    """

    list_digests: Mapping[str, str | None] = field(default_factory=dict)
    taken_files: Set[str] = frozenset()

    def list_digest(self, record_id: str) -> str | None:
        """Digest of its list row; null when the record is unknown or never stood in a list."""
        return self.list_digests.get(record_id)

    def records(self) -> Iterable[str]:
        """Ids of the records known."""
        return self.list_digests.keys()

    def needs_detail(self, record_id: str, list_digest: str | None, on: date) -> bool:
        """Is the record unknown, its list row another one than before, or a recheck due?"""
        if record_id not in self.list_digests:
            return True
        return self.list_digest(record_id) != list_digest or is_recheck_due(record_id, on)


def is_recheck_due(record_id: str, on: date) -> bool:
    """Is this the record's night among `RECHECK_NIGHTS`?"""
    stable = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:8])
    return stable % RECHECK_NIGHTS == on.toordinal() % RECHECK_NIGHTS


def digest_of(fields: Sequence[str | None]) -> str:
    """SHA-256 over the text fields of a list row, in the order given."""
    return hashlib.sha256("\x1f".join(text or "" for text in fields).encode()).hexdigest()


@dataclass(frozen=True)
class PageRequest:
    """A page to ask for.

    Attributes:
        key: that it is stored under.
        path: below the source's base URL, or a whole URL below one of its sites.
        method: GET or POST.
        params: of the query.
        data: of a form.
        headers: more of them.
        check: see `PoliteSession.request`.
    """

    key: str
    path: str
    method: str = "GET"
    params: Mapping[str, str | int] | None = None
    data: Mapping[str, str | int] | None = None
    headers: Mapping[str, str] | None = None
    check: Callable[[bytes], str | None] | None = None


@dataclass
class FetchRun:
    """What a module's `fetch` works with; every request goes through it.

    So a stored page is never asked for again.

    Attributes:
        config: of the source.
        session: that requests go through.
        raw: partition of the source and fetch date.
        fetched_on: day at Shanghai on which the fetch starts.
        known: from earlier nights.
        progress: told (pages done, pages in all or null when unknown).
        requested: pages asked of the platform so far.
        failed: keys of the pages that could not be got.
        has_begun: the attempt stands in the partition's journal.
    """

    config: SourceConfig
    session: PoliteSession
    raw: RawPartition
    fetched_on: date
    known: Known = field(default_factory=Known)
    progress: Callable[[int, int | None], None] = lambda done, total: None
    requested: int = 0
    failed: list[str] = field(default_factory=list)
    has_begun: bool = False

    def begin(self) -> None:
        """Begin an attempt, once."""
        if not self.has_begun:
            self.raw.begin(self.session.now())
            self.has_begun = True

    def get(
        self,
        key: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        check: Callable[[bytes], str | None] | None = None,
    ) -> RawPage:
        """A page without which the run cannot go on, stored or asked for.

        Raises:
            SourceStopped: there is no usable answer.
        """
        return self._must(PageRequest(key, path, "GET", params, None, headers, check))

    def post(
        self,
        key: str,
        path: str,
        *,
        data: Mapping[str, str | int] | None = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        check: Callable[[bytes], str | None] | None = None,
    ) -> RawPage:
        """As `get`, with a form."""
        return self._must(PageRequest(key, path, "POST", params, data, headers, check))

    def each(self, pages: Sequence[PageRequest]) -> None:
        """Pages that the run can do without, one by one or `concurrency` at a time.

        A page that cannot be got is stored with its error, so that the reader can say of its record
        what is wrong; the run goes on and is incomplete, unless the platform says that there is no
        such page.

        Raises:
            SourceStopped: the source must be left alone.
        """
        waiting = [page for page in pages if not self._is_answered(page.key)]
        done = len(pages) - len(waiting)
        self.progress(done, len(pages))
        with ThreadPoolExecutor(self.config.concurrency) as pool:
            under_way: set[Future[None]] = set()
            queue = iter(waiting)
            try:
                while True:
                    while len(under_way) < self.config.concurrency and (page := next(queue, None)):
                        self.requested += 1
                        under_way.add(pool.submit(self._try, page))
                    if not under_way:
                        return
                    finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in finished:
                        future.result()
                        done += 1
                        self.progress(done, len(pages))
            finally:
                pool.shutdown(cancel_futures=True)

    def take_file(self, path: Path) -> RawPage:
        """A file of a file source, stored under `file/<name>`.

        Raises:
            SourceStopped: it is larger than the source's ceiling.
        """
        key = path_key("file", path.name)
        if (stored := self.raw.page(key)) is not None and stored.error is None:
            return stored
        self.begin()
        self.requested += 1
        if (size := path.stat().st_size) > self.config.max_bytes:
            raise SourceStopped(
                "too_large",
                f"文件 {path.name} 有 {size} 字节，超过来源 {self.config.name} 的上限 "
                f"{self.config.max_bytes}：若属正常，请在 sources.yml 调高 max_bytes",
            )
        return self._save(
            key, Answer(path.as_uri(), "GET", 200, self.session.now(), {}, path.read_bytes())
        )

    def _must(self, page: PageRequest) -> RawPage:
        stored = self.raw.page(page.key)
        if stored is not None and stored.error is None:
            return stored
        self.requested += 1
        try:
            return self._ask(page)
        except HttpError as error:
            raise SourceStopped(error.code, error.message, error.answer) from error

    def _try(self, page: PageRequest) -> None:
        try:
            self._ask(page)
        except HttpError as error:
            if error.code not in GONE:
                self.failed.append(page.key)

    def _ask(self, page: PageRequest) -> RawPage:
        try:
            answer = self.session.request(
                page.method,
                self._url(page.path),
                params=page.params,
                data=page.data,
                headers=page.headers,
                check=page.check,
            )
        except HttpError as error:
            self._save(page.key, error.answer, error.code)
            raise
        except SourceStopped as stop:
            if stop.answer is not None:
                self._save(page.key, stop.answer, stop.code)
            raise
        return self._save(page.key, answer)

    def _save(self, key: str, answer: Answer, error: str | None = None) -> RawPage:
        return self.raw.save(
            key,
            answer.body,
            url=answer.url,
            method=answer.method,
            status=answer.status,
            headers=answer.headers,
            received_at=answer.received_at,
            error=error,
        )

    def _is_answered(self, key: str) -> bool:
        stored = self.raw.page(key)
        return stored is not None and (stored.error is None or stored.error in GONE)

    def _url(self, path: str) -> str:
        sites = list(self.config.site_urls.values())
        if path.startswith("/"):
            return sites[0] + path
        if not any(path.startswith(f"{site}/") for site in sites):
            raise ValueError(f"{path} is no address of the source {self.config.name}")
        return path


def carry_out(run: FetchRun, fetch: Callable[[FetchRun], None]) -> Attempt:
    """Fetch, record how it went and close the session; whatever came is kept.

    An error of the program itself passes through and leaves the attempt interrupted. Looking again
    at a complete partition of files that are all taken is no attempt.

    Returns:
        The attempt: complete, or with the reason why it is not.
    """
    begun = run.session.monotonic()
    if run.config.coverage != "files" or not run.raw.is_complete:
        run.begin()
    reason = message = None
    try:
        fetch(run)
    except SourceStopped as stop:
        run.begin()
        reason, message = stop.code, stop.message
    else:
        if run.failed:
            reason = "pages_failed"
            message = (
                f"来源 {run.config.name} 有 {len(run.failed)} 个页面没有取到"
                f"（如 {min(run.failed)}）：重新运行同一日期只会再取这些页面"
            )
    finally:
        run.session.close()
    if not run.has_begun:
        return run.raw.attempts()[-1]
    return run.raw.finish(
        is_complete=reason is None,
        stop_reason=reason,
        message=message,
        requested=run.requested,
        seconds=run.session.monotonic() - begun,
        finished_at=run.session.now(),
    )
