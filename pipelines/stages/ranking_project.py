"""A dbt project of the models that some wanted ones need, and no others, in a folder of its own.

The whole project has some two hundred models and their tests: reading them takes longer than
ranking a table does.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PROJECT = "dbt_project.yml"
_REFERENCE = re.compile(r"\bref\(\s*'(\w+)'\s*\)")


def write_project(
    folder: Path, project: Path, wanted: Iterable[str], given: Mapping[str, str]
) -> None:
    """Copies models of a project as they are, with all that they refer to.

    Args:
        folder: of the new project; made here.
        project: the project that has the models.
        wanted: names of the models that are asked for.
        given: SQL by name that stands for models of that name, so that what lies above them is not
            needed. It is part of whatever refers to it, and is no relation of its own.

    Raises:
        KeyError: a model is neither given nor the project's.
    """
    found = {path.stem: path for path in (project / "models").rglob("*.sql")}
    shutil.copytree(project / "macros", folder / "macros")
    _copy(project, folder, project / "profiles.yml")
    (folder / _PROJECT).write_text(
        yaml.safe_dump(_once(yaml.safe_load((project / _PROJECT).read_text(encoding="utf-8")))),
        encoding="utf-8",
    )
    written = folder / "models" / "given"
    written.mkdir(parents=True)
    open_, seen = list(wanted), set()
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in given:
            text = given[name]
            (written / f"{name}.sql").write_text(
                f"{{{{ config(materialized='ephemeral') }}}}\n{text}", encoding="utf-8"
            )
        else:
            text = found[name].read_text(encoding="utf-8")
            _copy(project, folder, found[name])
        open_ += _REFERENCE.findall(text)


def _once(described: dict[str, Any]) -> dict[str, Any]:
    """The project's description for a warehouse that is read once and thrown away."""
    described["vars"]["widely_read_as"] = "view"
    described["models"]["lingpao"]["staging"]["+materialized"] = "ephemeral"
    # time spent on making the file small is lost
    described["on-run-start"] = "set force_compression = 'uncompressed'"
    return described


def _copy(project: Path, folder: Path, file: Path) -> None:
    target = folder / file.relative_to(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
