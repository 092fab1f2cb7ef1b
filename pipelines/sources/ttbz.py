"""Group standards: the portal list of ttbz.org.cn (wire-formats.md §3.4)."""

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

_FOLDER = (
    "/cms-proxy/ms/portal/standardInfo"  # without /cms-proxy the front end's index.html answers
)
_CURRENT = "1"
_LIST = Shape(
    rows="rows",
    row_key="standardUniqueId",
    inside=("data",),
    expected={"standardStatus": _CURRENT},
)
_DISABLED = Shape(rows="rows", row_key="standardUniqueId", inside=("data",))
_KEYS = {
    "standard_no": "standardNo",
    "name": "standardTitleCn",
    "status": "standardStatusName",
    "issued_on": "publishDate",
    "in_force_on": "implementDate",
    "abolished_on": "abolishDate",
    "department": "organName",
}
_KIND = "团体标准"


def fetch(run: FetchRun) -> None:
    """The list of current standards, then the abolished ones unless option `abolished` is false.

    Requests are forms: to a JSON body the platform answers with filters ignored.

    Raises:
        SourceStopped: see `paging.walk`.
    """
    _walk(
        run,
        "list",
        "getPortalStandardList",
        {"standardStatus": _CURRENT},
        _LIST,
        "现行团体标准目录",
    )
    if run.config.options.get("abolished", True):
        _walk(run, "disabled", "getDisabledStandardList", {}, _DISABLED, "废止团体标准目录")


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Standards of both lists; one that stands in both has been abolished."""
    return read_lists(
        [
            ([page for page in pages if page.key.startswith("list/")], _LIST, _KEYS, _KIND),
            ([page for page in pages if page.key.startswith("disabled/")], _DISABLED, _KEYS, _KIND),
        ],
        record_key="standardUniqueId",
    )


def _walk(
    run: FetchRun, prefix: str, call: str, filters: dict[str, str], shape: Shape, name: str
) -> None:
    def ask(number: int, check: Callable[[bytes], str | None]) -> RawPage:
        form: dict[str, str | int] = {
            "pageNo": number,
            "pageSize": run.config.page_size,
            **filters,
        }
        return run.post(f"{prefix}/{number:05}", f"{_FOLDER}/{call}", data=form, check=check)

    walk(run, name, shape, ask)
