"""Releases with manifest, Parquet files and comments, made from the release by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb

from pipelines.site.analysts import ReleaseFiles
from pipelines.store.changes import changes
from pipelines.store.changes_sql import TABLES
from pipelines.store.contract import CONTRACT
from pipelines.store.manifest import current_release
from pipelines.store.release import make_release
from tests.site_release import make_release as by_hand

if TYPE_CHECKING:
    from pathlib import Path

_RELEASED = {*TABLES, "fct_leaders"}
LINEAGE = "<!doctype html><title>示例血缘</title>"
COMMENT = "Boards. Grain: one row a period. / 榜单。粒度：每个时期一行。"


def release_root(folder: Path) -> Path:
    """Two releases of some tables, between which an enterprise has changed its name."""
    warehouse = folder / "warehouse.duckdb"
    whole = by_hand(folder / "whole.duckdb")
    contract = [table for table in CONTRACT if table.name in _RELEASED]
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach '{whole}' as whole (read_only)")
        for table in contract:
            connection.execute(f"create table {table.name} as from whole.{table.name}")
        connection.execute(f"comment on table fct_boards is '{COMMENT}'")
        connection.execute("comment on column fct_boards.period is 'Period. / 时期。'")
    for hour in (18, 19):
        made_at = datetime(2026, 7, 7, hour, tzinfo=UTC)
        make_release(
            warehouse,
            folder / "release",
            created_at=made_at,
            run_on=date(2026, 7, 7),
            contract=contract,
        )
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(
                "update fct_declarations set org_name = '示例新名公司' where declaration_id = 'd5'"
            )
    return folder / "release"


def release_files(root: Path, lineage: str | None = LINEAGE) -> ReleaseFiles:
    """The newest of them, for those who take it elsewhere."""
    manifest = current_release(root)
    assert manifest is not None
    return ReleaseFiles(root, manifest, changes(root), lineage)
