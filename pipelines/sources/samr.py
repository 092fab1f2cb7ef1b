"""National standards: the search of std.samr.gov.cn (wire-formats.md §3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.catalogue import read_lists
from pipelines.sources.paging import Shape, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

_PATH = "/gb/search/gbQueryPage"
_SHAPE = Shape(rows="rows", row_key="id", number="pageNumber")
_KEYS = {
    "standard_no": "C_STD_CODE",
    "name": "C_C_NAME",
    "nature": "STD_NATURE",
    "status": "STATE",
    "issued_on": "ISSUE_DATE",
    "in_force_on": "ACT_DATE",
}


def fetch(run: FetchRun) -> None:
    """All pages of the search for everything.

    Option `page_parameter`: name of the parameter that turns the page, `pageNumber` unless given
    (one client found `pageNo`; an unknown one is ignored by the platform, which the guards notice).

    Raises:
        SourceStopped: see `paging.walk`.
    """
    parameter = str(run.config.options.get("page_parameter", "pageNumber"))

    def ask(number: int, check: Callable[[bytes], str | None]) -> RawPage:
        asked: dict[str, str | int] = {
            "searchText": "",
            "ics": "",
            "state": "",
            "ISSUE_DATE": "",
            "sortOrder": "asc",
            "pageSize": run.config.page_size,
            parameter: number,
        }
        return run.get(f"list/{number:05}", _PATH, params=asked, check=check)

    walk(run, "国家标准目录", _SHAPE, ask)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Standards as the search lists them; the hits' `<sacinfo>` tags are left in."""
    return read_lists([(pages, _SHAPE, _KEYS, "国家标准")], record_key="id")
