"""What feeds what in the warehouse, as the page of dbt's own documentation."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.stages.warehouse import WarehouseError, ensure_manifest

if TYPE_CHECKING:
    from pipelines.settings import Settings

_MANIFEST_PLACE, _CATALOG_PLACE = '"MANIFEST.JSON INLINE DATA"', '"CATALOG.JSON INLINE DATA"'
_EMPTY_CATALOG = '{"metadata": {}, "nodes": {}, "sources": {}}'
# dbt's page asks for icons that it lacks
_NO_REQUESTS = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">"
)


def lineage_page(settings: Settings) -> str:
    """The page that dbt makes of the models and what feeds what, in one file, asking no network.

    It is put together as `dbt docs generate --static` does it, out of the manifest that there is
    anyway, without the ten seconds that starting dbt takes. What the warehouse holds is left out:
    types and comments stand in the data dictionary.

    Raises:
        WarehouseError: this version of dbt brings another page; all else can be made without.
    """
    source = _dbt_folder() / "task" / "docs" / "index.html"
    page = source.read_text(encoding="utf-8")
    manifest = ensure_manifest(settings).read_text(encoding="utf-8")
    for place, text in (
        (_MANIFEST_PLACE, manifest.replace("</", "<\\/")),
        (_CATALOG_PLACE, _EMPTY_CATALOG),
        ("<head>", f"<head>{_NO_REQUESTS}"),
    ):
        if place not in page:
            raise WarehouseError(
                f"数据血缘图没有生成：{source} 中没有 {place}，dbt 的版本与锁定的不同；"
                "请按 requirements.lock 重新安装，其余网页不受影响"
            )
        page = page.replace(place, text, 1)
    return page


def _dbt_folder() -> Path:
    """Where dbt is installed; looked up without importing it."""
    found = find_spec("dbt")
    if found is None or not found.submodule_search_locations:
        raise WarehouseError("没有安装 dbt；请按 requirements.lock 重新安装")
    return Path(next(iter(found.submodule_search_locations)))
