"""Imports go down only (design.md, “Layout”), and slow parts stay out of a command's way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "pipelines.core": {"pipelines.core"},
    "pipelines.ledger": {"pipelines.ledger", "pipelines.core"},
    "pipelines.reports": {"pipelines.reports", "pipelines.core", "pipelines.store"},
    "pipelines.site": {"pipelines.site", "pipelines.core", "pipelines.store"},
    "pipelines.feeds": {"pipelines.feeds", "pipelines.site", "pipelines.core", "pipelines.store"},
    "pipelines.store": {"pipelines.store", "pipelines.core"},
    "pipelines.sources": {"pipelines.sources", "pipelines.core", "pipelines.store"},
    "pipelines.stages": {
        "pipelines.stages",
        "pipelines.core",
        "pipelines.store",
        "pipelines.sources",
        "pipelines.ledger",
        "pipelines.reports",
        "pipelines.site",
        "pipelines.feeds",
        "pipelines.settings",
        "expectations",
    },
    "expectations": {"expectations"},
}


def imports_of(path: Path) -> Iterator[str]:
    """Modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_of(package: str) -> list[Path]:
    """Python files of a package."""
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    allowed = tuple(f"{name}." for name in MAY_IMPORT[package])
    own = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files_of(package)
        for name in imports_of(path)
        if name.startswith(("pipelines.", "expectations.")) and not f"{name}.".startswith(allowed)
    ]
    assert files_of(package)
    assert own == []


def test_no_package_escapes_the_rule() -> None:
    packages = {
        f"pipelines.{path.parent.name}" for path in (ROOT / "pipelines").glob("*/__init__.py")
    }
    above = {"pipelines.commands", "pipelines.defs"}
    assert packages - above == {name for name in MAY_IMPORT if name != "expectations"}


def test_only_defs_and_definitions_import_dagster() -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in files_of("pipelines") + files_of("expectations")
        if any(name.split(".")[0] in ("dagster", "dagster_dbt") for name in imports_of(path))
    }
    assert importers
    assert {name for name in importers if not name.startswith("pipelines/defs/")} == {
        "pipelines/definitions.py"
    }


def test_only_settings_touches_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in files_of("pipelines") + files_of("expectations")
        if "os.environ" in path.read_text(encoding="utf-8")
        or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers == {"pipelines/settings.py"}


def test_asking_for_help_loads_nothing_slow() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from pipelines.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "slow = {'polars', 'dagster', 'duckdb', 'great_expectations', 'dbt'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
