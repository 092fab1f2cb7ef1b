"""Catalogues of other standards night by night, in the shapes of wire-formats.md §3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from benchmarks.sample import codes, pages
from benchmarks.sample.model import NIGHTS
from benchmarks.sample.spec import document
from pipelines.sources.sample_platform import ANY, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHANGHAI = timezone(timedelta(hours=8))
_JSON = {"Content-Type": "application/json;charset=UTF-8"}
_TTBZ = "/cms-proxy/ms/portal/standardInfo/"


@dataclass(frozen=True)
class Row:
    """A row of a catalogue on one night.

    Attributes:
        record_id: the catalogue's own key.
        number: as written.
        state: 现行, 即将实施, 废止 or 有更新版.
        values: the row as sent.
    """

    record_id: str
    number: str
    state: str
    values: dict[str, Any]


def samr_rows(night: int) -> list[Row]:
    """National standards; the state is what the dates make it on that night."""
    return [
        _samr_row(*entry, on=NIGHTS[night - 1]) for entry in document("catalogues")["samr"]["rows"]
    ]


def sacinfo_rows(site: str, night: int) -> list[Row]:
    """Industry standards (hbba) or local ones (dbba)."""
    if site == "hbba":
        return [_hbba_row(*entry) for entry in document("catalogues")["sacinfo"]["hbba"]["rows"]]
    spec = document("catalogues")["sacinfo"]["dbba"]
    changes = {number: spec["changes"].get(number, {}) for number in range(1, night + 1)}
    count = spec["count"] + sum(change.get("added", 0) for change in changes.values())
    withdrawn = {serial for change in changes.values() for serial in change.get("abolished", ())}
    return [_dbba_row(spec, serial, serial in withdrawn) for serial in range(count, 0, -1)]


def ttbz_rows(night: int) -> tuple[list[Row], list[Row]]:
    """Group standards: the current ones and the disabled ones."""
    spec = document("catalogues")["ttbz"]
    count, disabled = spec["count"], set(spec["disabled"])
    for number in range(1, night + 1):
        change = spec["changes"].get(number, {})
        count += change.get("added", 0)
        disabled |= set(change.get("disabled", ()))
        disabled -= set(change.get("restored", ()))
    rows = {serial: _ttbz_row(spec, serial, serial in disabled) for serial in range(count, 0, -1)}
    current = [row for serial, row in rows.items() if serial not in disabled]
    return current, [row for serial, row in rows.items() if serial in disabled]


def samr(night: int) -> Iterator[Answer]:
    """20 rows a page, whatever pageSize says; an unknown parameter gives page 1 again."""
    size = document("catalogues")["samr"]["page"]
    rows = [row.values for row in samr_rows(night)]

    def page(number: int, match: dict[str, str]) -> Answer:
        start = size * (number - 1)
        body = {"total": len(rows), "pageNumber": number, "rows": rows[start : start + size]}
        return Answer.of_json("GET", "/gb/search/gbQueryPage", body, match=match, headers=_JSON)

    yield page(1, {})
    for number in range(1, -(-len(rows) // size) + 1):
        yield page(number, {"pageNumber": str(number)})


def sacinfo(night: int) -> Iterator[Answer]:
    """Both sites, 100 records a page, instants as epoch milliseconds."""
    size = document("catalogues")["sacinfo"]["page"]
    for site in ("hbba", "dbba"):
        rows = [row.values for row in sacinfo_rows(site, night)]
        last = -(-len(rows) // size)
        for number in (*range(1, last + 1), 0):
            body = {
                "current": number or last + 1,
                "pages": last,
                "size": size,
                "total": len(rows),
                "searchCount": True,
                "records": rows[size * (number - 1) : size * number] if number else [],
            }
            match = {"current": str(number) if number else ANY}
            yield Answer.of_json("POST", f"/{site}/stdQueryList", body, match=match, headers=_JSON)


def ttbz(night: int) -> Iterator[Answer]:
    """Forms get their page, a JSON body the same 100 rows, other paths the front end."""
    size = document("catalogues")["ttbz"]["page"]
    current, disabled = ttbz_rows(night)
    for call, rows in (("getPortalStandardList", current), ("getDisabledStandardList", disabled)):
        sent = [row.values for row in rows]
        for number in (*range(1, -(-len(sent) // size) + 1), 0):
            yield _ttbz_answer(
                call,
                sent[size * (number - 1) : size * number] if number else [],
                len(sent),
                match={"pageNo": str(number) if number else ANY},
                encoding="form",
            )
        yield _ttbz_answer(call, sent[:100], min(len(sent), 100), match={}, encoding="json")
    html = {"Content-Type": "text/html;charset=UTF-8"}
    yield Answer(ANY, ANY, pages.front_end().encode(), headers=html)


def _ttbz_answer(
    call: str, rows: list[dict[str, Any]], total: int, *, match: dict[str, str], encoding: str
) -> Answer:
    body = {"code": 200, "result": True, "data": {"total": total, "rows": rows}}
    return Answer.of_json("POST", _TTBZ + call, body, match=match, encoding=encoding, headers=_JSON)


def _samr_row(
    number: str,
    title: str,
    nature: str,
    issued: date | None,
    in_force: date,
    abolished: date | None,
    *,
    on: date,
) -> Row:
    state = "现行"
    if in_force > on:
        state = "即将实施"
    elif abolished is not None and abolished <= on:
        state = "废止"
    prefix, _, rest = number.partition(" ")
    values: dict[str, Any] = {
        "id": codes.hex_id(number, 32).upper(),
        "PROJECT_ID": codes.hex_id(f"project {number}", 32).upper(),
        "C_STD_CODE": f"<sacinfo>{prefix}</sacinfo> {rest}",
        "C_C_NAME": title,
        "STD_NATURE": nature,
        "STATE": state,
        "ISSUE_DATE": issued and str(issued),
        "ACT_DATE": str(in_force),
    }
    if issued is None:  # a key that is absent, as clients have met it
        del values["ISSUE_DATE"]
    return Row(values["id"], number, state, values)


def _hbba_row(
    number: str,
    title: str,
    status: str,
    issued: date | None,
    in_force: date | None,
    dept: str,
    industry: str,
) -> Row:
    return _sacinfo_row(number, title, status, issued, in_force, dept, industry=industry)


def _dbba_row(spec: dict[str, Any], serial: int, is_withdrawn: bool) -> Row:
    year = 2018 + serial % 8
    number = spec["spelled"].get(serial, spec["number"]).format(serial=serial, year=year)
    title = spec["titles"].get(serial, spec["title"]).format(serial=serial)
    issued = date(year, 1 + serial % 12, 1 + serial % 28)
    status, ends = "现行", spec["future_abolition"].get(serial)
    if is_withdrawn or serial in spec["abolished"]:
        status, ends = "废止", spec["abolished"].get(serial)
    if serial in spec["newer"]:
        status = "有更新版"
    in_force = issued + timedelta(days=60) if serial % 5 else None
    replaced = (
        [spec["committee"][serial]]
        if serial in spec["committee"]
        else [
            f"DB99/T {older:04}-{2018 + older % 8}"
            for older, newer in spec["newer"].items()
            if newer == serial
        ]
    )
    return _sacinfo_row(
        number,
        title,
        status,
        issued,
        spec["future_in_force"].get(serial, in_force),
        spec["department"],
        industry=spec["province"],
        abolished=ends,
        replaces=replaced,
        record_no=f"{90000 + serial}-{year}",
    )


def _sacinfo_row(
    number: str,
    title: str,
    status: str,
    issued: date | None,
    in_force: date | None,
    dept: str,
    *,
    industry: str,
    abolished: date | None = None,
    replaces: list[str] | None = None,
    record_no: str = "",
) -> Row:
    values = {
        "pk": codes.hex_id(number, 64),
        "code": number,
        "chName": title,
        "industry": industry,
        "chargeDept": dept,
        "status": status,
        "issueDate": _epoch(issued),
        "actDate": _epoch(in_force),
        "recordDate": _epoch(issued),
        "fzDate": _epoch(abolished),
        "recordNo": record_no,
        "reviseStdCodes": ",".join(replaces or ()),
        "otherResultColumns": None,
        "empty": False,
    }
    return Row(str(values["pk"]), number, status, values)


def _ttbz_row(spec: dict[str, Any], serial: int, is_disabled: bool) -> Row:
    year = 2019 + serial % 7
    number = spec["spelled"].get(serial, spec["number"]).format(serial=serial, year=year)
    issued = date(year - (3 if serial in spec["issued_years_earlier"] else 0), 1 + serial % 12, 15)
    key = f"T/SLBZ {serial}"
    values = {
        "id": 500000 + serial,
        "standardUniqueId": codes.hex_id(key, 31),
        "standardNo": number,
        "standardTitleCn": spec["titles"].get(serial, spec["title"]).format(serial=serial),
        "standardTitleEn": f"Example group standard {serial}",
        "organName": spec["organ"],
        "organCode": "SLBZ",
        "standardStatus": 0 if is_disabled else 1,
        "standardStatusName": "废止" if is_disabled else "现行",
        "publishDate": str(issued),
        "filePublishDate": f"{issued} 00:00:00.0",
        "implementDate": str(issued + timedelta(days=30)) if serial % 4 else None,
        "abolishDate": "2026-03-01" if is_disabled and serial % 2 else None,
        "icsl1Name": "03 社会学、服务、公司(企业)的组织与管理、行政、运输",
        "ccsl1Name": "A 综合",
        "isOpenName": "公开" if serial % 3 else "不公开",
        "standardField": None,
    }
    return Row(str(values["standardUniqueId"]), number, str(values["standardStatusName"]), values)


def _epoch(day: date | None) -> int | None:
    """Midnight at Shanghai in milliseconds."""
    if day is None:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=_SHANGHAI).timestamp() * 1000)
