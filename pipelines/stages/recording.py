"""Recording decisions: drafts completed, admitted by their programme's procedures, appended."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipelines.core.procedures import load_procedures
from pipelines.core.programmes import written_programmes
from pipelines.ledger.admit import admission
from pipelines.ledger.case import RefusedError
from pipelines.ledger.conditions import CONDITIONS
from pipelines.ledger.decision import Evidence
from pipelines.ledger.store import Head, Ledger, Step
from pipelines.ledger.verify import ledger_faults
from pipelines.stages.decision_tables import DecisionTableError, Drafted, read_decisions
from pipelines.stages.freezing import PUBLISHED, freeze
from pipelines.stages.recorded_facts import RecordedFacts
from pipelines.store.manifest import kept_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from pipelines.core.procedures import Procedures
    from pipelines.ledger.decision import Decision, Draft
    from pipelines.ledger.store import Admit, History
    from pipelines.settings import Settings

_SUBMITTED = "board_submitted"


@dataclass(frozen=True)
class Attachment:
    """A file that a decision rests on."""

    name: str
    content: bytes

    @property
    def evidence(self) -> Evidence:
        """Its name and digest."""
        return Evidence(self.name, hashlib.sha256(self.content).hexdigest())


def open_ledger(settings: Settings) -> Ledger:
    """The installation's ledger.

    Raises:
        LedgerError: the database does not answer.
    """
    return Ledger.at(settings.ledger, settings.ledger_url)


def procedures_of(settings: Settings) -> dict[str, Procedures]:
    """The procedures of every programme.

    Raises:
        YamlFileError: with every finding in the files.
    """
    root = settings.reference
    return load_procedures(root / "procedures", written_programmes(root / "programmes"), CONDITIONS)


class Recorder:
    """An open ledger with the rules and the facts by which it takes decisions; a context manager.

    Attributes:
        ledger: the installation's.
    """

    def __init__(self, settings: Settings) -> None:
        """Opens the ledger.

        Raises:
            LedgerError: the database does not answer.
            YamlFileError: the procedures cannot be read.
        """
        self._settings = settings
        self._facts = RecordedFacts(settings)
        self._admit = admission(procedures_of(settings), self._facts)
        self.ledger = open_ledger(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()
        self._facts.close()

    def record(
        self,
        drafts: Sequence[Draft],
        files: Mapping[str, bytes],
        *,
        places: Sequence[str] | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> list[Decision]:
        """Records drafts, all of them or none, completed by what the release knows.

        Args:
            drafts: in their order, with their evidence.
            files: the content of evidence by SHA-256.
            places: where each draft was read; then every one that does not fit is named.
            now: the clock, naive UTC; the machine's by default.

        Raises:
            RefusedError: one does not fit; the message says why and names the rule's place. With
                places, a line for each that does not.
            LedgerError: the clock is wrong, or evidence is missing.
        """
        held, completed = dict(files), []
        for draft in drafts:
            whole, made = self._completed(draft)
            completed.append(whole)
            held |= made
        admit = self._admit if places is None else _NamingAll(self._admit, places)
        return self.ledger.append(completed, admit, held, now=now) if completed else []

    def _completed(self, draft: Draft) -> tuple[Draft, Mapping[str, bytes]]:
        """A draft with what the release knows of its board, and the files that this makes."""
        if draft.kind == _SUBMITTED and "digest" not in draft.payload:
            board = self._facts.board(draft.programme, draft.subject)
            digest = {"digest": board.digest} if board else {}
            return replace(draft, payload={**draft.payload, **digest}), {}
        if draft.kind != PUBLISHED:
            return draft, {}
        frozen = freeze(self._settings, draft.programme, draft.subject)
        if frozen is None:
            return draft, {}
        known, body = frozen
        attachment = Attachment(f"{draft.subject.replace('/', '-')}.json.gz", body)
        evidence = attachment.evidence
        payload = {**draft.payload, **known, "rows_sha256": evidence.sha256}
        whole = replace(draft, payload=payload, evidence=(*draft.evidence, evidence))
        return whole, {evidence.sha256: body}


class _NamingAll:
    """Admits drafts up to the last, then refuses all of them when one did not fit."""

    def __init__(self, admit: Admit, places: Sequence[str]) -> None:
        self._admit, self._places = admit, places
        self._asked = 0
        self._refused: dict[tuple[str, str], str] = {}

    def __call__(self, draft: Draft, history: History, recorded_at: datetime) -> Step:
        place = self._places[self._asked]
        self._asked += 1
        step = Step()
        try:
            step = self._admit(draft, history, recorded_at)
        except RefusedError as error:
            # what follows on the same subject may fail for want of this one: told once
            self._refused.setdefault((draft.programme, draft.subject), f"{place}：{error}")
        if self._refused and self._asked == len(self._places):
            raise RefusedError("\n".join(self._refused.values()))
        return step


def record(
    settings: Settings,
    drafts: Sequence[Draft],
    attachments: Sequence[Attachment] = (),
    *,
    now: Callable[[], datetime] | None = None,
) -> list[Decision]:
    """Records decisions, all of them or none.

    A submission gets the digest of the board as computed when it names none; a publication gets
    what freezes the board: its rows, and the versions that made them.

    Args:
        settings: of the installation.
        drafts: in their order.
        attachments: evidence of every one of them.
        now: the clock, naive UTC; the machine's by default.

    Raises:
        RefusedError: one does not fit; the message says why and names the rule's place.
        LedgerError: the ledger cannot be used.
    """
    evidence = tuple(each.evidence for each in attachments)
    files = {each.evidence.sha256: each.content for each in attachments}
    with Recorder(settings) as recorder:
        whole = [replace(draft, evidence=(*draft.evidence, *evidence)) for draft in drafts]
        return recorder.record(whole, files, now=now)


@dataclass(frozen=True)
class Placed:
    """A draft as a file gave it.

    Attributes:
        place: file and row, for messages.
        attachments: evidence of this draft alone.
    """

    place: str
    draft: Draft
    attachments: tuple[Attachment, ...] = ()


def record_placed(
    settings: Settings, rows: Sequence[Placed], *, now: Callable[[], datetime] | None = None
) -> list[Decision]:
    """Records drafts from files, all of them or none, and names every one that does not fit.

    Args:
        settings: of the installation.
        rows: in their order.
        now: the clock, naive UTC; the machine's by default.

    Raises:
        RefusedError: with every row that does not fit, a line each.
        LedgerError: the ledger cannot be used.
    """
    drafts, files = _attached(rows)
    with Recorder(settings) as recorder:
        return recorder.record(drafts, files, places=[row.place for row in rows], now=now)


def placed_decisions(body: bytes, name: str, folder: Path | None) -> list[Placed]:
    """The decisions of a table, as `decision_tables.read_decisions` reads them.

    Args:
        body: of the file.
        name: of the file, for messages.
        folder: where the files lie that its rows name as evidence.

    Raises:
        DecisionTableError: rows that cannot be read, or evidence that is missing.
    """
    return _placed(read_decisions(body, name), name, folder)


def record_sample(settings: Settings, *tables: Path) -> int:
    """Records tables of the bundled sample by the clock that their rows show.

    Rows that an earlier run of the demo recorded are passed over.

    Args:
        settings: of the installation.
        tables: from the first on that the ledger was ever given.

    Returns:
        How many rows were recorded now.

    Raises:
        DecisionTableError: a row that cannot be read or does not fit; those before it are recorded.
    """
    recorded = passed = 0
    with Recorder(settings) as recorder:
        held = recorder.ledger.head().seq
        for path in tables:
            rows = read_decisions(path.read_bytes(), path.name)
            fresh, passed = rows[max(held - passed, 0) :], passed + len(rows)
            for row, placed in zip(fresh, _placed(fresh, path.name, path.parent), strict=True):
                if row.recorded_at is None:
                    raise DecisionTableError(f"{placed.place}缺少 recorded_at")
                try:
                    recorder.record(*_attached([placed]), now=partial(_shown, row.recorded_at))
                except RefusedError as error:
                    raise DecisionTableError(f"{placed.place}：{error}") from error
            recorded += len(fresh)
    return recorded


def _shown(moment: datetime) -> datetime:
    return moment


def _placed(rows: Sequence[Drafted], name: str, folder: Path | None) -> list[Placed]:
    """Rows of a table with the files that they name.

    Raises:
        DecisionTableError: one is not there.
    """
    found: dict[str, Attachment] = {}
    for row in rows:
        for file in row.evidence_files:
            path = folder / file if folder else None
            # a name, never a way out of the folder
            if path is None or Path(file).name != file or not path.is_file():
                raise DecisionTableError(
                    f"{name} 第 {row.row_no} 行的依据文件 {file} 找不到；请与表格放在同一文件夹"
                )
            found.setdefault(file, Attachment(file, path.read_bytes()))
    return [
        Placed(
            f"{name} 第 {row.row_no} 行",
            row.draft,
            tuple(found[file] for file in row.evidence_files),
        )
        for row in rows
    ]


def _attached(rows: Sequence[Placed]) -> tuple[list[Draft], dict[str, bytes]]:
    """Drafts with their evidence, and the content of it by SHA-256."""
    drafts = [
        replace(row.draft, evidence=tuple(each.evidence for each in row.attachments))
        for row in rows
    ]
    files = {each.evidence.sha256: each.content for row in rows for each in row.attachments}
    return drafts, files


@dataclass(frozen=True)
class LedgerCheck:
    """What `check_ledger` found.

    Attributes:
        faults: a sentence each; none when the ledger is what it was.
        head: where its chain ends.
        heads: printed heads of releases that it was compared with.
    """

    faults: tuple[str, ...]
    head: Head
    heads: int


def check_ledger(settings: Settings) -> LedgerCheck:
    """Whether the ledger is what it was, by its own chain and by what releases printed of it.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    known = {
        f"发布快照 {each.release_id}": Head.parse(each.ledger_head)
        for each in kept_releases(settings.release)
        if each.ledger_head is not None
    }
    with closing(open_ledger(settings)) as ledger:
        return LedgerCheck(tuple(ledger_faults(ledger, known)), ledger.head(), len(known))
