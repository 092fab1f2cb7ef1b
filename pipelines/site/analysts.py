"""What analysts need of a release: its tables explained, as files, queried, and compared."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.core.field_tables import FIELD_TABLE_GRAIN, FIELD_TABLE_PREFIX
from pipelines.site.asking import records
from pipelines.site.queries import QUERIES
from pipelines.store.changes_text import changed_parts
from pipelines.store.contract import CONTRACT

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from pipelines.store.changes import Changes
    from pipelines.store.manifest import Manifest

FILES = "files"
"""Folder of the downloads, beside the pages."""
CHECKSUMS = "SHA256SUMS"
LINEAGE = "lineage.html"

_EXAMPLES = 5  # of each kind of change so many are told one by one
_GRAINS = {table.name: table.grain for table in CONTRACT}
_BETWEEN = " / "  # a comment is English, then Chinese

_TABLES = """
select
    tables.table_name as name,
    tables.estimated_size as row_count,
    tables.comment
from duckdb_tables() as tables
where tables.database_name = current_database() and tables.schema_name = 'main'
order by tables.table_name
"""
_COLUMNS = """
select table_name, column_name as name, lower(data_type) as type, comment
from duckdb_columns()
where database_name = current_database() and schema_name = 'main'
order by table_name, column_index
"""


@dataclass(frozen=True)
class ReleaseFiles:
    """A release as files, for those who take it elsewhere.

    Attributes:
        root: the folder of releases.
        manifest: of the one that the pages show.
        changes: against the release before it; None: that one is kept no more.
        lineage: the page on the models and what feeds what; None: it was not made.
    """

    root: Path
    manifest: Manifest
    changes: Changes | None
    lineage: str | None


def analysts_page(
    connection: duckdb.DuckDBPyConnection, release: ReleaseFiles | None
) -> dict[str, Any]:
    """What the template of the page needs.

    Args:
        connection: to the tables of a release.
        release: its files; None where only the database is at hand.
    """
    page: dict[str, Any] = {
        "tables": _dictionary(connection),
        "queries": QUERIES,
        "database": release.manifest.database if release else "lingpao.duckdb",
        "lineage": None,
        "downloads": [],
        "checksums": f"{FILES}/{CHECKSUMS}",
        "since": None,
        "changed": [],
        "has_release": release is not None,
    }
    if release is not None:
        page["lineage"] = LINEAGE if release.lineage else None
        page["downloads"] = _downloads(release)
        if release.changes is not None and release.changes.since is not None:
            page["since"] = release.changes.since
            page["changed"] = list(changed_parts(release.changes, _EXAMPLES))
    return page


def put_files(folder: Path, release: ReleaseFiles) -> None:
    """Puts database, Parquet files, their checksums and the lineage beside the pages.

    Files are links to those of the release where the file system allows it: they take no room,
    and stay whole when the release is removed.
    """
    files = folder / FILES
    files.mkdir()
    lines = []
    for source in _sources(release):
        target = files / source.name
        try:
            target.hardlink_to(source)
        except OSError:  # another file system
            shutil.copyfile(source, target)
        with target.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        lines.append(f"{digest}  {source.name}\n")
    (files / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
    if release.lineage:
        (folder / LINEAGE).write_text(release.lineage, encoding="utf-8", newline="\n")


def _sources(release: ReleaseFiles) -> list[Path]:
    manifest = release.manifest
    tables = (table.parquet for _, table in sorted(manifest.tables.items()))
    return [release.root / name for name in (manifest.database, *tables)]


def _downloads(release: ReleaseFiles) -> list[dict[str, Any]]:
    """Files with their size; a table with the digest of its rows, which its bytes do not change."""
    manifest = release.manifest
    tables = sorted(manifest.tables.items())
    made: list[dict[str, Any]] = [
        {
            "title": "全部表（DuckDB）",
            "rows": sum(table.rows for _, table in tables),
            "digest": None,
        },
        *({"title": name, "rows": table.rows, "digest": table.digest} for name, table in tables),
    ]
    for each, source in zip(made, _sources(release), strict=True):
        each["address"] = f"{FILES}/{source.name}"
        each["bytes"] = source.stat().st_size
    return made


def _dictionary(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    columns: dict[str, list[dict[str, Any]]] = {}
    for column in records(connection, _COLUMNS):
        table = column.pop("table_name")
        column["en"], column["zh"] = _both_languages(column.pop("comment"))
        column["is_key"] = column["name"] in _grain(table)
        columns.setdefault(table, []).append(column)
    tables = records(connection, _TABLES)
    for table in tables:
        table["en"], table["zh"] = _both_languages(table.pop("comment"))
        table["grain"] = _grain(table["name"])
        table["columns"] = columns[table["name"]]
    return tables


def _grain(table: str) -> tuple[str, ...]:
    if table.startswith(FIELD_TABLE_PREFIX):
        return FIELD_TABLE_GRAIN
    return _GRAINS.get(table, ())


def _both_languages(comment: str | None) -> tuple[str, str]:
    english, _, chinese = (comment or "").partition(_BETWEEN)
    return english, chinese
