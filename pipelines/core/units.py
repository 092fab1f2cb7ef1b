"""Units of measurement: one spelling for each, found in text, converted within a dimension.

The table is `data/reference/units.yml`; what it keeps apart on purpose is said there.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from pydantic import Field, PositiveFloat

from pipelines.core.reference_tables import REFERENCE
from pipelines.core.text import HAN, fold
from pipelines.core.yaml_files import (
    Code,
    Fault,
    FileModel,
    Location,
    Text,
    YamlFileError,
    parse,
    read_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REFERENCE_FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"
"""The committed reference data."""

_FILE = "units.yml"
_COUNT = "count_"  # starts the dimension of each counted thing

MULTIPLIERS = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
"""Words between a number and its unit that belong to the value; longer ones first."""


class UnitError(ValueError):
    """A unit that the table does not have, or two that do not convert into each other."""


class UnitMatch(NamedTuple):
    """A unit found in a text: its canonical spelling, and the position behind it."""

    unit: str
    end: int


class _Unit(FileModel):
    unit: Text
    factor: PositiveFloat
    name: Text
    spellings: list[Text] = Field(default_factory=list)
    in_quotients: list[Text] = Field(
        default_factory=list
    )  # spellings that hold only behind a slash: m/分, t/a
    known_from: dt.date | None = None


class _Dimension(FileModel):
    dimension: Code
    units: list[_Unit]


class _File(FileModel):
    known_from: dt.date
    dimensions: list[_Dimension]
    counts: list[Text]


@dataclass(frozen=True)
class Unit:
    """A row of the table: a value in this unit times `factor` is one in its dimension's base."""

    unit: str
    dimension: str
    factor: float
    name: str
    known_from: dt.date


@dataclass(frozen=True)
class UnitTable:
    """The units of the file, and every spelling of them."""

    units: dict[str, Unit]
    spellings: dict[str, str]
    any_case: dict[str, str]
    quotient_spellings: dict[str, str]
    _lengths: dict[str, tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for spelling in (*self.spellings, *self.any_case):
            for first in {spelling[0].lower(), spelling[0].upper()}:
                lengths.setdefault(first, set()).add(len(spelling))
        longest_first = {first: tuple(sorted(n, reverse=True)) for first, n in lengths.items()}
        object.__setattr__(self, "_lengths", longest_first)

    def match(self, text: str, at: int) -> UnitMatch | None:
        """The longest unit that starts at a position of a folded text, quotients included.

        A unit of letters is one only where no letter or digit follows.
        """
        found = self._single(text, at)
        if found is None:
            return None
        return self._quotient(text, found) or found

    def _single(self, text: str, at: int) -> UnitMatch | None:
        rest = len(text) - at
        for length in self._lengths.get(text[at : at + 1], ()):
            if length > rest:
                continue
            end = at + length
            spelling = text[at:end]
            unit = self.spellings.get(spelling) or self.any_case.get(spelling.lower())
            if unit and _ends(text, end):
                return UnitMatch(unit, end)
        return None

    def _quotient(self, text: str, above: UnitMatch) -> UnitMatch | None:
        """`元/吨`, `次每批`, `mg/(dm2·min)`: a quotient that has no row of its own."""
        slash = _SLASH.match(text, above.end)
        if slash is None or "/" in above.unit:
            return None
        if slash["bracket"]:
            first = self._single(text, slash.end())
            below = self._products(text, first) if first else None
            if below is None or text[below.end : below.end + 1] != ")":
                return None
            return UnitMatch(f"{above.unit}/({below.unit})", below.end + 1)
        for spelling, unit in self.quotient_spellings.items():
            end = slash.end() + len(spelling)
            if text.startswith(spelling, slash.end()) and _ends(text, end):
                return UnitMatch(f"{above.unit}/{slash['count']}{unit}", end)
        single = self._single(text, slash.end())
        if single is None or "/" in single.unit:
            return None
        return UnitMatch(f"{above.unit}/{slash['count']}{single.unit}", single.end)

    def _products(self, text: str, first: UnitMatch) -> UnitMatch | None:
        unit, end = first
        while text[end : end + 1] == "·":
            factor = self._single(text, end + 1)
            if factor is None:
                return None
            unit, end = f"{unit}·{factor.unit}", factor.end
        return UnitMatch(unit, end)

    def counts(self, unit: str) -> bool:
        """Whether a unit counts things: 次, 个, 辆."""
        row = self.units.get(unit)
        return row is not None and row.dimension.startswith(_COUNT)

    def whole(self, text: str) -> str | None:
        """The unit that a folded text is, or None."""
        found = self.match(text, 0) if text else None
        return found.unit if found and found.end == len(text) else None


_SLASH = re.compile(
    r"(?:/|每)(?:(?P<bracket>\()|(?P<count>\d{0,5}|十万|百万|千万|[十百千万亿]))(?!\d)"
)
_WORD_CHARACTER = re.compile(r"[A-Za-z0-9_^α-ωΑ-Ω]")


def _ends(text: str, end: int) -> bool:
    return not (_WORD_CHARACTER.match(text, end - 1) and _WORD_CHARACTER.match(text, end))


@cache
def load_units(root: Path = REFERENCE_FOLDER) -> UnitTable:
    """Reads the table of units.

    Raises:
        YamlFileError: the file breaks the format, or one spelling means two units.
    """
    document = read_yaml(root / _FILE)
    file = parse(document, _File)
    rows: list[tuple[Location, str, _Unit]] = [
        (("dimensions", i, "units", j), group.dimension, row)
        for i, group in enumerate(file.dimensions)
        for j, row in enumerate(group.units)
    ]
    rows += [
        # 3 辆 are no 3 台: a counted thing is a dimension of its own
        (("counts", i), f"{_COUNT}{name}", _Unit(unit=name, factor=1.0, name=name))
        for i, name in enumerate(file.counts)
    ]
    own = {row.unit: _own_spellings(row) for _, _, row in rows}
    below = {row.unit: [*own[row.unit], *row.in_quotients] for _, _, row in rows}
    units: dict[str, Unit] = {}
    spellings: dict[str, str] = {}
    faults = []
    for at, dimension, row in rows:
        known_from = row.known_from or file.known_from
        units[row.unit] = Unit(row.unit, dimension, row.factor, row.name, known_from)
        for spelling in _all_spellings(row.unit, own, below):
            other = spellings.setdefault(spelling, row.unit)
            if other != row.unit:
                problem = f"写法 {spelling} 已属于单位 {other}"
                faults.append(Fault(at, problem, "请从其中一处删去这个写法"))
    if faults:
        raise YamlFileError(document.findings(faults))
    in_quotients = {short: row.unit for _, _, row in rows for short in row.in_quotients}
    return UnitTable(units, spellings, _any_case(spellings), in_quotients)


def _own_spellings(row: _Unit) -> list[str]:
    """What the file gives; the Chinese name too where it is a word and not a phrase."""
    is_word = re.fullmatch(f"[{HAN}]+", row.name) and "分之" not in row.name
    return list(dict.fromkeys([row.unit, *([row.name] if is_word else []), *row.spellings]))


def _all_spellings(
    unit: str, own: dict[str, list[str]], below: dict[str, list[str]]
) -> Iterator[str]:
    spelled = list(own[unit])
    above, slash, divisor = unit.partition("/")
    simple = divisor.lstrip("0123456789")
    count = divisor.removesuffix(simple)
    if slash and above in own and simple in below:
        for a, b in product(own[above], below[simple]):
            spelled.append(f"{a}/{count}{b}")
            if _is_han(a[-1]) and (count or _is_han(b[0])):
                spelled.append(f"{a}每{count}{b}")
        if not count and not _is_han(simple[0]):
            letters = simple.rstrip("23")
            power = f"{letters}-{simple.removeprefix(letters) or 1}"  # m3 → m-3, kg → kg-1
            spelled += [f"{a}·{power}" for a in own[above] if not _is_han(a[0])]
    for spelling in spelled:
        for dot in ("·", ".", "*", " ") if "·" in spelling else ("·",):
            dotted = spelling.replace("·", dot)
            yield dotted
            if re.search(_EXPONENT, dotted):
                yield re.sub(_EXPONENT, r"^\1", dotted)


_EXPONENT = re.compile(r"(?<=m)([23])(?!\d)|(?<=[A-Za-z])(?=-[1-3])")


def _is_han(character: str) -> bool:
    return re.match(f"[{HAN}]", character) is not None


def _any_case(spellings: dict[str, str]) -> dict[str, str]:
    """Lower-case spellings that mean one unit only; short ones are too often something else."""
    meant: dict[str, set[str]] = {}
    for spelling, unit in spellings.items():
        meant.setdefault(spelling.lower(), set()).add(unit)
    return {
        spelling: next(iter(units))
        for spelling, units in meant.items()
        if len(units) == 1 and (len(spelling) > 2 or re.search(r"[/\d]", spelling))
    }


def units_frame(root: Path = REFERENCE_FOLDER) -> pl.DataFrame:
    """The table as `REFERENCE["units"]`, one row a unit.

    Raises:
        YamlFileError: as `load_units`.
    """
    schema = REFERENCE["units"]
    rows = [
        {
            "unit": unit.unit,
            "dimension": unit.dimension,
            "factor": unit.factor,
            "name_zh": unit.name,
            "known_from": unit.known_from,
        }
        for unit in load_units(root).units.values()
    ]
    return pl.DataFrame(rows).select(pl.col(name).cast(kind) for name, kind in schema.items())


_BLANK_BESIDE_MARK = re.compile(r"\s*([/·()°])\s*")


def canonical_unit(text: str) -> tuple[str, float] | None:
    """A unit's canonical spelling and what its values are multiplied with; None if it is unknown.

    `毫克/立方米` is (`mg/m3`, 1.0), `万元` is (`元`, 10000.0).
    """
    folded = _BLANK_BESIDE_MARK.sub(r"\1", fold(text))
    table = load_units()
    unit = table.whole(folded)
    if unit:
        return unit, 1.0
    for word, factor in MULTIPLIERS.items():
        if folded.startswith(word) and (unit := table.whole(folded.removeprefix(word))):
            return unit, float(factor)
    return None


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """A value in another unit of the same dimension.

    Args:
        value: in `from_unit`.
        from_unit: canonical spelling.
        to_unit: canonical spelling.

    Raises:
        UnitError: a unit is not in the table, or they measure different things.
    """
    if from_unit == to_unit:
        return value
    units = load_units().units
    unknown = _listed(unit for unit in (from_unit, to_unit) if unit not in units)
    if unknown:
        raise UnitError(f"单位表 {_FILE} 中没有 {unknown}；请改用表中的写法，或补上这个单位")
    source, target = units[from_unit], units[to_unit]
    if source.dimension != target.dimension:
        raise UnitError(
            f"{from_unit}（{source.dimension}）与 {to_unit}（{target.dimension}）量纲不同，不能换算"
        )
    return value * source.factor / target.factor


def _listed(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))
