"""Runs of file sources over a folder, as the nightly job makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.sources.config import SourceConfig
from pipelines.sources.registry import module_for
from pipelines.sources.run import FetchRun, Known, carry_out
from pipelines.sources.session import PoliteSession
from pipelines.store.raw import RawStore
from tests.unit.sources.harness import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.store.raw import Attempt

_ROLES = {
    "catalogue_file": "catalogue",
    "declaration_file": "declarations",
    "indicator_file": "indicators",
    "finding_file": "supervision",
    "gsxt_file": "supervision",
    "credit_file": "supervision",
    "feedback_file": "feedback",
}


@dataclass
class Folder:
    """A file source: `put` files, then `night` takes what is due."""

    root: Path
    module: str
    fields: dict[str, Any]

    @property
    def files(self) -> Path:
        return self.root / "files"

    def put(self, name: str, body: bytes | str) -> Path:
        self.files.mkdir(exist_ok=True)
        path = self.files / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return path

    def night(self, on: str = "2026-05-30") -> tuple[Attempt, Batch]:
        name = self.module.replace("_", "-")
        config = SourceConfig(
            name=name,
            module=self.module,
            role=_ROLES[self.module],
            coverage="files",
            precedence=4,
            base_url=self.files.as_uri(),
            **self.fields,
        )
        clock = FakeClock()
        store = RawStore(self.root / "raw")
        day = date.fromisoformat(on)
        run = FetchRun(
            config=config,
            session=PoliteSession(
                config, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
            ),
            raw=store.partition(name, day),
            fetched_on=day,
            known=Known(taken_files=store.taken(name)),
        )
        module = module_for(config)
        attempt = carry_out(run, module.fetch)
        return attempt, module.read(run.raw.pages(), config)


def folder(root: Path, module: str, **fields: Any) -> Folder:
    return Folder(root, module, fields)
