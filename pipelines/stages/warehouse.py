"""The dbt project as a process.

Parsing it when it has changed, building it, and what came out of each model.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.stages.field_tables import write_field_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.settings import Settings


class WarehouseError(RuntimeError):
    """dbt did not do what it was asked; the message holds what it said."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt says of one model or test.

    Attributes:
        name: of the model or test.
        kind: model, test, unit_test, seed.
        status: dbt's word (success, pass, warn, error, fail, skipped).
        seconds: execution time.
        message: dbt's message, where it has one.
    """

    name: str
    kind: str
    status: str
    seconds: float
    message: str | None

    @property
    def is_failure(self) -> bool:
        """Whether this result stops a release."""
        return self.status in ("error", "fail", "runtime error")


def dbt_executable() -> Path:
    """The dbt command of this Python installation."""
    return Path(sys.executable).with_name("dbt")


def ensure_manifest(settings: Settings) -> Path:
    """The project's manifest, parsed anew only when a file of the project is younger than it.

    Raises:
        WarehouseError: the project does not parse.
    """
    write_field_tables(settings)
    manifest = settings.dbt_target / "manifest.json"
    changed = max(
        (path.stat().st_mtime for path in _project_files(settings.dbt_project)), default=0.0
    )
    if not manifest.exists() or manifest.stat().st_mtime < changed:
        run_dbt(settings, ["parse"])
        os.utime(manifest)
    return manifest


def run_dbt(
    settings: Settings, arguments: list[str], environment: Mapping[str, str] | None = None
) -> None:
    """Runs one dbt command to its end.

    Args:
        settings: of the installation: its project, its folders.
        arguments: the command.
        environment: of dbt, beside what the settings say and before it.

    Raises:
        WarehouseError: dbt ended with an error.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [str(dbt_executable()), "--no-use-colors", *arguments],
        cwd=settings.dbt_project,
        env=settings.child_environment() | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        raise WarehouseError(
            f"dbt {' '.join(arguments)} 失败（退出码 {done.returncode}）：\n{tail}"
        )


def run_results(settings: Settings) -> Iterator[NodeResult]:
    """What the last dbt command did, node by node."""
    path = settings.dbt_target / "run_results.json"
    for result in json.loads(path.read_text(encoding="utf-8"))["results"]:
        kind, _, rest = result["unique_id"].partition(".")
        yield NodeResult(
            name=rest.split(".", 1)[1],
            kind=kind,
            status=result["status"],
            seconds=result["execution_time"],
            message=result.get("message"),
        )


def _project_files(root: Path) -> Iterator[Path]:
    for folder in ("models", "macros", "seeds", "tests", "snapshots"):
        yield from (path for path in (root / folder).rglob("*") if path.is_file())
    yield from (
        root / name for name in ("dbt_project.yml", "profiles.yml") if (root / name).exists()
    )
