"""Reads the specification: YAML in `spec/`, with errors that name file and entry."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "spec"

_SERIES = {"key", "why", "kind", "count", "published", "at", "levels"}
_CASE = {
    "key", "why", "kind", "published", "published_text", "at", "levels", "set", "rows", "exclude",
    "later", "standard_no", "standard_name", "standard_kind", "folded_name", "status", "code",
    "code_on", "enterprise", "same_number_as", "superseded_by", "first_night", "sheet_night",
    "banned_from", "spelled", "recheck_on", "violates", "org_name", "org_name_on", "refer_by_name",
    "extra_products", "withdrawn_area", "quarantined", "gone_on", "no_products", "category_text",
    "listed_as",
}  # fmt: skip


class SpecError(ValueError):
    """The specification contradicts itself; the message names file and entry."""


@dataclass(frozen=True)
class Board:
    """What the scheme of a kind asks for, and how it ranks.

    Attributes:
        weights: of the points of each core indicator; empty where the worst indicator decides.
        cut_offs: sums of weighted points from which the levels count, best first.
        veto: basic indicators without which an entry is last, whatever its points.
    """

    field_code: str
    category: str
    core: tuple[str, ...]
    basic: tuple[str, ...] = ()
    weights: dict[str, float] = dataclasses.field(default_factory=dict)
    cut_offs: tuple[float, ...] = ()
    veto: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One file of spec/fields: kinds of products with their series and cases."""

    file: str
    code: str | None
    core: tuple[str, ...]
    basic: tuple[str, ...]
    kinds: dict[str, dict[str, Any]]
    series: list[dict[str, Any]]
    cases: list[dict[str, Any]]

    def core_of(self, kind: str) -> tuple[str, ...]:
        """Core indicators of a kind, in the scheme's order."""
        return tuple(self.kinds[kind].get("core", self.core))

    def basic_of(self, kind: str) -> tuple[str, ...]:
        """Basic indicators of a kind."""
        return tuple(self.kinds[kind].get("basic", self.basic))

    def board_of(self, kind: str) -> Board | None:
        """The board on which a kind stands: that of the file's field, or the kind's own `board`."""
        said = self.kinds[kind].get("board")
        if said is False or (said is None and self.code is None):
            return None
        said = dict(said or {"field_code": self.code})
        core, basic = self.core_of(kind), self.basic_of(kind)
        said = {"category": kind, "core": core, "basic": basic} | said
        return Board(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in said.items()
            }
        )


@cache
def document(name: str) -> Any:
    """A YAML file of the specification by its name without extension."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def fields() -> list[Field]:
    """All fields, in the order of their file names."""
    return [_field(path.stem) for path in sorted((FOLDER / "fields").glob("*.yml"))]


def _field(name: str) -> Field:
    content = document(f"fields/{name}")
    field = Field(
        file=f"{name}.yml",
        code=content["field"],
        core=tuple(content["core"]),
        basic=tuple(content.get("basic", ())),
        kinds=content["kinds"],
        series=content["series"],
        cases=content["cases"],
    )
    seen: set[str] = set()
    for entries, known in ((field.series, _SERIES), (field.cases, _CASE)):
        for entry in entries:
            where = f"{field.file}: {entry.get('key')}"
            if unknown := set(entry) - known:
                raise SpecError(f"{where}: unknown {', '.join(sorted(unknown))}")
            if entry["kind"] not in field.kinds:
                raise SpecError(f"{where}: kind {entry['kind']} is not in this file")
            if entry["key"] in seen:
                raise SpecError(f"{where}: the key stands twice")
            seen.add(entry["key"])
    return field
