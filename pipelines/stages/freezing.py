"""Published boards as the ledger keeps them, and whether they can be made again from raw pages."""

from __future__ import annotations

import gzip
import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.settings import PROJECT_ROOT
from pipelines.stages.code_versions import CODE
from pipelines.stages.recorded_facts import board_key
from pipelines.store.digest import file_digests
from pipelines.store.manifest import current_database, current_release
from pipelines.store.raw import RawStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipelines.ledger.decision import Decision
    from pipelines.ledger.store import Ledger
    from pipelines.settings import Settings

PUBLISHED = "board_published"
"""The kind of decision that freezes a board."""

_GRAINS = {
    "fct_boards": (),
    "fct_board_entries": ("declaration_id",),
    "fct_board_entry_indicators": ("declaration_id", "indicator_code"),
}
"""Tables of a board that are frozen, with the columns that tell its rows apart."""
_MOVING = frozenset({"state", "state_since", "state_recorded_at", "published_digest"})
"""Columns that decisions move after publication."""
_CHANGED = """
select programme, field_code || '/' || product_category || '/' || period, published_digest
from fct_boards
where digest <> published_digest
"""
_SHOWN = 5  # of many differences, or changed files of the program, a verdict names so many
_DATA = ("expectations/standards/", "expectations/grades/", "data/reference/")


@dataclass(frozen=True)
class Frozen:
    """A board with everything that made it.

    Attributes:
        tables: rows of `fct_boards`, `fct_board_entries` and `fct_board_entry_indicators`.
        files: SHA-256 of code, limits and reference files, by path.
        raw: a digest of the raw manifests up to `run_on`, by source.
        run_on: fetch date of the last night that went in.
    """

    tables: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, str]
    raw: Mapping[str, str]
    run_on: date

    def to_bytes(self) -> bytes:
        """As the ledger keeps it: JSON, packed; equal content gives equal bytes."""
        plain = {
            "tables": self.tables,
            "files": self.files,
            "raw": self.raw,
            "run_on": self.run_on.isoformat(),
        }
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
        return gzip.compress(text.encode(), mtime=0)

    @classmethod
    def from_bytes(cls, body: bytes) -> Frozen:
        """What `to_bytes` wrote."""
        plain = json.loads(gzip.decompress(body))
        return cls(**{**plain, "run_on": date.fromisoformat(plain["run_on"])})


@dataclass(frozen=True)
class Verdict:
    """A published board against the same one made again.

    Attributes:
        decision: that published it.
        differences: a sentence each; none: it is reproduced.
        causes: what has changed since of code, limits, reference, raw pages and decisions.
    """

    decision: Decision
    differences: tuple[str, ...]
    causes: tuple[str, ...]


def freeze(settings: Settings, programme: str, subject: str) -> tuple[dict[str, Any], bytes] | None:
    """A board of the current release as a publication keeps it; None: there is no such board.

    Returns:
        What the decision's payload says of it, and the frozen board.
    """
    manifest = current_release(settings.release)
    if manifest is None:
        return None
    tables = _rows_of(settings, programme, subject)
    if not tables["fct_boards"]:
        return None
    frozen = Frozen(
        tables=tables,
        files=input_files(settings),
        raw=raw_digests(settings, manifest.run_on),
        run_on=manifest.run_on,
    )
    known = {
        "digest": tables["fct_boards"][0]["digest"],
        "code_version": manifest.code_version,
        "reference_digest": manifest.reference_digest,
        "release_id": manifest.release_id,
    }
    return known, frozen.to_bytes()


def publications(ledger: Ledger) -> list[tuple[Decision, Frozen]]:
    """Every publication of a board with what it froze, oldest first."""
    with ledger.history() as history:
        published = history.of_kinds({PUBLISHED})
    return [
        (decision, Frozen.from_bytes(ledger.file(decision.draft.payload["rows_sha256"])))
        for decision in published
    ]


def published_otherwise(settings: Settings, ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """Boards that the current release computes otherwise than they were published, as frozen then.

    Returns:
        Rows of each frozen table, of all these boards.

    Raises:
        ReleaseError: there is no release yet.
        LedgerError: the ledger cannot be used.
    """
    with duckdb.connect(str(current_database(settings.release)), read_only=True) as connection:
        wanted = set(connection.execute(_CHANGED).fetchall())
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _GRAINS}
    for decision, frozen in publications(ledger) if wanted else ():
        draft = decision.draft
        key = (draft.programme, draft.subject, draft.payload["digest"])
        if key in wanted:
            wanted.remove(key)  # published twice alike, it was frozen alike
            for name, rows in frozen.tables.items():
                tables[name] += rows
    return tables


def verdicts(settings: Settings, remade: Settings, ledger: Ledger) -> Iterator[Verdict]:
    """Compares every published board with the release of another data root.

    Args:
        settings: of the installation.
        remade: of a data root in which everything was made again from the same raw pages.
        ledger: of the installation.
    """
    decisions = ledger.decisions()
    files = input_files(settings)
    for decision, frozen in publications(ledger):
        now = _rows_of(remade, decision.draft.programme, decision.draft.subject)
        differences = tuple(_differences(frozen.tables, now))
        causes = [
            *_file_causes(frozen.files, files),
            *_raw_causes(frozen.raw, raw_digests(settings, frozen.run_on)),
            *_decision_causes(decision, decisions),
        ]
        yield Verdict(decision, differences, tuple(causes))


def input_files(settings: Settings) -> dict[str, str]:
    """SHA-256 of everything that a board depends on but pages and decisions, by its path."""
    roots = [*(PROJECT_ROOT / folder for folder in CODE), settings.reference]
    return {
        f"{root.relative_to(PROJECT_ROOT).as_posix()}/{name}": digest
        for root in roots
        for name, digest in file_digests(root)
    }


def raw_digests(settings: Settings, until: date) -> dict[str, str]:
    """A digest over what each source sent up to a fetch date, that day included."""
    store = RawStore(settings.raw)
    digests = {}
    for source in store.sources():
        hashed = hashlib.sha256()
        for day in store.dates(source):
            if day <= until:
                with closing(store.partition(source, day)) as partition:
                    for page in partition.pages():
                        hashed.update(f"{day}\t{page.key}\t{page.sha256}\n".encode())
        digests[source] = hashed.hexdigest()
    return digests


def _rows_of(settings: Settings, programme: str, subject: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a board in the current release, as JSON has them, by table."""
    named = {"programme": programme, **board_key(subject)}
    where = " and ".join(f"{name} = ${name}" for name in named)
    tables = {}
    with duckdb.connect(str(current_database(settings.release)), read_only=True) as connection:
        for name, grain in _GRAINS.items():
            order = f" order by {', '.join(grain)}" if grain else ""
            found = connection.execute(f"select * from {name} where {where}{order}", named)
            columns = [column[0] for column in found.description or ()]
            tables[name] = [
                {
                    column: _plain(value)
                    for column, value in zip(columns, row, strict=True)
                    if column not in _MOVING
                }
                for row in found.fetchall()
            ]
    return tables


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _differences(
    before: Mapping[str, list[dict[str, Any]]], now: Mapping[str, list[dict[str, Any]]]
) -> Iterator[str]:
    for name, grain in _GRAINS.items():
        old = {tuple(row[column] for column in grain): row for row in before[name]}
        new = {tuple(row[column] for column in grain): row for row in now[name]}
        said = [
            *(f"{name} 少了 {_key(key)}" for key in old if key not in new),
            *(f"{name} 多了 {_key(key)}" for key in new if key not in old),
            *(
                f"{name} {_key(key)}：{column} 原为 {row[column]}，现为 {new[key].get(column)}"
                for key, row in old.items()
                if key in new
                for column in row
                if row[column] != new[key].get(column)
            ),
        ]
        yield from said[:_SHOWN]
        if len(said) > _SHOWN:
            yield f"{name} 另有 {len(said) - _SHOWN} 处不同"


def _key(key: tuple[Any, ...]) -> str:
    return "/".join(map(str, key)) or "（榜单）"


def _file_causes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Every limit and reference file that changed; of the program, which changes daily, a few."""
    words = {
        path: "新增" if path not in before else "已删除" if path not in now else "已改动"
        for path in sorted({*before, *now})
        if before.get(path) != now.get(path)
    }
    code = [path for path in words if not path.startswith(_DATA)]
    left_out = code[_SHOWN:]
    yield from (f"{path} {word}" for path, word in words.items() if path.startswith(_DATA))
    yield from (f"{path} {words[path]}" for path in code[:_SHOWN])
    if left_out:
        yield f"程序另有 {len(left_out)} 个文件与发布时不同"


def _raw_causes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for source, digest in before.items():
        if now.get(source) != digest:
            yield f"来源 {source} 当时的原始页面已改动或缺失"


def _decision_causes(published: Decision, decisions: Iterable[Decision]) -> Iterator[str]:
    """Decisions recorded since that took effect before: they may change what was computed."""
    for each in decisions:
        later = each.seq > published.seq and each.draft.programme == published.draft.programme
        if later and each.draft.effective_on <= published.draft.effective_on:
            yield (
                f"{each.decision_id}（{each.draft.kind} {each.draft.subject}）于发布后记录，"
                f"自 {each.draft.effective_on} 起生效"
            )
