"""Writing the reference data refuses what would go wrong without a word."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.installation import Installation
from pipelines.stages.reference import write_reference

if TYPE_CHECKING:
    from pathlib import Path


class Elsewhere(Settings):
    """A data root with reference files of its own."""

    @property
    def reference(self) -> Path:
        return self.data_root / "reference"


def test_a_programme_that_reads_an_unknown_source_is_refused(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(PROJECT_ROOT / "data" / "reference", reference)
    programme = reference / "programmes" / "jincheng-2021.yml"
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace("sources: [", "sources: [henan-file, "), encoding="utf-8")
    installation = Installation(settings=Elsewhere(data_root=tmp_path), sources={})
    installation.normalised.prepare()
    with pytest.raises(ValueError, match=r"jincheng-2021\.yml.*没有来源 henan-file；"):
        write_reference(installation)


def test_the_committed_programmes_read_sources_that_there_are(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    installation = Installation(settings=settings, sources={})
    installation.normalised.prepare()
    assert write_reference(installation)["programmes"] == 5
