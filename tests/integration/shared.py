"""What several integration tests ask of a data root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store.manifest import current_release
from pipelines.store.raw import RawStore

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.settings import Settings


def raw_digests(settings: Settings) -> dict[str, str]:
    """SHA-256 of every page as sent, by source, fetch date and key."""
    store = RawStore(settings.raw)
    return {
        f"{source}/{day}/{page.key}": page.sha256
        for source in store.sources()
        for day in store.dates(source)
        for page in store.partition(source, day).pages()
    }


def table_digests(settings: Settings, leave_out: Collection[str] = ()) -> dict[str, str]:
    """Digest of every table of the current release."""
    manifest = current_release(settings.release)
    if manifest is None:
        raise LookupError(f"no release under {settings.release}")
    return {name: table.digest for name, table in manifest.tables.items() if name not in leave_out}
