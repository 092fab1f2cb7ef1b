"""Which source shows which declaration, under which id, from which night."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime

from benchmarks.sample import codes
from benchmarks.sample.model import NIGHTS, Declaration, Record, first_night_after
from benchmarks.sample.spec import SpecError, document

RECHECK_NIGHTS = 30
QYBZ_ROWS = 100
"""Rows of the newest list."""

_EPOCH = datetime(2014, 1, 1)  # noqa: DTZ001 - wall clock at Shanghai; generation 1 opened in 2014
_CPBZ_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日 %H点%M分")
_FILE_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M")


def is_recheck_due(record_id: str, on: date) -> bool:
    """Is a known detail asked for again on that date (design.md: 1/30 of the known each night)?"""
    stable = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:8], "big")
    return stable % RECHECK_NIGHTS == on.toordinal() % RECHECK_NIGHTS


def records(declarations: list[Declaration]) -> list[Record]:
    """All records of all sources."""
    made = [
        _record(declaration, place)
        for declaration in declarations
        for place in declaration.case["at"]
    ]
    ids = Counter((one.source, one.extra.get("standard_id", one.record_id)) for one in made)
    if twice := sorted(one for one, times in ids.items() if times > 1):
        raise SpecError(f"ids that stand twice: {twice}")
    return made


def _record(declaration: Declaration, place: str) -> Record:
    match place:
        case "qybz":
            return _qybz(declaration)
        case "cpbz" | "cpbz-again":
            return _cpbz(declaration, again=place == "cpbz-again")
        case "file":
            return _file(declaration, "declaration-file")
        case "shanxi":
            return _file(declaration, "shanxi-file")
        case "sheet":
            return _sheet(declaration)
        case _:
            raise SpecError(f"{declaration.key}: no source is called {place}")


def _qybz(declaration: Declaration) -> Record:
    return Record(
        source="qybz",
        record_id=codes.opaque_id(declaration.key),
        declaration=declaration,
        first=_first(declaration),
        extra=_extra(declaration, "qybz", f"{declaration.published:%Y-%m-%d %H:%M}"),
    )


def _cpbz(declaration: Declaration, *, again: bool) -> Record:
    case = declaration.case
    extra = _extra(declaration, "cpbz", _written(declaration, _CPBZ_TIMES))
    number = int((declaration.published - _EPOCH).total_seconds() // 60) * 100
    number += declaration.enterprise.number % 89 + (5 if again else 0)
    if (night := case.get("recheck_on")) is not None:
        while not is_recheck_due(f"{extra['code']}-{number}", NIGHTS[night - 1]):
            number += 1
    extra["standard_id"] = str(number)
    return Record(
        source="cpbz",
        record_id=f"{extra['code']}-{number}",
        declaration=declaration,
        first=_first(declaration),
        gone=case.get("gone_on"),
        extra=extra,
    )


def _file(declaration: Declaration, source: str) -> Record:
    stamp = f"{declaration.published:%Y%m%d%H%M}"
    serial = declaration.enterprise.number % 9000 + 1000
    return Record(
        source=source,
        record_id=f"Q-{declaration.enterprise.code}-{stamp}-{serial}",
        declaration=declaration,
        first=_file_night(declaration),
        extra=_extra(declaration, "file", _written(declaration, _FILE_TIMES)),
    )


def _sheet(declaration: Declaration) -> Record:
    """The set of a sheet; it names the declaration by id, or by enterprise and number."""
    case = declaration.case
    extra = _extra(declaration, "sheet", "")
    reference = "" if case.get("refer_by_name") else codes.opaque_id(declaration.key)
    extra["reference"] = reference
    return Record(
        source="indicator-file",
        record_id=reference or f"{extra['code'] or extra['org_name']}|{extra['standard_no']}",
        declaration=declaration,
        first=case.get("sheet_night", _first(declaration)),
        extra=extra,
    )


def _first(declaration: Declaration) -> int:
    return int(declaration.case.get("first_night", first_night_after(declaration.published)))


def _file_night(declaration: Declaration) -> int:
    """Bulk files bring old declarations too; those that no board waits for come on any night."""
    first = _first(declaration)
    is_stock = any(
        declaration.published.year < file["older"]
        for file in document("files")["declaration-file"]
        if "older" in file
    )
    if is_stock or declaration.field_code is not None or "violates" in declaration.case:
        return first
    return max(first, int(codes.hex_id(f"night {declaration.key}", 4), 16) % len(NIGHTS) + 1)


def _written(declaration: Declaration, formats: tuple[str, ...]) -> str:
    """The instant as a source writes it, with its hour where the hour decides."""
    is_free = 0 < declaration.published.hour < 23
    place = int(codes.hex_id(f"time {declaration.key}", 4), 16) if is_free else 0
    return declaration.published.strftime(formats[place % len(formats)])


def _extra(declaration: Declaration, place: str, published: str) -> dict[str, str]:
    """What differs from source to source: spelling of number, name, code and instant."""
    case = declaration.case
    enterprise = declaration.enterprise
    code = case.get("code_on", {}).get(place, case.get("code", "full"))
    ascii_brackets = place in ("cpbz", "sheet")
    name = enterprise.name
    if ascii_brackets:
        name = name.replace("（", "(").replace("）", ")")
    return {
        "code": {
            "full": enterprise.code,
            "old": enterprise.old_code,
            "old_hyphen": f"{enterprise.old_code[:8]}-{enterprise.old_code[8:]}",
            "failing": codes.failing_credit_code(enterprise.number),
            "short": enterprise.code[:-2],
            "none": "",
        }[code],
        "standard_no": case.get("spelled", {}).get(place, declaration.standard_no),
        "org_name": case.get("org_name_on", {}).get(place, name),
        "published": case.get("published_text", {}).get(place, published),
    }
