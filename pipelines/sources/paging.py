"""Walks a list page by page, guarded against success that is wrong (wire-formats.md §6.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pipelines.sources.answers import SourceStopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

Row = dict[str, Any]


class NotTheListError(ValueError):
    """A body that is not the list it should be.

    Attributes:
        code: `page_cut_off` (a repeat can help) or `not_the_table`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class ListPage:
    """One page of a list.

    Attributes:
        rows: as sent.
        total: rows of the whole list, as the page says.
        number: of the page, as the page says; null where it says nothing.
    """

    rows: list[Row]
    total: int
    number: int | None = None


@dataclass(frozen=True)
class Shape:
    """How the pages of one list look.

    Attributes:
        inside: keys that lead to the object with total and rows.
        rows: key of the rows.
        row_key: key that every row must have for this to be the list.
        is_own_key: is its value the row's own? Else rows are told apart by all that they hold, and
            equal ones are several.
        total: keys that lead from the top to the number of all rows; null where it stands beside
            the rows, as `total`.
        number: key of the page's number, if the platform sends it.
        expected: values that each row must show because the request filtered for them.
    """

    rows: str
    row_key: str
    inside: tuple[str, ...] = ()
    number: str | None = None
    expected: Mapping[str, str] | None = None
    is_own_key: bool = True
    total: tuple[str, ...] | None = None

    def parse(self, body: bytes) -> ListPage:
        """The page in a body.

        Raises:
            NotTheListError: cut off, no JSON, another shape, or the filter was ignored.
        """
        whole = _json(body)
        content = _inside(whole, self.inside)
        if not isinstance(content, dict):
            raise NotTheListError("not_the_table", "应答不是列表：没有总数与各行")
        path = self.total or (*self.inside, "total")
        rows, total = content.get(self.rows), _count(_inside(whole, path))
        if not isinstance(rows, list) or total is None:
            raise NotTheListError("not_the_table", f"应答不是列表：缺少 {path[-1]} 或 {self.rows}")
        if not all(isinstance(row, dict) and self.row_key in row for row in rows):
            raise NotTheListError("not_the_table", f"列表各行没有 {self.row_key}，不是所要的表格")
        for key, value in (self.expected or {}).items():
            if strange := next((row for row in rows if str(row.get(key)) != value), None):
                raise NotTheListError(
                    "not_the_table",
                    f"只要 {key}={value} 的行，却收到 {key}={strange.get(key)}：平台忽略了筛选条件",
                )
        return ListPage(rows, total, _count(content.get(self.number)) if self.number else None)


def walk(
    run: FetchRun,
    name: str,
    shape: Shape,
    ask: Callable[[int, Callable[[bytes], str | None]], RawPage],
) -> None:
    """Bring all pages of a list, or stop because they cannot be all of it.

    Args:
        run: of the source.
        name: of the list, as a person calls it.
        shape: of its pages.
        ask: brings the page of a number, from 1; its second argument is the check to pass on to
            the request.

    Raises:
        SourceStopped: `not_the_table`; `empty_answer` (no rows at all: 0 of 0 is not complete);
            `paging_repeats` (the paging parameter is ignored); `total_mismatch` (fewer or more
            different rows than the reported total); `page_limit` (truncated by `max_pages`).
    """
    guard = _Guard(name, shape, run.config.page_size)
    for number in range(1, run.config.max_pages + 1):
        try:
            page = ask(number, partial(guard.fault, number))
        except SourceStopped as stop:
            if stop.code == guard.code:
                raise SourceStopped(stop.code, guard.message, stop.answer) from stop
            raise
        body = page.body()
        if guard.fault(number, body):  # a stored page was not checked on the way in
            raise SourceStopped(guard.code, guard.message)
        done = guard.take(body)
        run.progress(number, guard.pages)
        if done:
            return
    raise SourceStopped(
        "page_limit",
        f"{name}翻到第 {run.config.max_pages} 页仍未取完"
        f"（已得 {guard.got} 行，共 {guard.total} 行）："
        f"请在 sources.yml 调高来源 {run.config.name} 的 max_pages",
    )


class _Guard:
    """What the pages so far were, and why the next one cannot be one of them."""

    def __init__(self, name: str, shape: Shape, page_size: int) -> None:
        self.name = name
        self.shape = shape
        self.page_size = page_size
        self.seen: set[str] = set()
        self.got = 0  # rows so far; where they have a key of their own, different ones
        self.total = 0
        self.pages: int | None = None
        self.code = self.message = ""
        self._before: list[str] = []  # rows of the page before
        self._offset: int | None = None  # number of the first page: 0 or 1

    def fault(self, number: int, body: bytes) -> str | None:
        """Code of what is wrong with a body as page `number`; the sentence stands in `message`."""
        self.code = self.message = ""
        try:
            page = self.shape.parse(body)
        except NotTheListError as error:
            self.code, self.message = error.code, f"{self.name}第 {number} 页：{error}"
            return self.code
        keys = [self._key(row) for row in page.rows]
        if number == 1 and not (keys and page.total):
            self._say("empty_answer", "一行也没有：0 行不能算取完，请核对地址与参数")
        elif number > 1 and self._is_another(number, page.number):
            self._say(
                "paging_repeats",
                f"要的是第 {number} 页，应答自称第 {page.number} 页：翻页参数多半被忽略",
            )
        elif number > 1 and keys and self._repeats(keys):
            self._say("paging_repeats", f"第 {number} 页与前面的页相同：翻页参数被忽略")
        elif not keys and self.got != page.total:
            self._say(
                "total_mismatch",
                f"第 {number} 页已空，只得 {self.got} 个不同的行，而平台称共 {page.total} 行",
            )
        return self.code or None

    def take(self, body: bytes) -> bool:
        """Count a page that has no fault; true when it was the last one.

        Raises:
            SourceStopped: `total_mismatch`, more different rows than the list is said to have.
        """
        page = self.shape.parse(body)
        keys = [self._key(row) for row in page.rows]
        if not self._before:
            self._offset = page.number
            self.pages = -(-page.total // len(keys))
        self._before = keys or self._before
        is_single_and_full = not self.seen and len(keys) == page.total == self.page_size
        self.seen.update(keys)
        self.got = len(self.seen) if self.shape.is_own_key else self.got + len(keys)
        self.total = page.total
        if self.got > self.total:
            raise SourceStopped(
                "total_mismatch",
                f"{self.name}得到 {self.got} 个不同的行，多于平台所称的 {self.total} 行："
                f"列表在翻页途中变动，请改日再取",
            )
        # a total that equals the size asked for may be a ceiling: only the next page tells
        return self.got == self.total and not is_single_and_full

    def _repeats(self, keys: list[str]) -> bool:
        if not self.shape.is_own_key:
            return keys == self._before
        return keys[0] == self._before[0] or self.seen.issuperset(keys)

    def _is_another(self, number: int, said: int | None) -> bool:
        if said is None or self._offset is None:
            return False
        return said - self._offset != number - 1

    def _say(self, code: str, message: str) -> None:
        self.code, self.message = code, f"{self.name}{message}"

    def _key(self, row: Row) -> str:
        value = row.get(self.shape.row_key) if self.shape.is_own_key else None
        return str(value) if value not in (None, "") else json.dumps(row, sort_keys=True)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        text = body.strip()
        if text.startswith((b"{", b"[")) and not text.endswith((b"}", b"]")):
            raise NotTheListError("page_cut_off", "应答的 JSON 不完整") from error
        raise NotTheListError("not_the_table", "应答不是 JSON，多半是网页") from error


def _inside(content: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _count(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return None
