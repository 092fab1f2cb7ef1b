"""What the sample is made of: enterprises, declarations, and their records on the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

NIGHTS = (date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5), date(2026, 7, 7))
"""The fetch dates; nights are numbered from 1."""

PERSON, PHONE, STREET = "示例法人", "000-0000", "示例路"
"""Personal data on raw pages start so; nothing beyond the raw layer may hold them."""


@dataclass(frozen=True)
class Enterprise:
    """A fictional enterprise; `code` is its credit code, `old_code` the nine characters in it."""

    number: int
    name: str
    letters: str
    area: str
    code: str
    old_code: str


@dataclass(frozen=True)
class Product:
    """A product of a declaration, as a platform shows it."""

    name: str
    category: str
    model: str = ""
    spec: str = ""
    brand: str = ""
    barcode: str = ""
    generic_name: str = ""


@dataclass(frozen=True)
class Row:
    """A row of an indicator table, and what it must come to on a board.

    Attributes:
        code: indicator of the scheme, or null outside the boards.
        level: 1 to 3, 4 for below the lowest; null where `reason` says why it has none.
        reason: code of EXPECTED.yml, or null.
        attachment: name of the file that stands in place of the requirement, or null.
    """

    name: str
    requirement: str
    method: str
    code: str | None = None
    level: int | None = None
    reason: str | None = None
    attachment: str | None = None


@dataclass(frozen=True)
class Content:
    """What a declaration says on one night."""

    standard_name: str
    status: str
    rows: tuple[Row, ...]
    missing: tuple[tuple[str, str], ...] = ()  # core indicators that it lacks: (code, reason)


@dataclass(frozen=True)
class Declaration:
    """One declaration, however many sources show it.

    Attributes:
        versions: content from the night of that number on.
        case: the entry of the specification, for what only a few declarations need.
    """

    key: str
    kind: str
    field_code: str | None
    enterprise: Enterprise
    standard_no: str
    published: datetime
    products: tuple[Product, ...]
    versions: dict[int, Content]
    case: dict[str, Any] = field(default_factory=dict)

    def content(self, night: int) -> Content:
        """What it says on that night."""
        return self.versions[max(number for number in self.versions if number <= night)]


@dataclass(frozen=True)
class Record:
    """A declaration as one source knows it.

    Attributes:
        source: its name in sources.yml.
        record_id: the source's own key.
        first: night on which the source shows it first.
        gone: night from which the source no longer shows it, or null.
        extra: what the source writes: code, org_name, standard_no, published, own keys.
    """

    source: str
    record_id: str
    declaration: Declaration
    first: int
    gone: int | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def is_shown(self, night: int) -> bool:
        """Does the source show it on that night?"""
        return self.first <= night and (self.gone is None or night < self.gone)


def first_night_after(published: datetime) -> int:
    """The first night whose fetch, at 02:00, can meet what was published then.

    Raises:
        ValueError: it was published after the last night.
    """
    for number, on in enumerate(NIGHTS, start=1):
        if published < datetime(on.year, on.month, on.day, 2):  # noqa: DTZ001 - wall clock at Shanghai
            return number
    raise ValueError(f"{published} lies after the last night of the sample")
