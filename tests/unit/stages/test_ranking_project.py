"""The part of the dbt project that ranks tables: what is needed, nothing above what is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from pipelines.settings import Settings
from pipelines.stages.ranking_project import write_project

if TYPE_CHECKING:
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
    write_project(tmp_path / "part", project, ["last"], ())
    assert _models(tmp_path / "part") == [
        "intermediate/middle.sql",
        "marts/last.sql",
        "staging/first.sql",
    ]


def test_nothing_above_a_given_model_is_needed(tmp_path: Path, project: Path) -> None:
    write_project(tmp_path / "part", project, ["last"], ["middle"])
    assert _models(tmp_path / "part") == ["given/middle.sql", "marts/last.sql"]


def test_what_is_read_once_is_not_stored(tmp_path: Path, project: Path) -> None:
    write_project(tmp_path / "part", project, ["first"], ())
    described = yaml.safe_load((tmp_path / "part/dbt_project.yml").read_text(encoding="utf-8"))
    assert described["vars"]["widely_read_as"] == "view"
    assert described["models"]["lingpao"]["intermediate"] == {"+materialized": "table"}


def test_a_model_that_nobody_has_is_named(tmp_path: Path, project: Path) -> None:
    with pytest.raises(KeyError, match="nobody"):
        write_project(tmp_path / "part", project, ["nobody"], ())
