"""Who may see what: the only place where rows of a release are left out of a build.

What both builds have asks the tables made here, which hold what its audience may see; the
release is detached before the first page is made (design.md, “Release is not publication”). Only
pages that the public build has not ask the release itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.site.audience_sql import CALENDAR, COUNTS, DERIVED, FROZEN, INTERNAL, PUBLIC
from pipelines.store.digest import sql_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Frozen = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of boards as they were published, by table; see `stages.freezing.published_otherwise`."""


class Audience(StrEnum):
    """Whom a build is for; the value is the name of its folder."""

    INTERNAL = "internal"
    PUBLIC = "public"


@contextmanager
def seen_by(
    audience: Audience, database: Path, frozen: Frozen | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that an audience may see, in a database of their own.

    Args:
        audience: whom the build is for.
        database: a release's DuckDB file, opened for reading.
        frozen: boards that the release computes otherwise than they were published. The public
            sees them as they were published, the institution as they are computed.

    Yields:
        A connection to tables named as above; the release itself is no longer attached.

    Raises:
        LookupError: the release has not the tables of this version; the message says what to do.
    """
    is_internal = audience is Audience.INTERNAL
    stored = INTERNAL if is_internal else PUBLIC
    with _attached(database) as connection:
        with _telling_versions(database):
            for name, like in FROZEN.items():
                connection.execute(f"create temp table {name} as from rel.{like} limit 0")
                if frozen and frozen.get(like) and not is_internal:
                    _insert(connection, name, frozen[like])
            for name, sql in {"calendar": CALENDAR, **stored, **DERIVED, **COUNTS}.items():
                connection.execute(f"create table {name} as {sql}")
        for name in FROZEN:
            connection.execute(f"drop table {name}")
        connection.execute("detach rel")
        yield connection


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Puts rows into a table, what they have of its columns: they may be of an earlier version."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    described = connection.execute(f"describe {table}").fetchall()
    columns = ", ".join(name for name, *_ in described if name in frame.columns)
    connection.register("frame", frame)
    connection.execute(f"insert into {table} ({columns}) select {columns} from frame")
    connection.unregister("frame")


@contextmanager
def whole_release(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The release itself, for the pages that only the institution's build has.

    Args:
        database: a release's DuckDB file, opened for reading.

    Raises:
        LookupError: the release has not the tables of this version; the message says what to do.
    """
    with _attached(database) as connection, _telling_versions(database):
        connection.execute("use rel")
        yield connection


@contextmanager
def _attached(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own with the release attached as `rel`."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {sql_text(str(database))} as rel (read_only)")
        yield connection


@contextmanager
def _telling_versions(database: Path) -> Iterator[None]:
    """Says of a missing table or column whose it is and what to do."""
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise LookupError(
            f"发布快照 {database.name} 由另一版本的程序生成，缺少网页所需的表或列；"
            f"请先运行 lingpao rebuild（{str(error).splitlines()[0]}）"
        ) from error
