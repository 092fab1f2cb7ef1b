"""Fetching one source for one fetch date: what is there already is not asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.registry import module_for
from pipelines.sources.run import FetchRun, Known, carry_out
from pipelines.sources.session import PoliteSession

if TYPE_CHECKING:
    from datetime import date

    from pipelines.sources.config import SourceConfig
    from pipelines.stages.installation import Installation


@dataclass(frozen=True)
class FetchOutcome:
    """How one source's run ended.

    Attributes:
        source: its name.
        pages: stored for the fetch date, those of earlier attempts included.
        requested: asked of the platform by this run.
        is_complete: everything asked for was received.
        stop_reason: a code, None when complete.
        seconds: that it took.
        sentence: the same for a person, in Chinese.
    """

    source: str
    pages: int
    requested: int
    is_complete: bool
    stop_reason: str | None
    seconds: float
    sentence: str


def fetch_source(
    config: SourceConfig, installation: Installation, fetched_on: date
) -> FetchOutcome:
    """Runs one source to its end, or to what stops it.

    A complete run is not repeated; a folder is looked at again for files that came since.
    """
    partition = installation.raw.partition(config.name, fetched_on)
    stored = len(partition.pages())
    if partition.is_complete and config.coverage != "files":
        return FetchOutcome(
            source=config.name,
            pages=stored,
            requested=0,
            is_complete=True,
            stop_reason=None,
            seconds=0.0,
            sentence=f"{config.name} {fetched_on}：已采全（{stored} 页），不再请求",
        )
    known = installation.normalised.known(config.name, fetched_on)
    run = FetchRun(
        config=config,
        session=PoliteSession(config),
        raw=partition,
        fetched_on=fetched_on,
        known=Known(
            list_digests=dict(known.select("record_id", "list_digest").iter_rows()),
            taken_files=installation.raw.taken(config.name)
            if config.coverage == "files"
            else frozenset(),
        ),
    )
    attempt = carry_out(run, module_for(config).fetch)
    pages = len(partition.pages())
    ending = "采全" if attempt.is_complete else f"未采全：{attempt.message}"
    return FetchOutcome(
        source=config.name,
        pages=pages,
        requested=run.requested,
        is_complete=attempt.is_complete,
        stop_reason=attempt.stop_reason,
        seconds=attempt.seconds,
        sentence=f"{config.name} {fetched_on}：请求 {run.requested} 次，存 {pages} 页，{ending}",
    )
