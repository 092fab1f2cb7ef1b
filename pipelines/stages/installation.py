"""One data root with its sources, its clock and a voice for progress: what every stage is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.store.normalised import NormalisedStore
from pipelines.store.raw import RawStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.settings import Settings
    from pipelines.sources.config import SourceConfig


def _silent(_: str) -> None:
    return None


@dataclass(frozen=True)
class Installation:
    """One data root with its sources, as the assets see it.

    Attributes:
        settings: paths and overrides.
        sources: the enabled sources by name, in the order of `sources.yml`.
        say: takes a Chinese line of progress; silent unless a command listens.
        now: the clock; a test or the sample gives its own.
        accept_shrink: sources whose shrunken full run a person has accepted for this run.
    """

    settings: Settings
    sources: Mapping[str, SourceConfig]
    say: Callable[[str], None] = _silent
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    accept_shrink: frozenset[str] = frozenset()

    @property
    def raw(self) -> RawStore:
        """Pages as sent."""
        return RawStore(self.settings.raw)

    @property
    def normalised(self) -> NormalisedStore:
        """Typed partitions."""
        return NormalisedStore(self.settings.normalised)

    def last_fetch_date(self) -> date:
        """The youngest fetch date that any source has.

        Raises:
            LookupError: nothing has been normalised yet.
        """
        days = [day for name in self.sources for day in self.normalised.partitions(name)]
        if not days:
            raise LookupError("还没有任何来源的规范化数据：请先运行 lingpao nightly")
        return max(days)
