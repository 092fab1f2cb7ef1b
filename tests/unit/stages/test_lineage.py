"""The page on what feeds what, put together without dbt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.stages import lineage
from pipelines.stages.lineage import lineage_page
from pipelines.stages.warehouse import WarehouseError

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = {"nodes": {"model.lingpao.fct_boards": {"description": "榜单</script>"}}}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(lineage, "ensure_manifest", lambda _: manifest)
    return Settings(data_root=tmp_path)


def other_dbt(folder: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder / "task" / "docs" / "index.html"
    source.parent.mkdir(parents=True)
    source.write_text(page, encoding="utf-8")
    monkeypatch.setattr(lineage, "_dbt_folder", lambda: folder)


def test_the_page_of_the_installed_dbt_takes_the_manifest(settings: Settings) -> None:
    page = lineage_page(settings)
    assert "榜单<\\/script>" in page  # nothing in it ends the script that it stands in
    assert "INLINE DATA" not in page
    policy = page.index("Content-Security-Policy")
    assert policy < page.index("<script")
    assert "default-src 'none'" in page[policy : policy + 120]


def test_manifest_and_catalogue_stand_in_their_places(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = '<html><head></head>["MANIFEST.JSON INLINE DATA","CATALOG.JSON INLINE DATA"]'
    other_dbt(tmp_path / "dbt", page, monkeypatch)
    manifest, catalogue = json.loads("[" + lineage_page(settings).partition("[")[2])
    assert manifest == MANIFEST
    assert catalogue == {"metadata": {}, "nodes": {}, "sources": {}}


@pytest.mark.parametrize(
    "page", ["<head>", '<head>"MANIFEST.JSON INLINE DATA"', '"MANIFEST.JSON INLINE DATA"']
)
def test_another_version_of_dbt_is_told_and_what_to_do(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    other_dbt(tmp_path / "dbt", page, monkeypatch)
    with pytest.raises(WarehouseError, match=r"数据血缘图没有生成.*requirements\.lock"):
        lineage_page(settings)


def test_without_dbt_it_is_told(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(lineage, "find_spec", lambda _: None)
    with pytest.raises(WarehouseError, match="没有安装 dbt"):
        lineage_page(settings)
