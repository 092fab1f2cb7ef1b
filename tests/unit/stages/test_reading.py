"""Pages are made even where analysts miss something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.stages import reading
from pipelines.stages.warehouse import WarehouseError
from pipelines.store.manifest import ReleaseError, current_release
from tests.release_files import LINEAGE, release_root

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.site.analysts import ReleaseFiles

BROKEN = "数据血缘图没有生成：dbt 的版本与锁定的不同"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("reading")
    release_root(root)
    return Settings(data_root=root)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[ReleaseFiles]:
    """What the site is built with; it is not built."""
    kept: list[ReleaseFiles] = []

    def build(
        _database: Path, _stamp: object, _out: Path, release: ReleaseFiles, _frozen: object
    ) -> dict[str, Path]:
        kept.append(release)
        return {}

    monkeypatch.setattr(reading, "build_sites", build)
    monkeypatch.setattr(reading, "lineage_page", lambda _: LINEAGE)
    return kept


def test_analysts_get_the_current_release(settings: Settings, asked: list[ReleaseFiles]) -> None:
    said: list[str] = []
    reading.write_pages(settings, said.append)
    (files,) = asked
    assert files.manifest == current_release(settings.release)
    assert files.changes is not None
    assert files.changes.declarations.height == 1
    assert files.lineage == LINEAGE
    assert said == []


def test_without_its_lineage_the_site_is_made_and_told_of(
    settings: Settings, asked: list[ReleaseFiles], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Settings) -> str:
        raise WarehouseError(BROKEN)

    monkeypatch.setattr(reading, "lineage_page", fail)
    said: list[str] = []
    reading.write_pages(settings, said.append)
    assert asked[0].lineage is None
    assert said == [BROKEN]


def test_without_the_release_before_it_the_site_is_made_and_told_of(
    settings: Settings, asked: list[ReleaseFiles], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise ReleaseError("没有发布快照 x，或已不再保留")

    monkeypatch.setattr(reading, "changes", fail)
    said: list[str] = []
    reading.write_pages(settings, said.append)
    assert asked[0].changes is None
    assert said == ["网页上没有本次变化：没有发布快照 x，或已不再保留"]
