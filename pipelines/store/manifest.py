"""What a release is and where its files are: the manifest, and how the current release is found.

Below `data/release/`:

    lingpao.duckdb              link to the database of the current release
    lingpao-<id>.duckdb         the marts with their comments, read only
    lingpao-<id>.json           manifest: rows, digest and columns of each table; written last
    parquet/current             link to the Parquet folder of the current release
    parquet/<id>/<table>.parquet

A release is the current one when `lingpao.duckdb` leads to it. `parquet/current` follows a moment
later: who needs tables of both forms from one release takes the paths from its manifest. Where
links are impossible, `LATEST.json` names the current release instead of both.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LINK = "lingpao.duckdb"
LATEST = "LATEST.json"


class ReleaseError(RuntimeError):
    """A release cannot be made or found; the message says why and what to do."""


@dataclass(frozen=True)
class ReleasedColumn:
    """A column with its DuckDB type and its comment."""

    name: str
    type: str
    comment: str | None


@dataclass(frozen=True)
class ReleasedTable:
    """A table of a release.

    Attributes:
        rows: all of them.
        digest: by `store.digest`, without what depends on the clock (`store.contract`).
        comment: of the table.
        parquet: its Parquet file, from the release root on.
        columns: in the table's order.
    """

    rows: int
    digest: str
    comment: str | None
    parquet: str
    columns: tuple[ReleasedColumn, ...]


@dataclass(frozen=True)
class Manifest:
    """What a release is.

    Attributes:
        release_id: names its files.
        number: counts releases; the order of releases, whatever the clock did.
        previous: the release before it, None for the first.
        created_at: UTC, with zone.
        run_on: fetch date of the night that made it.
        database: its DuckDB file, from the release root on.
        code_version: of the program that made it, None where the caller knew none.
        reference_digest: of the committed reference files.
        ledger_head: number and hash of the last decision that went in, with a colon between; None
            where the caller knew none.
        tables: by name.
    """

    release_id: str
    number: int
    previous: str | None
    created_at: datetime
    run_on: date
    database: str
    code_version: str | None
    reference_digest: str | None
    ledger_head: str | None
    tables: dict[str, ReleasedTable]

    def to_json(self) -> str:
        """The manifest as its file has it."""
        plain = asdict(self)
        plain["created_at"] = self.created_at.isoformat()
        plain["run_on"] = self.run_on.isoformat()
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest that `to_json` wrote."""
        plain: dict[str, Any] = json.loads(text)
        plain["created_at"] = datetime.fromisoformat(plain["created_at"])
        plain["run_on"] = date.fromisoformat(plain["run_on"])
        for name, table in plain["tables"].items():
            columns = tuple(ReleasedColumn(**column) for column in table["columns"])
            plain["tables"][name] = ReleasedTable(**{**table, "columns": columns})
        return cls(**plain)


def manifest_path(release_root: Path, release_id: str) -> Path:
    """The manifest's file of a release."""
    return release_root / f"lingpao-{release_id}.json"


def manifests(release_root: Path) -> list[Manifest]:
    """All manifests that are there, oldest first; also one that a killed run never made current."""
    paths = release_root.glob("lingpao-*.json")
    found = [Manifest.from_json(path.read_text(encoding="utf-8")) for path in paths]
    return sorted(found, key=lambda manifest: manifest.number)


def current_release(release_root: Path) -> Manifest | None:
    """The release that readers see, None before the first.

    Raises:
        ReleaseError: its manifest is not there.
    """
    link, latest = release_root / LINK, release_root / LATEST
    if link.is_symlink():
        release_id = link.readlink().stem.removeprefix("lingpao-")
        named = link
    elif latest.exists():
        release_id = json.loads(latest.read_text(encoding="utf-8"))["release_id"]
        named = latest
    else:
        return None
    path = manifest_path(release_root, release_id)
    if not path.exists():
        raise ReleaseError(
            f"{named} 指向的发布快照 {release_id} 没有清单；请删去 {named} 后重新发布"
        )
    return Manifest.from_json(path.read_text(encoding="utf-8"))


def current_database(release_root: Path) -> Path:
    """The database of the release that readers see.

    Raises:
        ReleaseError: there is no release yet, or its manifest is not there.
    """
    current = current_release(release_root)
    if current is None:
        raise ReleaseError(f"{release_root} 还没有发布快照；请先运行 lingpao nightly")
    return release_root / current.database


def kept_releases(release_root: Path) -> list[Manifest]:
    """The releases that readers can still open, oldest first, the current one last."""
    current = current_release(release_root)
    if current is None:
        return []
    return [m for m in manifests(release_root) if m.number <= current.number]
