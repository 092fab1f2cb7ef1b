"""The orchestrator's history of runs, written by connections that are kept.

Dagster's own storage makes an engine and a connection for each of the thousands of events of a
night, and waits for the disk at each: a third of a night's processor time. Files and tables are
the same, so that its UI reads what a command wrote.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import dagster as dg
import sqlalchemy as db

# what a storage of one's own is made of has no public name in dagster
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

_KEPT = 8  # a run writes to three databases; who reads the history goes through one a run


def open_instance(home: Path) -> dg.DagsterInstance:
    """The instance of a folder with a `dagster.yaml`, for one process that runs jobs."""
    storage = {
        "module": __name__,
        "class": History.__name__,
        "config": {"base_dir": str(home)},
    }
    return dg.DagsterInstance.from_ref(
        InstanceRef.from_dir(str(home), overrides={"storage": {"custom": storage}})
    )


class History(DagsterSqliteStorage):
    """Runs and events in SQLite below a folder, where Dagster's own storage has them."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._run_storage = _Runs.from_local(str(Path(base_dir, "history")))
        self._event_log_storage = _Events(str(Path(base_dir, "history", "runs")))

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """As a configuration file or `open_instance` names it."""
        return cls(inst_data=inst_data, **config_value)


class _Runs(SqliteRunStorage):
    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines = _Engines()
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[db.Connection]:
        with self._engines.of(self._conn_string).begin() as connection:
            yield connection

    def dispose(self) -> None:
        super().dispose()
        self._engines.close()


class _Events(SqliteEventLogStorage):
    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines = _Engines()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock:
            engine = self._engines.of(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def dispose(self) -> None:
        super().dispose()
        self._engines.close()


class _Engines:
    """An engine a database, the last used ones only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, db.Engine] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, url: str) -> db.Engine:
        with self._lock:
            if url not in self._kept:
                self._kept[url] = _engine(url)
            self._kept.move_to_end(url)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)[1].dispose()
            return self._kept[url]

    def close(self) -> None:
        with self._lock:
            while self._kept:
                self._kept.popitem()[1].dispose()


def _engine(url: str) -> db.Engine:
    engine = db.create_engine(url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})

    @db.event.listens_for(engine, "connect")
    def relax(connection: Any, _: Any) -> None:
        # with a write-ahead log a killed process loses nothing, a power cut the last events at
        # most; what is durable stands elsewhere
        connection.execute("pragma synchronous = normal")

    return engine
