"""Generated models follow the schemes, and only them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.field_tables import field_table_contract, write_field_tables

if TYPE_CHECKING:
    from pathlib import Path

SCHEME = PROJECT_ROOT / "data/reference/schemes/national/2026/air_cleaner.yml"


@dataclass(frozen=True)
class Elsewhere(Settings):
    """Settings whose reference data lie below the data root."""

    @property
    def reference(self) -> Path:
        return self.data_root / "reference"

    @property
    def scheme(self) -> Path:
        return self.reference / "schemes" / "national" / "2026" / "air_cleaner.yml"

    def columns(self) -> list[str]:
        file = self.dbt_project / "models" / "marts" / "fields" / "_fields.yml"
        (model,) = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
        return [column["name"] for column in model["columns"]]


@pytest.fixture
def settings(tmp_path: Path) -> Elsewhere:
    settings = Elsewhere(data_root=tmp_path, dbt_project=tmp_path / "dbt_project")
    settings.scheme.parent.mkdir(parents=True)
    shutil.copyfile(SCHEME, settings.scheme)
    write_field_tables(settings)
    return settings


def test_a_new_indicator_of_a_scheme_is_a_new_column(settings: Elsewhere) -> None:
    before = settings.columns()
    text = settings.scheme.read_text(encoding="utf-8")
    noise = "indicators:\n  - {code: noise, name: 噪声, class: basic, accept: [合格]}\n"
    settings.scheme.write_text(text.replace("indicators:\n", noise, 1), encoding="utf-8")
    write_field_tables(settings)
    assert settings.columns() == [*before, "noise"]


def test_models_are_left_alone_while_the_schemes_stay_as_they_are(settings: Elsewhere) -> None:
    folder = settings.dbt_project / "models" / "marts" / "fields"
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    write_field_tables(settings)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_field_without_a_scheme_has_no_table(settings: Elsewhere) -> None:
    assert [table.name for table in field_table_contract(settings)] == ["indicators_air_cleaner"]
    settings.scheme.unlink()
    write_field_tables(settings)
    assert field_table_contract(settings) == ()


def test_a_code_that_is_another_columns_name_is_refused(settings: Elsewhere) -> None:
    text = settings.scheme.read_text(encoding="utf-8")
    settings.scheme.write_text(text.replace("code: pm_ccm", "code: rank"), encoding="utf-8")
    with pytest.raises(ValueError, match="national_2026_air_cleaner 的指标代码 rank"):
        write_field_tables(settings)
