"""Releases: what they hold, and what a reader sees while one is made or its making dies."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.store import release
from pipelines.store.contract import CONTRACT
from pipelines.store.digest import digest_files, digest_frame
from pipelines.store.manifest import Manifest, ReleaseError, current_release, kept_releases
from tests.unit.store import small_releases
from tests.unit.store.small_releases import faults, make, write_warehouse

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_warehouse(tmp_path / "warehouse.duckdb")
    return tmp_path


def _other_process(command: str, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", small_releases.__name__, command, str(root)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_release_has_the_contracts_tables_and_no_others(root: Path) -> None:
    manifest = make(root)
    with duckdb.connect(root / "release" / manifest.database, read_only=True) as db:
        tables = db.execute("select table_name from duckdb_tables() order by all").fetchall()
        views = db.execute("select view_name from duckdb_views() where not internal").fetchall()
    assert tables == [("fct_declarations",), ("fct_runs",)]
    assert views == []


def test_comments_come_along_in_database_and_manifest(root: Path) -> None:
    manifest = make(root)
    with duckdb.connect(root / "release" / manifest.database, read_only=True) as db:
        table = db.execute("select comment from duckdb_tables() order by table_name").fetchall()
        column = db.execute(
            "select comment from duckdb_columns() where column_name = 'org_name'"
        ).fetchall()
    said = "声明's，当前状态 / Declarations"
    assert (table, column) == ([(said,), ("采集 / Runs",)], [("企业名称 / Enterprise",)])
    released = manifest.tables["fct_declarations"]
    assert released.comment == said
    assert [(c.name, c.type, c.comment) for c in released.columns][2] == (
        "org_name",
        "VARCHAR",
        "企业名称 / Enterprise",
    )


def test_database_parquet_and_manifest_agree(root: Path) -> None:
    manifest = make(root)
    assert faults(root) == []
    assert manifest.tables["fct_declarations"].rows == 3


def test_the_manifest_says_what_the_release_is(root: Path) -> None:
    (root / "reference").mkdir()
    (root / "reference/units.yml").write_text("a: 1", encoding="utf-8")
    first = make(root)
    made = make(root, reference_root=root / "reference", code_version="0.1.0+abc", ledger_head="e9")
    text = (root / "release" / f"lingpao-{made.release_id}.json").read_text(encoding="utf-8")
    assert Manifest.from_json(text) == made == current_release(root / "release")
    assert (made.number, made.previous) == (2, first.release_id)
    assert (made.created_at, made.run_on) == (
        dt.datetime(2026, 7, 5, 18, 0, tzinfo=dt.UTC),
        small_releases.NIGHT,
    )
    assert (made.code_version, made.ledger_head) == ("0.1.0+abc", "e9")
    assert made.reference_digest == digest_files(root / "reference")


def test_the_link_leads_to_a_read_only_file_and_parquet_has_a_stable_name(root: Path) -> None:
    manifest = make(root, batch="night-1")
    link = root / "release/lingpao.duckdb"
    assert str(link.readlink()) == manifest.database == "lingpao-night-1.duckdb"
    assert link.stat().st_mode & 0o777 == 0o444
    stable = root / "release/parquet/current/fct_runs.parquet"
    assert stable.resolve() == root / "release" / manifest.tables["fct_runs"].parquet
    assert stable.stat().st_mode & 0o777 == 0o444


def test_parquet_names_its_release(root: Path) -> None:
    manifest = make(root, batch="night-1")
    path = root / "release" / manifest.tables["fct_runs"].parquet
    found = duckdb.sql(f"select key, value from parquet_kv_metadata('{path}')").fetchall()
    assert (b"release_id", b"night-1") in found


def test_rows_lie_in_the_order_of_the_grain(root: Path) -> None:
    manifest = make(root)
    with duckdb.connect(root / "release" / manifest.database, read_only=True) as db:
        rows = db.execute("select declaration_id from fct_declarations").fetchall()
    assert rows == [("d0",), ("d1",), ("d2",)]


def test_the_clock_changes_no_digest(root: Path) -> None:
    first = make(root)
    write_warehouse(root / "warehouse.duckdb", seconds=99.0)
    later = make(root, created_at=dt.datetime(2026, 7, 6, 18, 0, tzinfo=dt.UTC))
    digests = [{n: t.digest for n, t in m.tables.items()} for m in (first, later)]
    assert digests[0] == digests[1]


def test_releases_of_one_second_have_their_own_ids(root: Path) -> None:
    ids = [make(root).release_id for _ in range(3)]
    assert ids == ["20260705T180000Z", "20260705T180000Z-2", "20260705T180000Z-3"]


@pytest.mark.parametrize("batch", ["night/1", "", ".night", "夜"])
def test_an_id_that_is_no_file_name_is_refused(root: Path, batch: str) -> None:
    with pytest.raises(ReleaseError, match="发布号"):
        make(root, batch=batch)


def test_an_id_is_used_once(root: Path) -> None:
    make(root, batch="night")
    with pytest.raises(ReleaseError, match="已有发布快照 night"):
        make(root, batch="night")


def test_the_last_releases_are_kept_by_their_number_not_by_the_clock(root: Path) -> None:
    days = [9, 3, 8, 1]
    for day in days:
        make(root, created_at=dt.datetime(2026, 7, day, tzinfo=dt.UTC), batch=f"d{day}", keep=2)
    assert [m.release_id for m in kept_releases(root / "release")] == ["d8", "d1"]
    names = {p.name for p in (root / "release").glob("lingpao-*")}
    assert names == {f"lingpao-{d}.{ending}" for d in ("d8", "d1") for ending in ("duckdb", "json")}
    assert {p.name for p in (root / "release/parquet").iterdir()} == {"d8", "d1", "current"}


def test_who_holds_a_release_open_keeps_it_when_it_is_removed(root: Path) -> None:
    make(root)
    with duckdb.connect(root / "release/lingpao.duckdb", read_only=True) as held:
        for rows in range(4, 8):
            write_warehouse(root / "warehouse.duckdb", rows=rows)
            make(root, keep=1)
        assert held.execute("select count(*) from fct_declarations").fetchall() == [(3,)]
    assert len(kept_releases(root / "release")) == 1


def test_a_warehouse_without_a_table_of_the_contract_is_refused(root: Path) -> None:
    make(root, batch="good")
    with duckdb.connect(root / "warehouse.duckdb") as db:
        db.execute("drop view fct_runs")
    with pytest.raises(ReleaseError, match="缺少合同规定的表：fct_runs；"):
        make(root, batch="bad")
    assert [m.release_id for m in kept_releases(root / "release")] == ["good"]
    assert not (root / "release/.making").exists()


def test_a_mart_that_nobody_listed_is_refused(root: Path) -> None:
    with duckdb.connect(root / "warehouse.duckdb") as db:
        db.execute("create table dim_forgotten as select 1 as x")
    with pytest.raises(ReleaseError, match="合同未列出的表：dim_forgotten；"):
        make(root)


def test_a_warehouse_that_is_not_there_is_refused(root: Path) -> None:
    (root / "warehouse.duckdb").unlink()
    with pytest.raises(ReleaseError, match="请先运行 lingpao nightly"):
        make(root)


def test_a_warehouse_that_is_no_database_is_refused(root: Path) -> None:
    (root / "warehouse.duckdb").write_text("no database" * 1000, encoding="utf-8")
    with pytest.raises(ReleaseError, match="读不了"):
        make(root)


def test_two_releases_are_not_made_at_once(root: Path) -> None:
    make(root)
    with release._alone(root / "release"), pytest.raises(ReleaseError, match="另一个进程正在"):
        make(root)


def test_without_links_a_file_names_the_current_release(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "symlink", refuse)
    make(root, batch="one")
    manifest = make(root, batch="two")
    assert not (root / "release/lingpao.duckdb").exists()
    assert current_release(root / "release") == manifest
    assert [m.release_id for m in kept_releases(root / "release")] == ["one", "two"]
    monkeypatch.undo()
    assert make(root, batch="three").previous == "two"
    assert not (root / "release/LATEST.json").exists()


def test_a_link_that_fails_where_links_work_is_a_failure(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(root, batch="one")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "symlink", fail)
    with pytest.raises(OSError, match="disk full"):
        make(root, batch="two")
    assert [m.release_id for m in kept_releases(root / "release")] == ["one"]


def test_a_link_to_a_release_without_manifest_is_told(root: Path) -> None:
    manifest = make(root)
    (root / "release" / f"lingpao-{manifest.release_id}.json").unlink()
    with pytest.raises(ReleaseError, match="没有清单"):
        current_release(root / "release")


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    assert current_release(tmp_path) is None
    assert kept_releases(tmp_path) == []


def test_a_kill_at_any_step_leaves_the_old_release_whole_or_the_new_one(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    write_warehouse(before / "warehouse.duckdb", rows=2)
    make(before, batch="older")
    make(before, batch="old")
    write_warehouse(before / "warehouse.duckdb", rows=5)
    killer = _other_process("kill", tmp_path)
    out, errors = killer.communicate(timeout=120)
    assert killer.returncode == 0, errors
    *killed, done = out.splitlines()
    assert len(killed) > 15
    assert done.split(maxsplit=2)[1:] == ["done", "saw=new previous=new wrong=[] stray=[]"]
    whole = [f"killed saw={seen} previous={seen} wrong=[] stray=[]" for seen in ("old", "new")]
    assert [line for line in killed if line.split(maxsplit=1)[1] not in whole] == []
    assert {line.split(maxsplit=1)[1] for line in killed} == set(whole)


def test_readers_that_poll_during_releases_never_see_an_error(root: Path) -> None:
    make(root)
    readers = [_other_process("read", root) for _ in range(2)]
    for rows in range(4, 16):
        write_warehouse(root / "warehouse.duckdb", rows=rows)
        make(root)
    (root / "stop").touch()
    for reader in readers:
        out, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        reads, releases = map(int, out.split())
        assert reads > releases > 1


def test_a_release_of_the_real_contract_has_all_its_tables(root: Path) -> None:
    run = (
        "'qybz' as source, date '2026-07-05' as fetched_on, attempt, 'window' as coverage,"
        " 'declarations' as role, 1 as precedence, received, 0 as new, 0 as changed,"
        " 0 as unchanged, 0 as quarantined, attempt = 2 as is_complete"
        " from (values (1, 4), (2, 6)) as t(attempt, received)"
    )
    (root / "warehouse.duckdb").unlink()
    with duckdb.connect(root / "warehouse.duckdb") as db:
        for table in CONTRACT:
            columns = ", ".join(f"'x' as {column}" for column in table.grain)
            columns = run if table.name == "fct_source_runs" else columns
            db.execute(f"create table {table.name} as select {columns}")
    manifest = make(root, contract=CONTRACT)
    assert set(manifest.tables) == {table.name for table in CONTRACT}
    assert manifest.tables["fct_source_runs"].rows == 2


def test_an_interrupted_fetch_has_the_digest_of_one_that_was_not() -> None:
    row = {"source": "qybz", "fetched_on": small_releases.NIGHT, "coverage": "full", "role": "x"}
    row |= {"precedence": 1, "changed": 0, "unchanged": 0, "quarantined": 0}
    once = [row | {"attempt": 1, "received": 10, "new": 10, "is_complete": True}]
    twice = [
        row | {"attempt": 1, "received": 4, "new": 4, "is_complete": False},
        row | {"attempt": 2, "received": 6, "new": 6, "is_complete": True},
    ]
    (runs,) = [table for table in CONTRACT if table.name == "fct_source_runs"]
    settled = [
        duckdb.sql(runs.settled.format(table="frame")).pl()
        for frame in map(pl.DataFrame, (once, twice))
    ]
    found = [digest_frame(frame, order_by=runs.grain) for frame in settled]
    assert found[0] == found[1]
