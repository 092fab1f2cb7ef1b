"""Administrative divisions of GB/T 2260: one division from an area text, a code, a credit code."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import polars as pl

from pipelines.core import reference_tables
from pipelines.core.csv_files import CsvFileError, read_csv
from pipelines.core.identifiers import division_digits
from pipelines.core.text import clean
from pipelines.core.yaml_files import FileModel, parse, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

CORPS = "660000"
"""新疆生产建设兵团: a code of the national statistics, not of GB/T 2260; it lies in 650000."""

_PREFIX_OF_CORPS = "6590"  # the cities that the corps runs
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}(?:\d{3}){0,2}")
_CODE_BEFORE_NAME = re.compile(r"\d{6}(?:\d{3}){0,2}(?!\d)")
_SEPARATOR = re.compile(r"[\s/\-_,;:>|·、]+")
_BEFORE = re.compile(
    r"^(?:中华人民共和国|中国|市辖区|(?:省|自治区)?直辖县级行政区划|第[一二三四五六七八九十]+师)"
)
_PLACEHOLDER = re.compile(r"市辖区|县|.*直辖县级行政区划")
_PROVINCE_STEM = re.compile(r"内蒙古|黑龙江|..")
_ETHNIC = (
    "壮|回|满|苗|彝|藏|维吾尔|蒙古|朝鲜|土家|布依|侗|瑶|白|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西"
    "|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各"
)
_AUTONOMOUS = re.compile(rf"(?:(?:{_ETHNIC})族?)+自治[州县旗]$")
_KIND = re.compile(r"(?:市|地区|盟|林区|特区|新区|[县区旗])$")
_FORMER_KIND = re.compile(r"[市县区]$")
_SHORTEST_NAME = 2
_PROVINCE, _PREFECTURE, _COUNTY = 1, 2, 3


@dataclass(frozen=True)
class Division:
    """A division: province, prefecture or county.

    Attributes:
        code: 6 digits of GB/T 2260, or `CORPS`.
        province_code: 6 digits, ends in 0000.
        name: as in the table.
        is_withdrawn: in the table of April 2019, but no more in that of 2023.
    """

    code: str
    province_code: str
    name: str
    is_withdrawn: bool

    @property
    def _level(self) -> int:
        if self.code.endswith("0000"):
            return _PROVINCE
        return _PREFECTURE if self.code.endswith("00") else _COUNTY

    @property
    def _prefix(self) -> str:
        """What the codes of all divisions inside start with."""
        if self.code == CORPS:
            return _PREFIX_OF_CORPS
        return self.code[: 2 * self._level]


class Divisions:
    """The table of divisions, and how an area text is found in it."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {division.code: division for division in divisions}
        self._named: dict[str, list[Division]] = defaultdict(list)
        self._short: dict[str, list[Division]] = defaultdict(list)
        for division in self._by_code.values():
            if not _PLACEHOLDER.fullmatch(division.name):
                self._named[division.name].append(division)
                for name in _short_names(division):
                    self._short[name].append(division)
        self._longest = max(map(len, self._named), default=0)

    def find(self, area: str | None, uscc: str | None = None) -> Division | None:
        """The most specific division that an area text or code names; else that of the credit code.

        A name that several divisions share counts where the text names what is around it, or where
        the credit code was given out in one of them; else nothing is found, rather than guessed.

        Args:
            area: 行政区划 as text (浙江省杭州市, 浙江杭州) or code (2, 4, 6, 9 or 12 digits).
            uscc: its digits 3-8 are the division of the registering authority.
        """
        registered = self.of_code(division_digits(uscc)) if uscc else None
        text = _SEPARATOR.sub("", clean(area)) if area else ""
        if code := _CODE.fullmatch(text) or _CODE_BEFORE_NAME.match(text):
            if found := self.of_code(code[0]):
                return found
            text = text[code.end() :]
        around: Division | None = None
        while named := self._named_at_start(text := _BEFORE.sub("", text), around):
            name, candidates = named
            chosen = _clear_one(candidates, registered)
            if chosen is None:
                return around or self._province_of_all(candidates)
            around, text = chosen, text.removeprefix(name)
        return around or registered

    def of_code(self, code: str) -> Division | None:
        """The division of a code of 2 to 12 digits, or the nearest around it that the table has."""
        for digits in (6, 4, 2):
            if found := self._by_code.get(code[:digits].ljust(6, "0")):
                return found
        return None

    def frame(self, units: Sequence[ReportingUnit] = ()) -> pl.DataFrame:
        """The table, schema `core.reference_tables.REFERENCE["divisions"]`, sorted by code.

        Args:
            units: those that divisions report through.
        """
        rows = [
            (
                d.code,
                d.name,
                d.province_code,
                self._by_code[d.province_code].name,
                d.is_withdrawn,
                unit.code if (unit := reporting_unit_of(d.code, units)) else None,
            )
            for d in sorted(self._by_code.values(), key=lambda d: d.code)
        ]
        return pl.DataFrame(rows, schema=reference_tables.REFERENCE["divisions"], orient="row")

    def _named_at_start(
        self, text: str, around: Division | None
    ) -> tuple[str, list[Division]] | None:
        """The longest name that the text starts with, and the divisions inside `around` it names.

        A county's short name counts only as the whole rest, because a street may have it too; so
        does its name with a former kind (章丘市 for 章丘区).
        """
        for length in range(min(self._longest, len(text)), _SHORTEST_NAME - 1, -1):
            name, is_rest = text[:length], length == len(text)
            found = list(self._named.get(name, ()))
            if not found:
                found = [d for d in self._short.get(name, ()) if is_rest or d._level != _COUNTY]
            if not found and is_rest:
                former = self._short.get(_FORMER_KIND.sub("", name), ())
                found = [d for d in former if d._level == _COUNTY]
            found = [d for d in found if around is None or d.code.startswith(around._prefix)]
            if found:
                return name, found
        return None

    def _province_of_all(self, candidates: list[Division]) -> Division | None:
        provinces = {division.province_code for division in candidates}
        return self._by_code[provinces.pop()] if len(provinces) == 1 else None


def _short_names(division: Division) -> Iterator[str]:
    """浙江 for 浙江省, 杭州 for 杭州市, 恩施 and 恩施州 for 恩施土家族苗族自治州."""
    if division.code == CORPS:
        yield from ("新疆建设兵团", "新疆兵团", "兵团")
    elif division._level == _PROVINCE:
        yield _PROVINCE_STEM.match(division.name)[0]  # type: ignore[index]  # names have two characters
    else:
        stem, count = _AUTONOMOUS.subn("", division.name)
        stem = stem if count else _KIND.sub("", stem)
        if len(stem) >= _SHORTEST_NAME and stem != division.name:
            yield stem
            if division.name.endswith("自治州"):
                yield f"{stem}州"


def _clear_one(candidates: list[Division], registered: Division | None) -> Division | None:
    """The division meant: the highest, one that still exists, near the registering authority."""
    highest = min(division._level for division in candidates)
    left = [division for division in candidates if division._level == highest]
    left = [division for division in left if not division.is_withdrawn] or left
    if len(left) > 1 and registered:
        near = [division for division in left if division.code[:4] == registered.code[:4]]
        left = near or [d for d in left if d.province_code == registered.province_code]
    return left[0] if len(left) == 1 else None


@cache
def load_divisions(root: Path) -> Divisions:
    """The divisions of a reference folder, read once a process: every source and night asks for it.

    Raises:
        CsvFileError: divisions.csv cannot be used.
        OSError: it cannot be read.
    """
    path = root / "divisions.csv"
    rows = read_csv(path, ("code", "name", "is_withdrawn"), key="code")
    codes = {row["code"] for row in rows}
    for line, row in enumerate(rows, start=2):
        province = _province_code(row["code"])
        if not re.fullmatch(r"\d{6}", row["code"]) or province not in codes:
            problem = f"代码 {row['code']} 不是六位数字，或其省级代码不在表中"
            raise CsvFileError(path, line, problem, "请核对 GB/T 2260")
        if row["is_withdrawn"] not in ("true", "false"):
            problem = f"is_withdrawn 是“{row['is_withdrawn']}”"
            raise CsvFileError(path, line, problem, "应为 true 或 false")
    return Divisions(
        Division(
            code=row["code"],
            province_code=_province_code(row["code"]),
            name=row["name"],
            is_withdrawn=row["is_withdrawn"] == "true",
        )
        for row in rows
    )


def divisions_frame(root: Path) -> pl.DataFrame:
    """The table of a reference folder, schema `core.reference_tables.REFERENCE["divisions"]`."""
    return load_divisions(root).frame(load_reporting_units(root))


def _province_code(code: str) -> str:
    return "650000" if code == CORPS else f"{code[:2]}0000"


ReportingKind = Literal["province", "planning_city", "corps"]


class ReportingUnit(FileModel):
    """One of the 37 units that report to the ministry (D2; domain.md §5).

    Attributes:
        code: division code of the unit.
        kind: 31 provinces, 5 cities with planning status, the corps.
        prefixes: starts of the division codes that belong to it; the longest of all units counts.
    """

    code: str
    name: str
    kind: ReportingKind
    prefixes: list[str]


class _ReportingUnits(FileModel):
    units: list[ReportingUnit]


def load_reporting_units(root: Path) -> list[ReportingUnit]:
    """The reporting units of a reference folder.

    Raises:
        YamlFileError: reporting_units.yml cannot be used.
        OSError: it cannot be read.
    """
    return parse(read_yaml(root / "reporting_units.yml"), _ReportingUnits).units


def reporting_unit_of(division_code: str, units: Iterable[ReportingUnit]) -> ReportingUnit | None:
    """The unit that a division reports through; None outside the 37 (Taiwan, Hong Kong, Macau)."""
    owned = [
        (len(prefix), unit)
        for unit in units
        for prefix in unit.prefixes
        if division_code.startswith(prefix)
    ]
    return max(owned, key=lambda pair: pair[0])[1] if owned else None
