"""Standard numbers of all kinds: their grammar, one normal form, and citations in running text.

The grammars are those of wire-formats.md §2.3 and §3.5, the dirt is that of §6.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipelines.core.text import fold, strip_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["national", "industry", "local", "group", "enterprise", "other"]
Nature = Literal["mandatory", "recommended", "guide"]

INDUSTRY_PREFIXES = (
    *("AQ", "BB", "CB", "CH", "CJ", "CJJ", "CY", "DA", "DB", "DL", "DY", "DZ", "EJ", "FZ", "GA"),
    *("GC", "GF", "GH", "GM", "GY", "HB", "HG", "HJ", "HS", "HY", "JB", "JC", "JG", "JGJ", "JJF"),
    *("JJG", "JR", "JS", "JT", "JY", "KA", "LB", "LD", "LS", "LY", "MH", "MR", "MT", "MZ", "NB"),
    *("NY", "QB", "QC", "QJ", "QX", "RB", "RF", "SB", "SC", "SF", "SH", "SJ", "SL", "SN", "SW"),
    *("SY", "TB", "TD", "TSG", "TY", "WB", "WH", "WJ", "WM", "WS", "WW", "XB", "XF", "YB", "YC"),
    *("YD", "YJ", "YS", "YY", "YZ", "ZY"),
)
"""Prefixes of industry standards: a part of the grammar, by which a lost slash (JYT 0629) is told.

`data/reference/industry_standard_codes.csv` names the industry of each.
"""


@dataclass(frozen=True)
class StandardNumber:
    """A standard number as written and as it is compared.

    Attributes:
        raw: the text as given; of a citation, the part of the folded text that names it.
        normal: the normal form (`GB/T 17657-2013`, `Q/BJLLHD 002-2017`); None where the text holds
            no number at all.
        kind: whose standard it is; `other` is a standard of none of the five kinds.
        nature: as far as the number says: GB and DB without /T are mandatory, /T is recommended,
            /Z a guide. None for group and enterprise standards, and for industry standards without
            /T, many of which became recommended under their old number.
        year: year of the edition, four digits.
        series: the normal form without the year: what revisions have in common.
        is_well_formed: the number follows the grammar of its kind (dashes, blanks, width and case
            aside): slash in place, a serial, a year of four digits.
        clause: the clause that a citation names after the number, `4.60` or, in an annex, `C.3`.
    """

    raw: str
    normal: str | None
    kind: Kind
    nature: Nature | None = None
    year: int | None = None
    series: str | None = None
    is_well_formed: bool = False
    clause: str | None = None


_ONE_SPELLING = str.maketrans({**dict.fromkeys("‐‑‒–—―−─━﹘⁃", "-"), **dict.fromkeys("\\∕⁄⧸", "/")})
_HAN_DASH = re.compile(r"(?<=\d)\s*[一ー]\s*(?=\d{2,4}(?!\d))")  # typed for a dash: 17657一2013
_BLANK_BESIDE_MARK = re.compile(r"\s*([/.\-])\s*")
_DASH_RUN = re.compile(r"-{2,}")
_REPEATED_PREFIX = re.compile(r"(?<![A-Z0-9])([TQ]/[A-Z0-9]*[A-Z])\s*(?=\1\s*\d)")
_AROUND = " 《》()[]\"'“”,;:、。"

_SERIAL = r"(?P<serial>\d+(?:\.\d+)*)"
_YEAR = r"(?:[-:](?P<year>(?:19|20)\d\d|\d\d)(?!\d))?"
_MARK = r"(?P<slash>[/ \-]?)(?P<mark>[TZ])"
_PREFIX = "|".join(sorted(INDUSTRY_PREFIXES, key=len, reverse=True))
_CODE = r"(?P<code>[A-Z0-9]*?[A-Z])"  # of a group or an enterprise; never ends in a digit
_PIECE = r"(?:-(?!(?:19|20)\d\d(?![\d.]))[A-Z\d.]+)*"  # TG06-011.3: a dash that leads to no year

_GRAMMARS: dict[Kind, re.Pattern[str]] = {
    "enterprise": re.compile(
        rf"Q(?P<slash>[/ \-])(?:{_CODE} ?-?)?(?P<serial>\d+(?:\.\d+)*S?)(?![A-Z]){_YEAR}"
    ),
    "group": re.compile(
        rf"T/{_CODE}(?:(?P<serial>\d[\d.]*{_PIECE})| (?P<lettered>[A-Z]*\d[A-Z\d.]*{_PIECE}))"
        r"(?:-(?P<year>(?:19|20)\d\d)(?!\d))?"
    ),
    "local": re.compile(
        rf"DB ?(?P<area>\d{{6}}|\d{{4}}|\d{{2}})(?:{_MARK} ?|(?P<bare>[/ ])){_SERIAL}{_YEAR}"
    ),
    "national": re.compile(
        # GBZ is occupational health, GB/Z a guide
        rf"GB(?:(?P<health>Z)(?P<health_t>/?T)?|{_MARK})? ?{_SERIAL}(?P<parts>(?:[/、]\.\d+)*)"
        rf"{_YEAR}(?P<amendment>/XG\d+-(?:19|20)\d\d)?"
    ),
    "industry": re.compile(
        rf"(?P<prefix>(?:NB/(?=(?:SH|RB)/))?(?:{_PREFIX}))(?:{_MARK})? ?{_SERIAL}{_YEAR}"
    ),
}
_MALFORMED: dict[Kind, re.Pattern[str]] = {
    "enterprise": re.compile(r"Q/"),
    "group": re.compile(r"T/[A-Z]"),
    "local": re.compile(r"DB ?\d"),
    "national": re.compile(r"GBZ?(?:/[TZ])?(?![A-Z])"),
    "industry": re.compile(rf"(?:{_PREFIX})/[TZ](?![A-Z])"),
}
_TRAILING_YEAR = re.compile(r"-((?:19|20)\d\d)$")
_NATURES: dict[str | None, Nature] = {"T": "recommended", "Z": "guide"}

_CITATION_START = re.compile(rf"(?<![A-Z0-9/])(?:GB|DB|[TQ]/|NB|(?:{_PREFIX})(?=[/ TZ\d]))")
_FEWEST_BARE_DIGITS = 4  # GB 18580 without a year is a citation, 16 GB 512 is a memory

# What follows a number names a clause when it has a dot (4.60), is an annex (附录C, C.3) or says so
# (第5章); a figure with a unit or a power behind it is a value.
_DOTTED = r"[1-9]\d*(?:\.\d+)+(?![\d.]*\s*[A-Zµμ°%‰×^])"
_CLAUSE = re.compile(
    r"\s*(?:《[^》]*》)?\s*[,(]?\s*(?:标准)?\s*[中的内之]?\s*(?:规定的?)?\s*(?:"
    rf"附录\s*(?P<annex>[A-Z](?:\.\d+)*)|(?:第|方法|条款?)?\s*(?P<dotted>{_DOTTED})"
    r"|第?\s*(?P<chapter>[1-9]\d*)\s*[章条节款]|(?P<lettered>[A-Z](?:\.\d+)+))"
)
_NEXT_CLAUSE = re.compile(rf"\s*[、,和及与或]\s*第?({_DOTTED})")


def parse_standard_number(text: str) -> StandardNumber:
    """Reads one standard number, whatever it is dressed in. Total.

    A number inside other words (a label before it, its 《name》 behind it) is found; of several the
    first counts. What starts like a number of a kind but breaks its grammar keeps the kind, is not
    well formed, and has the folded text as its normal form. A normal form reads as itself.
    """
    spelled = _spell(text)
    bare = spelled.strip(_AROUND)
    whole = _read_whole(bare, text)
    if whole is None:
        first = next(_citations(spelled), None)
        whole = replace(first[0], raw=text) if first else None
    return whole or _malformed(bare, text)


def find_standard_numbers(text: str) -> list[StandardNumber]:
    """The standards that a requirement or a test method cites, in their order, with their clauses.

    `GB/T 17657-2013 中 4.60` gives one number with the clause 4.60; two clauses of one standard
    give it twice; `GB/T 9758.1/.4-1988` gives two numbers.
    """
    found: list[StandardNumber] = []
    for number, rest in _citations(_spell(text)):
        found += [replace(number, clause=clause) for clause in _clauses(rest)] or [number]
    return found


def series_id(enterprise_id: str, standard_no: str) -> str:
    """What revisions of one enterprise's standard share: the enterprise, the number without year.

    Args:
        enterprise_id: 9 characters.
        standard_no: a normal form.
    """
    return f"{enterprise_id}|{_TRAILING_YEAR.sub('', standard_no)}"


def _spell(text: str) -> str:
    """Folded capitals with one dash and one slash, no blank beside either, no prefix twice."""
    spelled = _HAN_DASH.sub("-", fold(strip_tags(text)).translate(_ONE_SPELLING))
    spelled = _DASH_RUN.sub("-", _BLANK_BESIDE_MARK.sub(r"\1", spelled.upper()))
    return _REPEATED_PREFIX.sub("", spelled)


def _read_whole(spelled: str, raw: str) -> StandardNumber | None:
    if spelled.startswith("Q/"):
        # between platforms the blanks of these come and go, so they mean nothing
        spelled = "".join(spelled.split())
    for kind, grammar in _GRAMMARS.items():
        match = grammar.fullmatch(spelled)
        if match and (number := _number(kind, match, raw)):
            return number
    return None


def _number(kind: Kind, match: re.Match[str], raw: str) -> StandardNumber | None:
    """A number from a match of its kind's grammar; None where the match is none after all."""
    part = match.groupdict()
    mark = part.get("mark")
    nature: Nature | None = _NATURES.get(mark)
    is_spelled = mark is None or part["slash"] == "/"
    serial = part["serial"] or part.get("lettered") or ""
    match kind:
        case "enterprise":
            is_spelled = part["slash"] == "/"
            if not is_spelled and not part["code"]:
                return None  # Q 235 is a steel
            prefix = f"Q/{part['code']} " if part["code"] else "Q/"
        case "group":
            is_spelled = not serial.endswith(".")
            prefix = f"T/{part['code']} "
        case "local":
            is_spelled = is_spelled and part["bare"] != " "
            nature = nature or "mandatory"
            prefix = f"DB{part['area']}/{mark or ''} "
        case "national":
            if part["parts"]:
                return None  # several numbers in one
            head = "GBZ" if part["health"] else "GB"
            if part["health_t"]:
                mark, nature = "T", "recommended"
                is_spelled = part["health_t"].startswith("/")
            nature = nature or "mandatory"
            prefix = f"{head}/{mark} " if mark else f"{head} "
        case _:
            prefix = f"{part['prefix']}/{mark} " if mark else f"{part['prefix']} "
    digits = part["year"]
    series = f"{prefix}{serial}"
    year = _full_year(digits) if digits else None
    if amendment := part.get("amendment"):
        series = f"{series}-{year}{_TRAILING_YEAR.sub('', amendment)}"
        year = int(amendment[-4:])
    return StandardNumber(
        raw=raw,
        normal=f"{series}-{year}" if year else series,
        kind=kind,
        nature=nature,
        year=year,
        series=series,
        is_well_formed=is_spelled and digits is not None and len(digits) == len("2017"),
    )


def _full_year(digits: str) -> int:
    """The year of four digits, or of two: 98 is 1998, 17 is 2017."""
    year = int(digits)
    return year if len(digits) > len("98") else year + (1900 if year >= 50 else 2000)


def _malformed(spelled: str, raw: str) -> StandardNumber:
    """Keeps the kind of what starts like a number, and the text of what has a digit at all."""
    for kind, start in _MALFORMED.items():
        if start.match(spelled):
            normal = "".join(spelled.split()) if kind == "enterprise" else spelled
            year = _TRAILING_YEAR.search(normal)
            return StandardNumber(
                raw=raw,
                normal=normal,
                kind=kind,
                year=int(year[1]) if year else None,
                series=_TRAILING_YEAR.sub("", normal),
            )
    text = fold(strip_tags(raw))
    has_digit = any(character.isdigit() for character in text)
    return StandardNumber(raw=raw, normal=text if has_digit else None, kind="other")


def _citations(spelled: str) -> Iterator[tuple[StandardNumber, str]]:
    """Numbers in running text, each with the text behind it."""
    position = 0
    while start := _CITATION_START.search(spelled, position):
        position = start.end()
        for kind, grammar in _GRAMMARS.items():
            match = grammar.match(spelled, start.start())
            if match and _shows_enough(kind, match):
                for number in _expanded(kind, match):
                    yield number, spelled[match.end() :]
                position = match.end()
                break


def _shows_enough(kind: Kind, match: re.Match[str]) -> bool:
    """Whether running text means a standard: without year or slash it may be a model or a size."""
    has_year = match["year"] is not None
    match kind:
        case "national":
            has_mark = match["mark"] is not None or match["health"] is not None
            return has_year or has_mark or len(match["serial"]) >= _FEWEST_BARE_DIGITS
        case "industry":
            is_alone = not match.string[match.end() :][:1].isalnum()
            return (has_year and is_alone) or (match["mark"] is not None and match["slash"] == "/")
        case _:
            return has_year


def _expanded(kind: Kind, match: re.Match[str]) -> Iterator[StandardNumber]:
    """The numbers of one citation: GB/T 9758.1/.4/.6-1988 names three."""
    if kind != "national" or not match["parts"]:
        number = _number(kind, match, match[0])
        if number:
            yield number
        return
    before, after = match[0].split(match["parts"], 1)
    stem = before.rpartition(".")[0] or before
    for part in [before.removeprefix(stem), *re.findall(r"\.\d+", match["parts"])]:
        single = _GRAMMARS[kind].fullmatch(f"{stem}{part}{after}")
        number = _number(kind, single, match[0]) if single else None
        if number:
            yield number


def _clauses(rest: str) -> list[str]:
    """The clauses that the text behind a number starts with."""
    match = _CLAUSE.match(rest)
    if match is None:
        return []
    clauses = [next(clause for clause in match.groups() if clause)]
    position = match.end()
    while following := _NEXT_CLAUSE.match(rest, position):
        clauses.append(following[1])
        position = following.end()
    return clauses
