"""A clock that a test's pauses move on, so that they take no time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.sources.config import SourceConfig
from pipelines.sources.session import PoliteSession

if TYPE_CHECKING:
    from tests.unit.sources.server import ScriptedServer

START = datetime(2026, 5, 30, 2, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


def config_for(server: ScriptedServer, **fields: Any) -> SourceConfig:
    given = {
        "name": "qybz",
        "module": "qybz",
        "role": "declarations",
        "coverage": "window",
        "precedence": 1,
        "base_url": server.url,
        "pace_seconds": 0,
        "retry_pause_seconds": 2,
        "timeout_seconds": 5,
        "max_bytes": 100_000,
    }
    return SourceConfig(**{**given, **fields})


def session_for(
    server: ScriptedServer, clock: FakeClock | None = None, **fields: Any
) -> PoliteSession:
    clock = clock or FakeClock()
    return PoliteSession(
        config_for(server, **fields), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
    )
