"""The ledger: decisions read and appended, all or none, one writer at a time."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, Self

import sqlalchemy as sa

from pipelines.ledger.database import DECISIONS, FILES, HEAD, METADATA, LedgerError, open_engine
from pipelines.ledger.decision import (
    GENESIS,
    Decision,
    Draft,
    chained,
    from_fields,
    in_columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Head:
    """Where the chain ends: number and hash of the last decision; 0 and `GENESIS` of none."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """The head that `str` printed."""
        seq, _, digest = text.partition(":")
        return cls(int(seq), digest)


@dataclass(frozen=True)
class Step:
    """What an admitted draft does: to the state of which subject, by which rule; see `Decision`.

    Attributes:
        computed: members that its payload is to keep besides what was given (the end of a period).
    """

    subject_type: str | None = None
    state_before: str | None = None
    state_after: str | None = None
    place: str | None = None
    computed: Mapping[str, Any] = field(default_factory=dict)


class History(Protocol):
    """What was decided so far, as who admits a draft may ask for it."""

    def of_subject(self, programme: str, subject: str) -> list[Decision]:
        """Decisions on one subject, in the order of their numbers."""
        ...

    def of_kinds(self, kinds: Collection[str], programme: str | None = None) -> list[Decision]:
        """Decisions of some kinds, of one programme or of all, in the order of their numbers."""
        ...


class Admit(Protocol):
    """Says what a draft does, or raises because it does not fit what was decided so far."""

    def __call__(self, draft: Draft, history: History, recorded_at: datetime) -> Step:
        """What `draft` does after `history`, recorded at that instant (naive UTC)."""
        ...


class Ledger:
    """The decisions in one database. Opening makes the tables that are missing."""

    def __init__(self, url: str) -> None:
        """Opens a ledger.

        Args:
            url: of SQLAlchemy: `sqlite:///<path>` or `postgresql+psycopg://…`.

        Raises:
            LedgerError: the database is another kind, or does not answer.
        """
        self._engine = open_engine(url)
        try:
            with self._write() as connection:
                METADATA.create_all(connection)
                if connection.execute(sa.select(HEAD.c.seq)).first() is None:
                    connection.execute(HEAD.insert().values(only=1, seq=0, hash=GENESIS))
        except sa.exc.OperationalError as error:
            raise LedgerError(
                f"决定库打不开：{error.orig}；请核对 LINGPAO_LEDGER_URL 与数据库的状态"
            ) from error

    @classmethod
    def at(cls, folder: Path, url: str | None = None) -> Self:
        """The ledger of an installation.

        Args:
            folder: where `ledger.sqlite` lies when there is no URL.
            url: as `LINGPAO_LEDGER_URL` gives it.
        """
        if url is None:
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder / 'ledger.sqlite'}"
        return cls(url)

    @property
    def url(self) -> str:
        """Its address, password and all."""
        return self._engine.url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def append(
        self,
        drafts: Sequence[Draft],
        admit: Admit,
        files: Mapping[str, bytes] | None = None,
        *,
        now: Callable[[], datetime] | None = None,
    ) -> list[Decision]:
        """Records drafts in their order, all of them or none.

        When this returns they are on disk. Others who write wait; who reads sees all or none.

        Args:
            drafts: what to record; each is admitted with those before it already in the history.
            admit: decides whether a draft fits.
            files: evidence by SHA-256; that of a digest which the ledger already holds may be
                missing.
            now: the clock, naive UTC; the machine's by default.

        Raises:
            LedgerError: the clock is before the last decision, or evidence is missing or is not
                what its digest says.
            Exception: whatever `admit` raises.
        """
        with self._write() as connection:
            head = _head(connection)
            recorded_at = (now or _utc_now)()
            _check_clock(connection, head, recorded_at)
            _keep_files(connection, drafts, files or {})
            history, recorded = _Records(connection), []
            for draft in drafts:
                step = admit(draft, history, recorded_at)
                decision = chained(
                    replace(draft, payload={**draft.payload, **step.computed}),
                    seq=head.seq + 1,
                    recorded_at=recorded_at,
                    subject_type=step.subject_type,
                    state_before=step.state_before,
                    state_after=step.state_after,
                    place=step.place,
                    previous_hash=head.hash,
                )
                connection.execute(DECISIONS.insert().values(in_columns(decision)))
                head = Head(decision.seq, decision.hash)
                recorded.append(decision)
            connection.execute(HEAD.update().values(seq=head.seq, hash=head.hash))
        return recorded

    def take_over(self, decisions: Iterable[Decision], files: Iterable[bytes]) -> Head:
        """Fills an empty ledger with decisions as they were recorded, hashes and all.

        Raises:
            LedgerError: this ledger is not empty.
        """
        with self._write() as connection:
            head = _head(connection)
            if head.seq:
                raise LedgerError(
                    f"决定库里已有 {head.seq} 条决定，不能再恢复；请换一个空的数据根目录或数据库"
                )
            for content in files:
                digest = hashlib.sha256(content).hexdigest()
                connection.execute(FILES.insert().values(sha256=digest, content=content))
            for decision in decisions:
                connection.execute(DECISIONS.insert().values(in_columns(decision)))
                head = Head(decision.seq, decision.hash)
            connection.execute(HEAD.update().values(seq=head.seq, hash=head.hash))
        return head

    def head(self) -> Head:
        """Where the chain ends."""
        with self._read() as connection:
            return _head(connection)

    def chain(self) -> tuple[list[Decision], Head]:
        """All decisions in the order of their numbers, and the head as it was at that moment."""
        with self._read() as connection:
            return _Records(connection).all(), _head(connection)

    def decisions(self) -> list[Decision]:
        """All decisions in the order of their numbers."""
        return self.chain()[0]

    @contextmanager
    def history(self) -> Iterator[History]:
        """The decisions as they are now, for several questions about one state."""
        with self._read() as connection:
            yield _Records(connection)

    def file_digests(self) -> list[str]:
        """SHA-256 of every file of evidence, sorted."""
        with self._read() as connection:
            return list(connection.scalars(sa.select(FILES.c.sha256).order_by(FILES.c.sha256)))

    def file(self, sha256: str) -> bytes:
        """A file of evidence.

        Raises:
            LookupError: the ledger does not hold it.
        """
        with self._read() as connection:
            content = connection.scalar(sa.select(FILES.c.content).filter_by(sha256=sha256))
        if content is None:
            raise LookupError(f"决定库里没有 SHA-256 为 {sha256} 的依据文件")
        return bytes(content)

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection


class _Records:
    """Decisions as a connection sees them; see `History`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def all(self) -> list[Decision]:
        return self._select()

    def of_subject(self, programme: str, subject: str) -> list[Decision]:
        return self._select(DECISIONS.c.programme == programme, DECISIONS.c.subject == subject)

    def of_kinds(self, kinds: Collection[str], programme: str | None = None) -> list[Decision]:
        of_kinds = DECISIONS.c.kind.in_(list(kinds))
        if programme is None:
            return self._select(of_kinds)
        return self._select(of_kinds, DECISIONS.c.programme == programme)

    def _select(self, *asked: sa.ColumnElement[bool]) -> list[Decision]:
        query = sa.select(DECISIONS).where(*asked).order_by(DECISIONS.c.seq)
        return [_decision(row) for row in self._connection.execute(query).mappings()]


def _head(connection: sa.Connection) -> Head:
    row = connection.execute(sa.select(HEAD.c.seq, HEAD.c.hash)).one()
    return Head(row.seq, row.hash)


def _check_clock(connection: sa.Connection, head: Head, recorded_at: datetime) -> None:
    last = connection.scalar(sa.select(DECISIONS.c.recorded_at).filter_by(seq=head.seq))
    if last is not None and recorded_at < last:
        raise LedgerError(
            f"系统时钟 {recorded_at:%Y-%m-%d %H:%M:%S} UTC 早于上一条决定的记录时间 "
            f"{last:%Y-%m-%d %H:%M:%S} UTC；请校准时钟后重试"
        )


def _keep_files(
    connection: sa.Connection, drafts: Iterable[Draft], files: Mapping[str, bytes]
) -> None:
    """Keeps the evidence of drafts that the ledger does not hold yet."""
    for evidence in {each for draft in drafts for each in draft.evidence}:
        query = sa.select(FILES.c.sha256).filter_by(sha256=evidence.sha256)
        if connection.scalar(query) is not None:
            continue
        content = files.get(evidence.sha256)
        if content is None:
            raise LedgerError(
                f"依据文件 {evidence.name}（SHA-256 {evidence.sha256}）没有随决定提交；请附上"
            )
        if hashlib.sha256(content).hexdigest() != evidence.sha256:
            raise LedgerError(
                f"依据文件 {evidence.name} 与所写的 SHA-256 {evidence.sha256} 不符；请重新附上"
            )
        connection.execute(FILES.insert().values(sha256=evidence.sha256, content=content))


def _decision(row: sa.RowMapping) -> Decision:
    texts = {name: json.loads(row[name]) for name in ("payload", "evidence")}
    return from_fields({**row, **texts})


def _utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
