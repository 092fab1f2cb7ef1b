"""Sessions and runs against the scripted server, by a clock that their own pauses move on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.sources.answers import HttpError, SourceStopped
from pipelines.sources.config import SourceConfig
from pipelines.sources.run import FetchRun, Known
from pipelines.sources.session import PoliteSession
from pipelines.store.raw import RawStore
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.sources.answers import Answer
    from tests.unit.sources.server import ScriptedServer

START = datetime(2026, 5, 30, 2, 0, tzinfo=UTC)
ON = date(2026, 5, 30)


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


def run_for(
    server: ScriptedServer,
    root: Path,
    *,
    on: date = ON,
    known: Known | None = None,
    clock: FakeClock | None = None,
    **fields: Any,
) -> FetchRun:
    session = session_for(server, clock, **fields)
    return FetchRun(
        config=session.config,
        session=session,
        raw=RawStore(root).partition(session.config.name, on),
        fetched_on=on,
        known=known or Known(),
    )


GOOD = Says("<html><table></table></html>")


def ask(server: ScriptedServer, clock: FakeClock | None = None, **fields: object) -> Answer:
    with session_for(server, clock, **fields) as session:
        return session.request("GET", f"{server.url}/page")


def error_of(server: ScriptedServer, clock: FakeClock | None = None, **fields: object) -> HttpError:
    with pytest.raises(HttpError) as raised:
        ask(server, clock, **fields)
    return raised.value


def stop_of(
    server: ScriptedServer, clock: FakeClock | None = None, **fields: object
) -> SourceStopped:
    with pytest.raises(SourceStopped) as raised:
        ask(server, clock, **fields)
    return raised.value
