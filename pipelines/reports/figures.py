"""Tables of a report: rows of a release, each table with the query and the digest of its rows.

A number in a report is one of a table's, so that everybody can ask the same release again.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.reports.pages import day_text
from pipelines.store.digest import digest
from pipelines.store.manifest import Manifest, ReleaseError, current_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_CODE_RULE = "a table's code is lower case letters, digits and underscores"


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """A column: its name in the query, and its heading in the report.

    Attributes:
        width: on a sheet, in characters of a Latin font; None: as its heading needs.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows of a release with where they come from.

    Attributes:
        code: unique in its report; the name that a template and the appendix use.
        caption: what it shows, without a number.
        columns: what a reader sees, in order; a row may hold more.
        rows: values by name, in the query's order.
        query: SQL that any reader of the release can run.
        named: the query's parameters.
        sha256: of all rows and columns (`store.digest`).
        number: in its report, from 1; 0 before `numbered`.
    """

    code: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    query: str
    named: Mapping[str, Any]
    sha256: str
    number: int = 0

    @property
    def title(self) -> str:
        """表3  各省（区、市）领跑者数量; without a number, that it is empty."""
        if not self.number:
            return f"{self.caption}（没有数据）"
        return f"表{self.number}  {self.caption}"

    @property
    def shown(self) -> list[dict[str, str]]:
        """The rows as texts, for a template."""
        return [
            {each.name: text_of(row[each.name], each.kind) for each in self.columns}
            for row in self.rows
        ]

    @property
    def only(self) -> Mapping[str, Any]:
        """The row of a table that has one.

        Raises:
            ValueError: it has none, or more.
        """
        [row] = self.rows
        return row

    def values(self, name: str) -> list[Any]:
        """A column's values."""
        return [row[name] for row in self.rows]


@dataclass(frozen=True)
class Release:
    """A release that is open for reading, with its manifest."""

    connection: duckdb.DuckDBPyConnection
    manifest: Manifest

    def table(
        self, code: str, caption: str, columns: Sequence[Column], query: str, **named: Any
    ) -> Table:
        """Asks the release.

        Args:
            code: of the table.
            caption: what it shows.
            columns: of the query that readers see.
            query: ends with an order that leaves nothing open; asks for `named` by `$name`.
            named: parameters; those that the query does not ask for are left out.

        Raises:
            ValueError: the code is none.
            duckdb.Error: the query asks for what the release does not have.
        """
        if not _CODE.fullmatch(code):
            raise ValueError(f"{code!r}: {_CODE_RULE}")
        asked = {name: value for name, value in named.items() if f"${name}" in query}
        kept = f"figures_{code}"  # asked once, for the rows and for their digest
        self.connection.execute(f"create or replace temp table {kept} as {query}", asked)
        try:
            found = self.connection.execute(f"from {kept}")
            names = [each[0] for each in found.description or ()]
            rows = tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())
            sha256 = digest(self.connection, kept, order_by=()).sha256
        finally:
            self.connection.execute(f"drop table {kept}")
        return Table(code, caption, tuple(columns), rows, query.strip(), asked, sha256)


@contextmanager
def open_release(release_root: Path) -> Iterator[Release]:
    """The release that readers see.

    Raises:
        ReleaseError: there is none yet.
    """
    manifest = current_release(release_root)
    if manifest is None:
        raise ReleaseError(f"{release_root} 还没有发布快照；请先运行 lingpao nightly")
    with duckdb.connect(str(release_root / manifest.database), read_only=True) as connection:
        yield Release(connection, manifest)


def numbered(tables: Sequence[Table]) -> dict[str, Table]:
    """Tables by code, counted in the order in which they stand."""
    return {each.code: replace(each, number=place) for place, each in enumerate(tables, 1)}


def counted(tables: Sequence[Table]) -> dict[str, Table]:
    """Tables by code: those with rows counted in their order, then those without any, uncounted."""
    return numbered([each for each in tables if each.rows]) | {
        each.code: each for each in tables if not each.rows
    }


def text_of(value: Any, kind: Kind) -> str:
    """A value as a Chinese report writes it; nothing as a dash."""
    match kind:
        case _ if value is None:
            return "—"
        case Kind.COUNT:
            return f"{value:,}"
        case Kind.NUMBER:
            return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
        case Kind.SHARE:
            # 31.25 % is 31.3 %, as a spreadsheet shows it
            shown = (Decimal(str(value)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0
            return f"{shown:,}%"
        case Kind.DAY if isinstance(value, date):
            return day_text(value)
        case _:
            return str(value)


@dataclass(frozen=True)
class Source:
    """Where a table's numbers come from, as the appendix of a report lists it.

    Attributes:
        title: of the table, with its number.
        row_count: how many rows it has.
        sha256: of them.
        query: with its parameters, each on a line of its own before it.
    """

    title: str
    row_count: str
    sha256: str
    query: str


def sources(tables: Mapping[str, Table]) -> list[Source]:
    """The appendix 数据来源, a row a table."""
    return [
        Source(
            each.title,
            f"{len(each.rows):,}",
            each.sha256,
            "\n".join([*(f"-- ${k} = {v}" for k, v in each.named.items()), each.query]),
        )
        for each in tables.values()
    ]


def provenance(manifest: Manifest) -> dict[str, str]:
    """What the appendix says of the release itself."""
    return {
        "release_id": manifest.release_id,
        "run_on": day_text(manifest.run_on),
        "code_version": manifest.code_version or "不详",
        "reference_digest": manifest.reference_digest or "不详",
        "ledger_head": manifest.ledger_head or "尚无决定",
    }
