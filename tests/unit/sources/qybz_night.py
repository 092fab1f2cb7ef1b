"""One night of qybz against the scripted server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.sources import qybz
from pipelines.sources.run import carry_out
from tests.unit.sources.harness import run_for
from tests.unit.sources.pages import QYBZ_PRODUCT, qybz_detail
from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from pipelines.core.records import Batch
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import ScriptedServer

WHOLE = qybz_detail(QYBZ_PRODUCT)


def serve(server: ScriptedServer, home: str, **details: str | Says) -> None:
    server.on("/", Says(home))
    for record_id, body in details.items():
        server.on(f"/user/detail/{record_id}", body if isinstance(body, Says) else Says(body))


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch, FetchRun]:
    run = run_for(server, root, **more)
    attempt = carry_out(run, qybz.fetch)
    return attempt, qybz.read(run.raw.pages(), run.config), run


def only(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True)
