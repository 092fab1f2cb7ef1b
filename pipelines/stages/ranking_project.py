"""The SQL of some models of the dbt project and of all that they need, as dbt compiles it.

The whole project has some two hundred models and their tests: reading them takes longer than
ranking a table does. So the models that are needed become a project of their own, which dbt
compiles when one of its files has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import asdict, dataclass, fields, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import yaml

from pipelines.stages.warehouse import run_dbt
from pipelines.store.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipelines.settings import Settings

NORMALISED = "{normalised}"
"""Stands in compiled SQL for the folder of the normalised layer."""

_PROJECT = "dbt_project.yml"
_GIVEN = "given"
_REFERENCE = re.compile(r"\bref\(\s*'(\w+)'\s*\)")


@dataclass(frozen=True)
class CompiledModel:
    """A model as SQL that any connection can run.

    Attributes:
        relation: its full name, quoted, as other models' SQL calls it.
        sql: a query; the folder of the normalised layer is `NORMALISED` in it.
        is_stored: whether the project stores it as a table; else it is a view.
    """

    relation: str
    sql: str
    is_stored: bool


def compiled_models(
    settings: Settings,
    folder: Path,
    wanted: Iterable[str],
    given: Collection[str],
    weighed_positions: int,
) -> list[CompiledModel]:
    """Models of the project, each after those that it reads.

    What dbt compiled is kept in the installation's `dbt_target` until a file that was read, or dbt,
    is another.

    Args:
        settings: of the installation.
        folder: to work in; the caller removes it.
        wanted: names of the models that are asked for.
        given: names of relations that the caller makes; what lies above them is not needed.
        weighed_positions: the project's variable of that name.

    Raises:
        KeyError: a model is neither given nor the project's.
        WarehouseError: dbt ended with an error.
    """
    scratch = replace(settings, data_root=folder, dbt_project=folder / "project")
    told = {"weighed_positions": weighed_positions}
    write_project(scratch.dbt_project, settings.dbt_project, wanted, given, told)
    digest = _digest(scratch.dbt_project)
    kept = settings.dbt_target / f"ranking_models_{weighed_positions}.json"
    if kept.exists():
        found = json.loads(kept.read_bytes())
        if found["digest"] == digest:
            return [CompiledModel(**each) for each in found["models"]]
    run_dbt(scratch, ["compile", "--quiet"], {"LINGPAO_NORMALISED": NORMALISED})
    manifest = json.loads((scratch.dbt_target / "manifest.json").read_bytes())
    models = list(_in_order(manifest["nodes"]))
    body = {"digest": digest, "models": [asdict(each) for each in models]}
    write_bytes(kept, json.dumps(body, ensure_ascii=False).encode())
    return models


def write_project(
    folder: Path,
    project: Path,
    wanted: Iterable[str],
    given: Collection[str],
    variables: Mapping[str, Any],
) -> None:
    """Copies models of a project as they are, with all that they refer to.

    Args:
        folder: of the new project; made here.
        project: the project that has the models.
        wanted: names of the models that are asked for.
        given: names that stand for relations; nothing above them is copied.
        variables: of the new project, before the project's own.

    Raises:
        KeyError: a model is neither given nor the project's.
    """
    found = {path.stem: path for path in (project / "models").rglob("*.sql")}
    shutil.copytree(project / "macros", folder / "macros")
    _copy(project, folder, project / "profiles.yml")
    described = yaml.safe_load((project / _PROJECT).read_text(encoding="utf-8"))
    # relations are read once and thrown away
    described["vars"] |= {"widely_read_as": "view", **variables}
    described["models"]["lingpao"]["staging"]["+materialized"] = "ephemeral"
    (folder / _PROJECT).write_text(yaml.safe_dump(described), encoding="utf-8")
    (folder / "models" / _GIVEN).mkdir(parents=True)
    open_, seen = list(wanted), set()
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in given:
            (folder / "models" / _GIVEN / f"{name}.sql").write_text("select 1", encoding="utf-8")
            continue
        _copy(project, folder, found[name])
        open_ += _REFERENCE.findall(found[name].read_text(encoding="utf-8"))


def _copy(project: Path, folder: Path, file: Path) -> None:
    target = folder / file.relative_to(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _digest(folder: Path) -> str:
    """SHA-256 over all that what is kept depends on."""
    kept = [each.name for each in fields(CompiledModel)]
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')} {kept}".encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            digest.update(f"\n{path.relative_to(folder)} {len(body)}\n".encode() + body)
    return digest.hexdigest()


def _in_order(nodes: dict[str, Any]) -> Iterator[CompiledModel]:
    """The models that are relations, each after those that it reads."""
    seen: set[str] = set()

    def with_what_it_reads(key: str) -> Iterator[CompiledModel]:
        if key in seen:
            return
        seen.add(key)
        node = nodes[key]
        for above in node["depends_on"]["nodes"]:
            yield from with_what_it_reads(above)
        kind = node["config"]["materialized"]
        if kind != "ephemeral" and node["fqn"][1] != _GIVEN:
            yield CompiledModel(node["relation_name"], node["compiled_code"], kind == "table")

    for key in nodes:
        yield from with_what_it_reads(key)
