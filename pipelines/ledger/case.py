"""What a condition is asked about: a draft, what was decided before it, and what the data say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from pipelines.core.procedures import NO_STATE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipelines.ledger.decision import Decision, Draft
    from pipelines.ledger.store import History


class RefusedError(ValueError):
    """A draft does not fit; the message says why, by which rule, and what would be right."""


@dataclass(frozen=True)
class SchemeFacts:
    """A scheme as its file says it.

    Attributes:
        period: yearly or quarterly.
        is_seen: whether every level was seen in a source; examples are never published.
        leader_level: the worst level that can lead.
        leaders_need: kinds of decisions that the scheme asks for each leader.
    """

    subject: str
    programme: str
    field_code: str
    year: int
    period: str
    body_uscc: str
    body_name: str
    is_seen: bool
    leader_level: int
    leaders_need: tuple[str, ...]


@dataclass(frozen=True)
class EntryFacts:
    """An entry of a computed board."""

    declaration_id: str
    enterprise_id: str
    org_name: str
    rank: int
    level: int | None
    score: float | None

    @property
    def figures(self) -> dict[str, float | None]:
        """Its own figures, those that the board's digest is over: what its enterprise agrees to."""
        return {"rank": self.rank, "level": self.level, "score": self.score}


@dataclass(frozen=True)
class BoardFacts:
    """A board as the current release has it; `scheme` is the subject of the scheme it uses."""

    scheme: str
    cut_off_on: date
    is_provisional: bool
    digest: str
    entries: tuple[EntryFacts, ...]


class Facts(Protocol):
    """What files and the current release say; asked only when a condition needs it."""

    def scheme(self, subject: str) -> SchemeFacts | None:
        """A scheme that is on file."""
        ...

    def scheme_errors(self, subject: str, on: date) -> list[str]:
        """Errors of the formal examination on a day, a sentence each."""
        ...

    def board(self, programme: str, subject: str) -> BoardFacts | None:
        """A board of the current release."""
        ...

    def enterprise_of(self, declaration_id: str) -> str | None:
        """The enterprise that made a declaration."""
        ...

    def has_exit_proposal(self, programme: str, subject: str, proposal_id: str) -> bool:
        """Whether the current release proposes that this leader exits."""
        ...

    def has_milestone(self, programme: str, subject: str) -> bool:
        """Whether a programme has something due in that year under that code."""
        ...

    def honoured(self, programme: str) -> Collection[str]:
        """Programmes whose bans hold in this one, itself among them."""
        ...

    def dishonest_since(self, enterprise_id: str, since: date, until: date) -> str | None:
        """What the supervision lists hold against an enterprise in a time; None: nothing."""
        ...


_WRITTEN = {str: "文字", int: "整数", list: "列表", dict: "名称与值的对象"}


@dataclass(frozen=True)
class Case:
    """A draft before its admission.

    Attributes:
        past: earlier decisions on the same subject, in the order of their numbers.
        history: all earlier decisions.
    """

    draft: Draft
    past: list[Decision]
    history: History
    facts: Facts

    def need(self, member: str, kind: type[Any] = str) -> Any:
        """A member of the payload.

        Raises:
            RefusedError: it is missing, empty or of another type.
        """
        value = self.draft.payload.get(member)
        if type(value) is not kind or value in ("", [], {}):
            raise RefusedError(f"内容缺少 {member}，或写法不对；应为{_WRITTEN[kind]}")
        return value

    def need_day(self, member: str) -> date:
        """A member of the payload that is a day.

        Raises:
            RefusedError: it is missing or no day.
        """
        text = self.need(member)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RefusedError(f"{member} 是 {text}，不是 2026-05-30 这样的日期") from None

    def texts(self, member: str) -> list[str]:
        """A member of the payload that is a list of texts, none of them twice; empty without it.

        Raises:
            RefusedError: it is something else.
        """
        value = self.draft.payload.get(member, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise RefusedError(f'{member} 写法不对；应为文字的列表，如 ["甲", "乙"]')
        if len(set(value)) != len(value):
            raise RefusedError(f"{member} 中有重复的项")
        return value

    def last(self, kind: str) -> Decision | None:
        """The last decision of a kind on this subject."""
        return next((each for each in reversed(self.past) if each.draft.kind == kind), None)

    def of(self, subject: str, programme: str | None = None) -> list[Decision]:
        """Decisions on another subject that hold on the draft's day; of its programme or another's.

        What takes effect later does not count, even if it was recorded before: who is asked on the
        10th has not answered on the 9th.
        """
        decisions = self.history.of_subject(programme or self.draft.programme, subject)
        return [each for each in decisions if each.draft.effective_on <= self.draft.effective_on]

    def state_of(self, subject: str, programme: str | None = None) -> str:
        """The state of another subject on the draft's day."""
        return state_on(self.of(subject, programme), self.draft.effective_on)


Condition = Callable[[Case, Any], Mapping[str, Any] | None]
"""Raises `RefusedError`, or returns what it worked out and the payload is to keep; else None.

Its second argument is the one that the procedure's file gives, None without one.
"""


def state_on(past: Iterable[Decision], day: date) -> str:
    """The state that decisions on one subject leave it in on a day."""
    state = NO_STATE
    for decision in past:
        if decision.state_after is not None and decision.draft.effective_on <= day:
            state = decision.state_after
    return state
