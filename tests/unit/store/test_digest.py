"""What the digest of a table sees, and what it does not."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store.digest import digest, digest_files, digest_frame, digest_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = pl.DataFrame(
    {
        "id": ["a", "b", "c"],
        "version": [1, 2, 1],
        "low": [0.1, None, 1e300],
        "name": ["甲", "", None],
        "on": [dt.date(2026, 6, 1), None, dt.date(2026, 6, 2)],
        "at": [dt.datetime.fromisoformat("2026-06-01T00:00"), None, None],
        "is_good": [True, False, None],
    }
)


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _sha(frame: pl.DataFrame) -> str:
    return digest_frame(frame, order_by=["id"]).sha256


def test_the_rows_are_hashed_as_the_module_says(db: duckdb.DuckDBPyConnection) -> None:
    source = r"(select * from (values ('b', null, 2.0), ('a', 'x	y\', 0.5)) as t(id, note, low))"
    text = "id\tlow\tnote\na\t0.5\tx\\ty\\\\\nb\t2.0\t\\N\n"
    source = source.replace("2.0", "2.0::double").replace("0.5", "0.5::double")
    found = digest(db, source, order_by=["id"])
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert found.rows == 2


def test_days_and_instants_are_spelled_in_iso_8601(db: duckdb.DuckDBPyConnection) -> None:
    source = "(select date '2026-06-01' as d, timestamp '2026-06-01 02:03:04.5' as t)"
    text = "d\tt\n2026-06-01\t2026-06-01T02:03:04.500000\n"
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert digest(db, source, order_by=["d"]).sha256 == expected


def test_an_instant_with_zone_counts_in_utc_whatever_the_session_says(
    db: duckdb.DuckDBPyConnection,
) -> None:
    source = "(select timestamptz '2026-06-01 08:00:00+08' as t)"
    utc = "(select timestamp '2026-06-01 00:00:00' as t)"
    db.execute("set timezone = 'Asia/Shanghai'")
    assert digest(db, source, order_by=["t"]) == digest(db, utc, order_by=["t"])


def test_rows_in_the_order_of_the_grain_need_not_be_sorted(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(
        "create table t as select * from range(300000) as r(n), (values ('a'), ('b'), (null)) k(k)"
        " order by k nulls first, n nulls first"
    )
    grain = ["k", "n"]
    assert digest(db, "t", order_by=grain, is_sorted=True) == digest(db, "t", order_by=grain)


@settings(deadline=None, max_examples=50)
@given(st.permutations(range(3)), st.permutations(ROWS.columns))
def test_neither_the_order_of_rows_nor_that_of_columns_matters(
    rows: list[int], columns: list[str]
) -> None:
    assert _sha(ROWS[rows].select(columns)) == _sha(ROWS)


@pytest.mark.parametrize(
    "changed",
    [
        pl.lit(1).alias("more"),
        pl.col("low").fill_null(0.0),
        pl.col("name").fill_null(""),
        pl.col("name").replace("", None),
        pl.col("low") + 1e-16,
        pl.col("version") + 1,
        pl.col("on").dt.offset_by("1d"),
    ],
)
def test_any_other_value_is_another_digest(changed: pl.Expr) -> None:
    assert _sha(ROWS.with_columns(changed)) != _sha(ROWS)


def test_another_name_of_a_column_is_another_digest() -> None:
    assert _sha(ROWS.rename({"low": "bound"})) != _sha(ROWS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a\tb", "c"], ["a", "b\tc"]),
        (["\\N", "x"], [None, "x"]),
        (["a\n", "x"], ["a\\n", "x"]),
        (["", None], [None, ""]),
    ],
)
def test_values_never_run_into_each_other(one: list[str | None], other: list[str | None]) -> None:
    schema = {"id": pl.String, "name": pl.String}
    frames = [pl.DataFrame([dict(zip(schema, row, strict=True))], schema) for row in (one, other)]
    assert _sha(frames[0]) != _sha(frames[1])


_TEXT = st.none() | st.text(st.sampled_from("a\\\t\nN"), max_size=4)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=4), st.lists(st.tuples(_TEXT, _TEXT), max_size=4))
def test_two_tables_have_one_digest_only_when_their_rows_are_the_same(
    one: list[tuple[str | None, str | None]], other: list[tuple[str | None, str | None]]
) -> None:
    schema = {"id": pl.String, "name": pl.String}
    frames = [pl.DataFrame(rows, schema, orient="row") for rows in (one, other)]
    same_rows = sorted(map(repr, one)) == sorted(map(repr, other))
    assert (_sha(frames[0]) == _sha(frames[1])) == same_rows


def test_minus_zero_is_zero() -> None:
    frames = [pl.DataFrame({"id": ["a"], "low": [zero]}) for zero in (0.0, -0.0)]
    assert _sha(frames[0]) == _sha(frames[1])


def test_rows_that_agree_in_a_broken_grain_have_one_digest_in_any_order() -> None:
    rows = pl.DataFrame({"id": ["a", "a"], "name": ["x", "y"]})
    assert _sha(rows) == _sha(rows.reverse())


def test_columns_that_are_left_out_do_not_count() -> None:
    later = ROWS.with_columns(pl.lit(9.5).alias("seconds"))
    found = digest_frame(later, order_by=["id"], leave_out={"seconds", "unheard_of"})
    assert found.sha256 == _sha(ROWS)


def test_a_frame_a_file_and_a_table_of_the_same_rows_have_one_digest(
    tmp_path: Path, db: duckdb.DuckDBPyConnection
) -> None:
    path = tmp_path / "it's.parquet"
    ROWS.write_parquet(path)
    db.register("rows", ROWS.to_arrow())
    db.execute("create table t as from rows order by version desc")
    frame = digest_frame(ROWS, order_by=["id"])
    assert digest_parquet(path, order_by=["id"]) == frame == digest(db, "t", order_by=["id"])


def test_an_empty_table_has_a_digest_of_its_columns() -> None:
    empty = digest_frame(ROWS.clear(), order_by=["id"])
    assert empty.rows == 0
    assert empty.sha256 != digest_frame(ROWS.clear().drop("low"), order_by=["id"]).sha256


def test_many_batches_are_one_digest(db: duckdb.DuckDBPyConnection) -> None:
    found = digest(db, "(select i as id from range(250_000) as r(i))", order_by=["id"])
    text = "id\n" + "".join(f"{i}\n" for i in range(250_000))
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_type_without_a_spelling_is_refused(db: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(TypeError, match=r"列 ids 的类型 INTEGER\[\]"):
        digest(db, "(select 1 as id, [1, 2] as ids)", order_by=["id"])


def test_a_table_of_clock_columns_alone_is_refused(db: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ValueError, match="没有可计算摘要的列"):
        digest(db, "(select 1 as seconds)", order_by=[], leave_out={"seconds"})


def test_files_count_with_their_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.yml").write_text("1", encoding="utf-8")
    before = digest_files(tmp_path)
    (tmp_path / "a/__pycache__").mkdir()
    (tmp_path / "a/__pycache__/x.pyc").write_text("1", encoding="utf-8")
    assert digest_files(tmp_path) == before
    (tmp_path / "a/x.yml").rename(tmp_path / "a/y.yml")
    renamed = digest_files(tmp_path)
    (tmp_path / "a/y.yml").write_text("2", encoding="utf-8")
    assert len({before, renamed, digest_files(tmp_path)}) == 3
