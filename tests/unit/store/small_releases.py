"""A warehouse of two marts, and processes that read its releases or die while they are made."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from pipelines.store import release
from pipelines.store.contract import ContractTable
from pipelines.store.digest import digest
from pipelines.store.manifest import Manifest, current_release

CONTRACT = (
    ContractTable("fct_declarations", ("declaration_id",)),
    ContractTable("fct_runs", ("source",), clock_columns=frozenset({"seconds"})),
)
NIGHT = dt.date(2026, 7, 5)
_NEXT_STEPS = ("chmod", "mkdir", "rename", "replace", "rmdir", "symlink", "unlink")


def write_warehouse(path: Path, rows: int = 3, seconds: float = 1.5) -> None:
    """A warehouse with two marts, one of them a view, a staging view and an intermediate table."""
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as db:
        db.execute(
            "create table fct_declarations as select 'd' || i as declaration_id, i as version,"
            f" '企业''s ' || i as org_name from range({rows}) as r(i) order by i desc"
        )
        db.execute("comment on table fct_declarations is '声明''s，当前状态 / Declarations'")
        db.execute("comment on column fct_declarations.org_name is '企业名称 / Enterprise'")
        db.execute(f"create view fct_runs as select 'qybz' as source, {seconds}::double as seconds")
        db.execute("comment on view fct_runs is '采集 / Runs'")
        db.execute("create table int_declarations__merged as select 1 as x")
        db.execute("create view stg_qybz__declarations as select 1 as x")


def make(root: Path, **options: Any) -> Manifest:
    """A release of `root/warehouse.duckdb` in `root/release`."""
    given = {
        "created_at": dt.datetime(2026, 7, 5, 18, 0, tzinfo=dt.UTC),
        "run_on": NIGHT,
        "contract": CONTRACT,
    }
    return release.make_release(root / "warehouse.duckdb", root / "release", **(given | options))


def faults(root: Path) -> list[str]:
    """What is wrong with the release that a reader sees now: files against the manifest."""
    releases = root / "release"
    manifest = current_release(releases)
    if manifest is None:
        return ["no release"]
    wrong = []
    with duckdb.connect(releases / manifest.database, read_only=True) as db:
        for table in CONTRACT:
            options = {"order_by": table.grain, "leave_out": table.clock_columns}
            said = manifest.tables[table.name].digest
            parquet = f"read_parquet('{releases / manifest.tables[table.name].parquet}')"
            linked = f"read_parquet('{releases / 'parquet/current' / table.name}.parquet')"
            if digest(db, table.name, **options).sha256 != said:
                wrong.append(f"{table.name} in the database")
            if digest(db, parquet, **options).sha256 != said:
                wrong.append(f"{table.name} in Parquet")
            if not digest(db, linked, **options).rows:
                wrong.append(f"{table.name} behind the link")
    return wrong


def kill_at_each_step(root: Path) -> None:
    """Forks a release for each of its steps and kills it there; prints what a reader saw after it.

    This process opens no database itself: a fork of one that has does not work.
    """
    import pyarrow.dataset  # noqa: F401 - once here, not in every child: DuckDB asks for it late

    for step in count(1):
        work = root / f"step{step}"
        shutil.copytree(root / "before", work, symlinks=True)
        died = not _in_fork(lambda work=work, step=step: _die_at(work, step))
        found = work / "found.txt"
        _in_fork(lambda work=work, found=found: found.write_text(_found(work)))
        print(step, "killed" if died else "done", found.read_text(), flush=True)  # noqa: T201
        shutil.rmtree(work)
        if not died:
            return


def _in_fork(run: Any) -> bool:
    """Whether a forked child came to the end of `run`."""
    child = os.fork()
    if child == 0:
        try:
            run()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - a child must not return into the parent's code
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _die_at(work: Path, step: int) -> None:
    steps = count(1)

    def counting(function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(steps) == step:
                os._exit(9)
            return function(*arguments, **named)

        return call

    for name in _NEXT_STEPS:
        setattr(os, name, counting(getattr(os, name)))
    os.fsync = counting(lambda _: None)  # a kill loses nothing that was written
    release.digest = counting(release.digest)
    make(work, batch="new", keep=2)


def _found(work: Path) -> str:
    current = current_release(work / "release")
    seen = current.release_id if current else "none"
    wrong = faults(work)
    after = make(work, batch="after", keep=2)
    wrong += faults(work)
    left = {p.name for p in (work / "release").iterdir()} | {
        p.name for p in (work / "release/parquet").iterdir()
    }
    expected = {"lingpao.duckdb", "parquet", "current", ".lock"}
    for kept in (after.release_id, after.previous):
        expected |= {f"lingpao-{kept}.duckdb", f"lingpao-{kept}.json", str(kept)}
    return f"saw={seen} previous={after.previous} wrong={wrong} stray={sorted(left ^ expected)}"


def read_until_stopped(root: Path) -> None:
    """Opens the current release again and again, as an analyst would; prints how often."""
    reads, releases = 0, set()
    while not (root / "stop").exists():
        with duckdb.connect(root / "release/lingpao.duckdb", read_only=True) as db:
            rows = db.execute("select count(*), max(version) from fct_declarations").fetchall()
            parquet = root / "release/parquet/current/fct_declarations.parquet"
            found = db.execute(f"select count(*), max(version) from '{parquet}'").fetchall()
        for number, highest in (*rows, *found):
            if highest != number - 1:
                raise ValueError(f"{number} rows, highest {highest}")
        releases.add(rows[0])
        reads += 1
        time.sleep(0.002)
    print(reads, len(releases))  # noqa: T201


if __name__ == "__main__":
    {"kill": kill_at_each_step, "read": read_until_stopped}[sys.argv[1]](Path(sys.argv[2]))
