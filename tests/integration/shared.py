"""What several integration tests ask of a data root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store.raw import RawStore

if TYPE_CHECKING:
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
