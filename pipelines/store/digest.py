r"""The one function for digests of tables, for kill tests, `verify` and releases alike.

Rows are written as lines of text, sorted by the grain and hashed by SHA-256; the first line names
the columns. A line has the values in the order of the columns' names, separated by tabs: null as
`\N`, a number in its shortest spelling that reads back as itself, a day and an instant (UTC) in ISO
8601, a backslash, tab or line feed in a text behind a backslash. So null is not the empty text, and
neither the order of rows nor that of columns matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    import polars as pl

_BATCH_ROWS = 100_000
_SPECIAL = ("'\\'", "chr(9)", "chr(10)")  # what is escaped, as SQL
_INTEGERS = [f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")]
_PLAIN = ("BOOLEAN", "DATE", "DECIMAL", "INTEGER", "UINTEGER", *_INTEGERS)


@dataclass(frozen=True)
class Digest:
    """How many rows were hashed, and the SHA-256 of them in hex."""

    rows: int
    sha256: str


def digest(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    *,
    order_by: Sequence[str],
    leave_out: Collection[str] = (),
    is_sorted: bool = False,
) -> Digest:
    """Hashes the rows of a table or of a bracketed query in a DuckDB database.

    Streams: what does not fit into the connection's memory limit while sorting goes to its
    temporary directory.

    Args:
        connection: where `source` is found.
        source: what stands after `from`: a table's name or `(select …)`.
        order_by: the grain; rows that agree in it are sorted by the rest, so that the digest of a
            table whose grain is broken is still one digest.
        leave_out: columns that do not count; names that the source does not have are ignored.
        is_sorted: the rows of `source` stand in the order of `order_by`, nulls first, and no two
            agree in it: they need not be sorted again.

    Raises:
        ValueError: no column is left.
        TypeError: a column has a type that has no canonical spelling.
        duckdb.Error: the source cannot be read.
    """
    described = connection.execute(f"describe from {source}").fetchall()
    columns = sorted((str(row[0]), str(row[1])) for row in described if row[0] not in leave_out)
    if not columns:
        raise ValueError(f"{source} 没有可计算摘要的列")
    keys = ", ".join(f"{_quoted(name)} nulls first" for name in (*order_by, "row_text"))
    grain = "".join(f", {_quoted(name)}" for name in order_by)
    rows_as_text = f"select {_line(columns)} as row_text{grain} from {source}"
    query = f"select row_text from ({rows_as_text})" + ("" if is_sorted else f" order by {keys}")
    hashed = hashlib.sha256("\t".join(name for name, _ in columns).encode() + b"\n")
    rows = 0
    for batch in connection.execute(query).to_arrow_reader(_BATCH_ROWS):
        lines = batch.column(0)
        hashed.update(_text_of(lines))
        rows += len(lines)
    return Digest(rows, hashed.hexdigest())


def digest_frame(
    frame: pl.DataFrame, *, order_by: Sequence[str], leave_out: Collection[str] = ()
) -> Digest:
    """The digest of a polars frame; equal to that of the same rows in a table."""
    with duckdb.connect() as connection:
        connection.register("frame", frame.to_arrow())
        return digest(connection, "frame", order_by=order_by, leave_out=leave_out)


def digest_parquet(
    path: Path, *, order_by: Sequence[str], leave_out: Collection[str] = ()
) -> Digest:
    """The digest of a Parquet file; equal to that of the same rows in a table."""
    with duckdb.connect() as connection:
        source = f"read_parquet({sql_text(str(path))})"
        return digest(connection, source, order_by=order_by, leave_out=leave_out)


def digest_files(*roots: Path) -> str:
    """SHA-256 in hex of all files below some folders: paths from the folder on, and bytes."""
    hashed = hashlib.sha256()
    for number, root in enumerate(roots):
        for name, content in file_digests(root):
            hashed.update(f"{number}\t{name}\t{content}\n".encode())
    return hashed.hexdigest()


def file_digests(root: Path) -> Iterator[tuple[str, str]]:
    """SHA-256 in hex of each file below a folder with its path from there on, sorted."""
    files = (p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    for name, path in sorted((p.relative_to(root).as_posix(), p) for p in files):
        yield name, hashlib.sha256(path.read_bytes()).hexdigest()


def sql_text(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _line(columns: Sequence[tuple[str, str]]) -> str:
    """The expression that spells a row.

    Escaping costs five times the rest and hardly a row needs it: one look at its texts decides.
    """
    spelled = [_spelled(name, kind) for name, kind in columns]
    texts = [value for value, (_, kind) in zip(spelled, columns, strict=True) if _is_text(kind)]
    plain = _joined(f"coalesce({value}, '\\N')" for value in spelled)
    if not texts:
        return plain
    escaped = _joined(
        f"coalesce({_escaped(value) if value in texts else value}, '\\N')" for value in spelled
    )
    together = f"concat({', '.join(texts)})"
    special = " or ".join(f"contains({together}, {char})" for char in _SPECIAL)
    return f"case when {special} then {escaped} else {plain} end"


def _joined(values: Iterable[str]) -> str:
    return f"concat_ws(chr(9), {', '.join(values)}) || chr(10)"


def _is_text(kind: str) -> bool:
    return kind == "VARCHAR"


def _escaped(value: str) -> str:
    return f"replace(replace(replace({value}, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n')"


def _spelled(name: str, kind: str) -> str:
    column = _quoted(name)
    if _is_text(kind):
        return column
    if kind in ("DOUBLE", "FLOAT"):
        return f"({column} + 0::{kind})::varchar"  # -0.0 is 0.0
    if kind.startswith("TIMESTAMP"):
        utc = f"timezone('UTC', {column})" if kind.endswith("TIME ZONE") else column
        return f"strftime({utc}, '%Y-%m-%dT%H:%M:%S.%f')"
    if kind.startswith(_PLAIN) and not kind.endswith("]"):
        return f"{column}::varchar"
    raise TypeError(f"列 {name} 的类型 {kind} 没有规范写法，无法计算摘要")


def _text_of(lines: Any) -> memoryview:
    """The bytes of an Arrow text column, one text after the other, without a copy."""
    _, offsets, data = lines.buffers()
    width = 8 if str(lines.type).startswith("large") else 4
    ends = memoryview(offsets).cast("q" if width == 8 else "i")
    first, last = ends[lines.offset], ends[lines.offset + len(lines)]
    return memoryview(data)[first:last]
