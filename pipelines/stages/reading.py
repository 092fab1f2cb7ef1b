"""What people and other platforms read, out of the current release: pages and feeds."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.feeds.build import build_feeds
from pipelines.site.analysts import ReleaseFiles
from pipelines.site.build import ReleaseStamp, build_sites
from pipelines.stages.freezing import published_otherwise
from pipelines.stages.lineage import lineage_page
from pipelines.stages.recording import open_ledger
from pipelines.stages.warehouse import WarehouseError
from pipelines.store.changes import changes
from pipelines.store.manifest import ReleaseError, current_release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.settings import Settings
    from pipelines.site.audience import Audience, Frozen
    from pipelines.store.changes import Changes
    from pipelines.store.manifest import Manifest


def write_pages(
    settings: Settings, say: Callable[[str], None], out: Path | None = None
) -> dict[Audience, Path]:
    """Both builds of the site; the folder of each.

    Args:
        settings: of the installation.
        say: takes a sentence on what analysts do not get this time; the pages are made without.
        out: folder of the builds; None: that of the data root.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release was made by another version.
        LedgerError: the ledger cannot be used.
    """
    release = _current(settings)
    stamp = ReleaseStamp(
        release.release_id, release.code_version or "不详", release.reference_digest or "不详"
    )
    files = ReleaseFiles(
        root=settings.release,
        manifest=release,
        changes=_changes(settings, say),
        lineage=_lineage(settings, say),
    )
    return build_sites(
        settings.release / release.database,
        stamp,
        out or settings.site,
        files,
        _frozen(settings),
    )


def _changes(settings: Settings, say: Callable[[str], None]) -> Changes | None:
    """What the release changed; None: the one before it is kept no more."""
    try:
        return changes(settings.release)
    except ReleaseError as error:
        say(f"网页上没有本次变化：{error}")
        return None


def _lineage(settings: Settings, say: Callable[[str], None]) -> str | None:
    try:
        return lineage_page(settings)
    except WarehouseError as error:
        say(str(error))
        return None


def write_feeds(settings: Settings, out: Path | None = None) -> Path:
    """The feeds; the folder of their version.

    Raises:
        ReleaseError: there is no release yet.
        LookupError: the release was made by another version.
        LedgerError: the ledger cannot be used.
    """
    release = _current(settings)
    return build_feeds(
        settings.release / release.database,
        release.release_id,
        settings.feeds_authority,
        out or settings.feeds,
        _frozen(settings),
    )


def _frozen(settings: Settings) -> Frozen:
    """What the public is shown of boards that the release computes otherwise."""
    with closing(open_ledger(settings)) as ledger:
        return published_otherwise(settings, ledger)


def _current(settings: Settings) -> Manifest:
    release = current_release(settings.release)
    if release is None:
        raise ReleaseError(f"{settings.release} 还没有发布快照；请先运行 lingpao nightly")
    return release
