"""The part of the dbt project that ranks tables: what is needed, nothing above what is given."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from pipelines.settings import Settings
from pipelines.stages.ranking_project import (
    NORMALISED,
    CompiledModel,
    compiled_models,
    write_project,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of three models in a row and one beside them."""
    root = tmp_path / "whole"
    (root / "macros").mkdir(parents=True)
    real = Settings.load(tmp_path).dbt_project
    for name in ("dbt_project.yml", "profiles.yml"):
        (root / name).write_bytes((real / name).read_bytes())
    models = {
        "marts/last": "select * from {{ ref('middle') }}",
        "intermediate/middle": "select * from {{ ref( 'first' ) }}",
        "staging/first": "select 1 as a",
        "marts/beside": "select 2 as a",
    }
    for name, text in models.items():
        path = root / "models" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _models(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder / "models").as_posix() for path in folder.rglob("*.sql"))


def test_a_model_comes_with_all_that_it_refers_to(tmp_path: Path, project: Path) -> None:
    write_project(tmp_path / "part", project, ["last"], (), {})
    assert _models(tmp_path / "part") == [
        "intermediate/middle.sql",
        "marts/last.sql",
        "staging/first.sql",
    ]


def test_nothing_above_a_given_model_is_needed(tmp_path: Path, project: Path) -> None:
    write_project(tmp_path / "part", project, ["last"], ["middle"], {})
    assert _models(tmp_path / "part") == ["given/middle.sql", "marts/last.sql"]


def test_what_is_read_once_is_not_stored(tmp_path: Path, project: Path) -> None:
    write_project(tmp_path / "part", project, ["first"], (), {"weighed_positions": 7})
    described = yaml.safe_load((tmp_path / "part/dbt_project.yml").read_text(encoding="utf-8"))
    assert described["vars"]["widely_read_as"] == "view"
    assert described["vars"]["weighed_positions"] == 7
    assert described["models"]["lingpao"]["intermediate"] == {"+materialized": "table"}


def _compiling(asked: list[Path]) -> Callable[..., None]:
    """dbt's part: a manifest of the project's models, in no useful order."""

    def run(settings: Settings, arguments: list[str], environment: dict[str, str]) -> None:
        asked.append(settings.dbt_project)
        nodes = {}
        for path in sorted((settings.dbt_project / "models").rglob("*.sql"), reverse=True):
            text = path.read_text(encoding="utf-8")
            kind = {"marts": "table", "intermediate": "view"}.get(path.parent.name, "ephemeral")
            above = [name for name in ("first", "middle") if f"'{name}'" in text]
            nodes[f"model.lingpao.{path.stem}"] = {
                "fqn": ["lingpao", path.parent.name, path.stem],
                "config": {"materialized": kind},
                "depends_on": {"nodes": [f"model.lingpao.{name}" for name in above]},
                "relation_name": f'"w"."main"."{path.stem}"',
                "compiled_code": f"{text} -- {environment['LINGPAO_NORMALISED']}",
            }
        settings.dbt_target.mkdir(parents=True)
        (settings.dbt_target / "manifest.json").write_text(json.dumps({"nodes": nodes}))

    return run


def test_models_come_after_what_they_read_and_are_compiled_once(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr("pipelines.stages.ranking_project.run_dbt", _compiling(asked))
    settings = replace(Settings.load(tmp_path / "data"), dbt_project=project)

    def compiled(
        number: int, given: tuple[str, ...] = (), positions: int = 3
    ) -> list[CompiledModel]:
        folder = tmp_path / f"scratch{number}"
        return compiled_models(settings, folder, ["last"], given, positions)

    models = compiled(1)
    assert [(each.relation, each.is_stored) for each in models] == [
        ('"w"."main"."middle"', False),
        ('"w"."main"."last"', True),
    ]
    assert all(each.sql.endswith(NORMALISED) for each in models)
    assert compiled(2) == models
    assert len(asked) == 1
    (project / "models/intermediate/middle.sql").write_text("select 4 as a", encoding="utf-8")
    assert compiled(3) != models
    assert [each.relation for each in compiled(4, ("middle",))] == ['"w"."main"."last"']
    assert len(asked) == 3
    # wider schemes have models of their own, and the others' stay
    compiled(5, ("middle",), positions=4)
    compiled(6, ("middle",))
    assert len(asked) == 4


def test_a_model_that_nobody_has_is_named(tmp_path: Path, project: Path) -> None:
    with pytest.raises(KeyError, match="nobody"):
        write_project(tmp_path / "part", project, ["nobody"], (), {})
