"""The tables of decisions, and the databases that hold them: SQLite or PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

_WAIT_SECONDS = 60  # for another writer to end
_WRITER_LOCK = 2018_0084  # any number that nobody else locks in that database

METADATA = sa.MetaData()
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("recorded_at", sa.DateTime, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("subject_type", sa.Text),
    sa.Column("state_before", sa.Text),
    sa.Column("state_after", sa.Text),
    sa.Column("place", sa.Text),
    # as text: a database's own JSON type would spell it anew, and the hash is over the spelling
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Index("decisions_by_subject", "programme", "subject"),
    sa.Index("decisions_by_kind", "kind"),
)
HEAD = sa.Table(
    "head",
    METADATA,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),  # one row
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
FILES = sa.Table(
    "files",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)


class LedgerError(RuntimeError):
    """The ledger cannot be used; the message says why and what to do."""


def open_engine(url: str) -> sa.Engine:
    """Connections to a database.

    A transaction with the execution option `writes` begins when it is the only writer; readers wait
    for nobody and see one moment.

    Args:
        url: `sqlite:///<path>` or `postgresql://…`.

    Raises:
        LedgerError: it is another kind of database, or no address at all.
    """
    try:
        made = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise LedgerError(f"LINGPAO_LEDGER_URL 不是数据库地址：{error}") from error
    backend = made.get_backend_name()
    if backend == "postgresql":
        # without a word on the driver SQLAlchemy means another one than ours
        engine = sa.create_engine(made.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    elif backend == "sqlite":
        engine = sa.create_engine(made, connect_args={"timeout": _WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        raise LedgerError(
            f"决定库不支持 {backend}；LINGPAO_LEDGER_URL 应以 sqlite:/// 或 postgresql:// 开头"
        )
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _: object) -> None:
    connection.isolation_level = None  # transactions begin as in `_begin`, not as the driver thinks
    connection.execute("pragma journal_mode = wal")  # reading does not wait for writing
    connection.execute("pragma synchronous = full")  # acknowledged is on disk


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        # a writer waits here for the one before it, not at its first insert with an old view
        connection.exec_driver_sql("begin immediate" if writes else "begin")
    elif writes:
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_WRITER_LOCK})")
    else:
        # as on SQLite: all that a reader asks in one transaction is of one moment
        connection.exec_driver_sql("set transaction isolation level repeatable read")


def _forbid_changes(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    """Makes a table append-only in the database itself, whoever writes to it."""
    name, refusal = table.name, "the ledger is append-only"
    if connection.dialect.name == "sqlite":
        for action in ("update", "delete"):
            connection.exec_driver_sql(
                f"create trigger {name}_no_{action} before {action} on {name} "
                f"begin select raise(abort, '{refusal}'); end"
            )
        return
    connection.exec_driver_sql(
        f"create function {name}_refuse() returns trigger language plpgsql as "
        f"$$ begin raise exception '{refusal}'; end $$"
    )
    connection.exec_driver_sql(
        f"create trigger {name}_no_change before update or delete or truncate on {name} "
        f"for each statement execute function {name}_refuse()"
    )


for _table in (DECISIONS, FILES):
    event.listen(_table, "after_create", _forbid_changes)
