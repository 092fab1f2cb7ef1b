"""Dagster's UI and daemon for one installation, its history kept under the data root."""

import subprocess
import sys
from pathlib import Path

from pipelines.definitions import installation_of
from pipelines.defs.run import instance_of
from pipelines.settings import Settings
from pipelines.stages.warehouse import ensure_manifest


def run_dev(settings: Settings, port: int) -> int:
    """Runs `dagster dev` on this machine until it is stopped; returns its exit code."""
    installation_of(settings)
    settings.export()
    ensure_manifest(settings)
    with instance_of(settings):
        command = [
            str(Path(sys.executable).with_name("dagster")), "dev",
            "--module-name", "pipelines.definitions", "--attribute", "defs",
            "--host", "127.0.0.1", "--port", str(port),
        ]  # fmt: skip
        return subprocess.run(command, env=settings.child_environment(), check=False).returncode
