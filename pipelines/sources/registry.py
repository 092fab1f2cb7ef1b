"""Which module knows which platform."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from pipelines.sources.config import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

MODULES = (
    "qybz",
    "cpbz",
    "declaration_file",
    "indicator_file",
    "samr",
    "sacinfo",
    "ttbz",
    "catalogue_file",
    "psp",
    "finding_file",
    "gsxt_file",
    "credit_file",
    "feedback_file",
)


class SourceModule(Protocol):
    """What each platform's module offers."""

    def fetch(self, run: FetchRun) -> None:
        """Bring the pages of a fetch date into the run's raw partition.

        Raises:
            SourceStopped: the run cannot go on; what came is kept.
        """

    def read(self, pages: Sequence[RawPage], config: SourceConfig) -> Batch:
        """The records of the stored pages of one partition.

        Pure, and never raises on what a page holds. Pages with an `error` are among them.
        """


def module_for(config: SourceConfig) -> SourceModule:
    """The module that knows the source's platform.

    Raises:
        ConfigError: no module of that name.
    """
    if config.module not in MODULES:
        raise ConfigError(
            f"来源 {config.name} 的 module {config.module!r} 不存在：应为 {'、'.join(MODULES)} 之一"
        )
    return cast("SourceModule", import_module(f"pipelines.sources.{config.module}"))
