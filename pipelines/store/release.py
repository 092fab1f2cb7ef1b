"""Making a release: the warehouse's marts copied beside the other releases, then linked in at once.

Nobody sees a release before the link leads to it; what a killed run left is removed by the next.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING

import duckdb

from pipelines.store.contract import CONTRACT, MART_PREFIXES, ContractTable
from pipelines.store.digest import digest, digest_files, sql_text
from pipelines.store.files import make_folder, remove_scratch, sync, write_bytes
from pipelines.store.manifest import (
    LATEST,
    LINK,
    Manifest,
    ReleasedColumn,
    ReleasedTable,
    ReleaseError,
    current_release,
    kept_releases,
    manifest_path,
    manifests,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

_SCRATCH = ".making"
_LOCK = ".lock"
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_READ_ONLY = 0o444


def make_release(
    warehouse: Path,
    release_root: Path,
    *,
    created_at: datetime,
    run_on: date,
    batch: str | None = None,
    keep: int = 5,
    contract: Sequence[ContractTable] = CONTRACT,
    code_version: str | None = None,
    reference_root: Path | None = None,
    ledger_head: str | None = None,
    memory_limit: str = "2GB",
    threads: int = 2,
) -> Manifest:
    """Copies the contract's tables out of the warehouse and makes the copy the current release.

    A kill at any point leaves the release before it whole and current, or this one.

    Args:
        warehouse: the DuckDB file that dbt wrote; nobody may be writing it.
        release_root: the folder of releases.
        created_at: an instant with zone.
        run_on: fetch date of the night.
        batch: the release's id; default: `created_at` in UTC, `20261122T180000Z`.
        keep: how many releases stay; a reader who has an older one open keeps it.
        contract: the tables.
        code_version: of the program.
        reference_root: committed reference files, for their digest.
        ledger_head: the ledger's last event.
        memory_limit: of DuckDB while it copies and sorts; more goes to disk.
        threads: of DuckDB.

    Raises:
        ReleaseError: the warehouse cannot be read, lacks a table of the contract or has a mart that
            is in no contract; there is a release of this id; another process is making one.
    """
    if not warehouse.exists():
        raise ReleaseError(f"没有仓库文件 {warehouse}；请先运行 lingpao nightly")
    make_folder(release_root / "parquet")
    with _alone(release_root):
        before = current_release(release_root)
        _sweep(release_root, before)
        release_id = _new_id(release_root, batch, created_at)
        scratch = release_root / _SCRATCH
        scratch.mkdir()
        try:
            tables = _copy(warehouse, scratch, release_id, contract, memory_limit, threads)
            manifest = Manifest(
                release_id=release_id,
                number=before.number + 1 if before else 1,
                previous=before.release_id if before else None,
                created_at=created_at.astimezone(UTC),
                run_on=run_on,
                database=f"lingpao-{release_id}.duckdb",
                code_version=code_version,
                reference_digest=digest_files(reference_root) if reference_root else None,
                ledger_head=ledger_head,
                tables=tables,
            )
            _move_in(scratch, release_root, manifest)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        _make_current(release_root, manifest)
        for old in kept_releases(release_root)[:-keep]:
            _remove(release_root, old.release_id)
    return manifest


@contextmanager
def _alone(release_root: Path) -> Iterator[None]:
    """Holds a lock that the system frees when the process ends, however it ends."""
    with (release_root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(f"另一个进程正在 {release_root} 发布；请待其结束后重试") from None
        yield


def _sweep(release_root: Path, current: Manifest | None) -> None:
    """Removes what a killed run left: scratch, files without manifest, a release nobody saw."""
    shutil.rmtree(release_root / _SCRATCH, ignore_errors=True)
    remove_scratch(release_root)
    whole = set()
    for manifest in manifests(release_root):
        if current is not None and manifest.number <= current.number:
            whole.add(manifest.release_id)
        else:
            _remove(release_root, manifest.release_id)
    for path in release_root.glob("lingpao-*.duckdb"):
        if path.stem.removeprefix("lingpao-") not in whole:
            path.unlink()
    for path in (release_root / "parquet").iterdir():
        if not path.is_symlink() and path.name not in whole:
            shutil.rmtree(path)


def _remove(release_root: Path, release_id: str) -> None:
    """Removes a release, its manifest first: without it there is no release."""
    manifest_path(release_root, release_id).unlink(missing_ok=True)
    (release_root / f"lingpao-{release_id}.duckdb").unlink(missing_ok=True)
    shutil.rmtree(release_root / "parquet" / release_id, ignore_errors=True)


def _new_id(release_root: Path, batch: str | None, created_at: datetime) -> str:
    taken = {manifest.release_id for manifest in manifests(release_root)}
    if batch is not None:
        if not _ID.fullmatch(batch):
            raise ReleaseError(f"发布号 {batch!r} 不合要求；只能用字母、数字、点、连字符和下划线")
        if batch in taken:
            raise ReleaseError(f"已有发布快照 {batch}；请换一个发布号")
        return batch
    stamp = f"{created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    release_id, count = stamp, 1
    while release_id in taken:
        count += 1
        release_id = f"{stamp}-{count}"
    return release_id


def _copy(
    warehouse: Path,
    scratch: Path,
    release_id: str,
    contract: Sequence[ContractTable],
    memory_limit: str,
    threads: int,
) -> dict[str, ReleasedTable]:
    """Makes the database and the Parquet files in the scratch folder; nothing there is seen."""
    (scratch / "parquet").mkdir()
    database = scratch / LINK
    with duckdb.connect(database) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set memory_limit = {sql_text(memory_limit)}")
        connection.execute(f"set threads = {threads}")
        connection.execute(f"set temp_directory = {sql_text(str(scratch / 'spill'))}")
        try:
            connection.execute(f"attach {sql_text(str(warehouse))} as work (read_only)")
        except duckdb.IOException as error:
            raise ReleaseError(
                f"仓库 {warehouse} 读不了（{error}）；可能另有进程正在写，请待其结束后重跑"
            ) from error
        _refuse_other_tables(connection, warehouse, contract)
        connection.execute(f"attach {sql_text(str(scratch / 'unsorted.duckdb'))} as unsorted")
        tables = {
            table.name: _copy_table(connection, table, scratch, release_id) for table in contract
        }
        connection.execute("detach work")
        connection.execute("detach unsorted")
        connection.execute("checkpoint")
    for path in (database, *(scratch / "parquet").iterdir()):
        path.chmod(_READ_ONLY)
        sync(path)
    sync(scratch / "parquet")
    return tables


def _refuse_other_tables(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, contract: Sequence[ContractTable]
) -> None:
    found = connection.execute(
        "select table_name from information_schema.tables "
        "where table_catalog = 'work' and table_schema = 'main'"
    ).fetchall()
    names, wanted = {str(row[0]) for row in found}, {table.name for table in contract}
    missing = sorted(wanted - names)
    if missing:
        raise ReleaseError(
            f"仓库 {warehouse} 缺少合同规定的表：{'、'.join(missing)}；"
            "请先让 dbt 全部模型成功，再重跑 lingpao nightly"
        )
    unlisted = sorted(name for name in names - wanted if name.startswith(MART_PREFIXES))
    if unlisted:
        raise ReleaseError(
            f"仓库 {warehouse} 有合同未列出的表：{'、'.join(unlisted)}；"
            "请登记到 pipelines/store/contract.py，或改去 dim_、fct_ 前缀"
        )


def _copy_table(
    connection: duckdb.DuckDBPyConnection, table: ContractTable, scratch: Path, release_id: str
) -> ReleasedTable:
    """One table with its comments, sorted by its grain: smaller files, quicker look-ups."""
    name = table.name
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'work' and schema_name = 'main' and table_name = ? "
        "order by column_index",
        [name],
    ).fetchall()
    comment, is_view = connection.execute(
        "select comment, false from duckdb_tables() where database_name = 'work' "
        "and schema_name = 'main' and table_name = $name union all "
        "select comment, true from duckdb_views() where database_name = 'work' "
        "and schema_name = 'main' and view_name = $name",
        {"name": name},
    ).fetchall()[0]
    stored = f"work.main.{name}"
    if is_view:
        # computing and sorting its rows at once holds the memory of both
        stored = f"unsorted.main.{name}"
        connection.execute(f"create table {stored} as from work.main.{name}")
    order = ", ".join(f"{column} nulls first" for column in table.grain)
    connection.execute(f"create table main.{name} as from {stored} order by {order}")
    if comment:
        connection.execute(f"comment on table main.{name} is {sql_text(comment)}")
    for column, _, said in columns:
        if said:
            connection.execute(f'comment on column main.{name}."{column}" is {sql_text(said)}')
    file = sql_text(str(scratch / "parquet" / f"{name}.parquet"))
    mark = f"kv_metadata {{release_id: {sql_text(release_id)}}}"
    connection.execute(f"copy main.{name} to {file} (format parquet, compression zstd, {mark})")
    source = f"({table.settled.format(table=f'main.{name}')})" if table.settled else f"main.{name}"
    hashed = digest(
        connection,
        source,
        order_by=table.grain,
        leave_out=table.clock_columns,
        is_sorted=table.settled is None,
    )
    rows = connection.execute(f"select count(*) from main.{name}").fetchall()[0][0]
    return ReleasedTable(
        rows=rows,
        digest=hashed.sha256,
        comment=comment,
        parquet=f"parquet/{release_id}/{name}.parquet",
        columns=tuple(ReleasedColumn(*column) for column in columns),
    )


def _move_in(scratch: Path, release_root: Path, manifest: Manifest) -> None:
    """Gives the files their names, the manifest last: from then on it is a whole release."""
    (scratch / "parquet").rename(release_root / "parquet" / manifest.release_id)
    (scratch / LINK).rename(release_root / manifest.database)
    sync(release_root / "parquet")
    sync(release_root)
    write_bytes(manifest_path(release_root, manifest.release_id), manifest.to_json().encode())


def _make_current(release_root: Path, manifest: Manifest) -> None:
    """The one step that readers notice."""
    link = release_root / LINK
    try:
        _point(link, manifest.database)
    except OSError:
        if link.is_symlink():  # links are possible here, so this is a failure
            raise
        latest = {
            "release_id": manifest.release_id,
            "database": manifest.database,
            "parquet": f"parquet/{manifest.release_id}",
        }
        body = json.dumps(latest, ensure_ascii=False, indent=1) + "\n"
        write_bytes(release_root / LATEST, body.encode())
        return
    _point(release_root / "parquet" / "current", manifest.release_id)
    (release_root / LATEST).unlink(missing_ok=True)


def _point(link: Path, target: str) -> None:
    """Makes a link lead elsewhere in one step."""
    scratch = link.with_name(f".{link.name}.new")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(target)
    scratch.replace(link)
    sync(link.parent)
