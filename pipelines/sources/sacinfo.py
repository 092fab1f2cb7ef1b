"""Industry and local standards: hbba and dbba of sacinfo.org.cn (wire-formats.md §3.3)."""

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

_SHAPE = Shape(rows="records", row_key="pk", number="current")
# dates are epoch milliseconds, kept as text; reviseStdCodes: what the standard takes the place of
_KEYS = {
    "standard_no": "code",
    "name": "chName",
    "status": "status",
    "issued_on": "issueDate",
    "in_force_on": "actDate",
    "abolished_on": "fzDate",
    "replaces": "reviseStdCodes",
    "department": "chargeDept",
}
_KINDS = {"hbba": "行业标准", "dbba": "地方标准"}


def fetch(run: FetchRun) -> None:
    """All pages of both sites' lists, one site after the other.

    Raises:
        SourceStopped: see `paging.walk`.
    """
    for site, base_url in run.config.site_urls.items():

        def ask(
            number: int,
            check: Callable[[bytes], str | None],
            site: str = site,
            base_url: str = base_url,
        ) -> RawPage:
            form: dict[str, str | int] = {
                "current": number,
                "size": run.config.page_size,
                "key": "",
                "ministry": "",
                "industry": "",
                "pubdate": "",
                "date": "",
                "status": "",
            }
            return run.post(
                f"{site}/{number:05}", f"{base_url}/stdQueryList", data=form, check=check
            )

        walk(run, f"{_KINDS.get(site, site)}目录（{site}）", _SHAPE, ask)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Standards of both lists; the site tells the kind."""
    return read_lists(
        [
            (
                [page for page in pages if page.key.startswith(f"{site}/")],
                _SHAPE,
                _KEYS,
                _KINDS.get(site, site),
            )
            for site in config.sites
        ],
        record_key="pk",
    )
