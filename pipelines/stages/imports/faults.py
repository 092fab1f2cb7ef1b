"""What is wrong with a file that somebody sent, and from where it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong: where, in which column, what, and how it is mended."""

    place: str
    column: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}，{self.column}：{self.problem}；{self.remedy}"


class ImportRefusedError(ValueError):
    """Files of which nothing was recorded; the message is every fault, a line each.

    Attributes:
        faults: sentences.
    """

    def __init__(self, faults: Iterable[object]) -> None:
        self.faults = tuple(str(fault) for fault in faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Sender:
    """Who records what a file says, and what the file may leave unsaid.

    Attributes:
        on: from which day the decisions hold where the file names none.
        field_code: of the board, where a title does not tell.
        period: `2026Q2`, or `2026` of a yearly board and of leaders.
        members: more members of the decision's content (an erratum).
    """

    programme: str
    office: str
    role: str
    on: date
    field_code: str | None = None
    product_category: str | None = None
    period: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
