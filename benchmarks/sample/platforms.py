"""The declaration platforms night by night: which pages they answer with, and their faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from benchmarks.sample import pages
from benchmarks.sample.records import QYBZ_ROWS
from benchmarks.sample.spec import SpecError, document
from pipelines.sources.sample_platform import ANY, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.sample.model import Record

CPBZ_PAGE = 15
_PROVINCE = re.compile(".*?(?:省|自治区|市)")
_HTML = {"Content-Type": "text/html;charset=UTF-8"}
_JSON = {"Content-Type": "application/json;charset=UTF-8"}
_DETAIL = "/standardProduct/showDetail/{code}/{standard_id}.do"
_QUERY = "/standardProduct/anvancedQueryPaged.do"


def newest(records: list[Record], night: int) -> list[Record]:
    """The rows of qybz's home page on that night, newest first."""
    shown = [one for one in records if one.source == "qybz" and one.is_shown(night)]
    shown.sort(key=lambda one: (one.declaration.published, one.record_id), reverse=True)
    return shown[:QYBZ_ROWS]


def listed(records: list[Record], night: int) -> list[Record]:
    """The rows of cpbz's list on that night, newest first."""
    shown = [one for one in records if one.source == "cpbz" and one.is_shown(night)]
    return sorted(shown, key=lambda one: int(one.extra["standard_id"]), reverse=True)


def qybz(records: list[Record], night: int) -> Iterator[Answer]:
    """Home page, and the details of everything shown by then."""
    home = pages.qybz_home(newest(records, night), night)
    yield Answer("GET", "/", home.encode(), headers=_HTML)
    for record in records:
        if record.source == "qybz" and record.is_shown(night):
            body = pages.qybz_detail(record, night).encode()
            yield Answer("GET", f"/user/detail/{record.record_id}", body, headers=_HTML)


def cpbz(records: list[Record], night: int) -> Iterator[Answer]:
    """Lists, as a whole and by area, and the details of everything shown."""
    shown = listed(records, night)
    yield from _paged(_QUERY, [_list_row(one, night) for one in shown])
    yield from _areas(shown, night)
    for record in shown:
        body = pages.cpbz_detail(record, night).encode()
        yield Answer("GET", _detail_path(record), body, headers=_HTML)


def faults(source: str, night: int, records: list[Record]) -> Iterator[Answer]:
    """The faults of spec/faults.yml for that source and night."""
    for fault in document("faults"):
        if fault["source"] != source or fault["night"] != night:
            continue
        request = _request(fault, records)
        for answer in fault["answers"]:
            yield _fault(request, answer, fault, records)


def _request(fault: Mapping[str, Any], records: list[Record]) -> dict[str, Any]:
    if "detail_of" not in fault:
        return {
            "method": fault.get("method", "GET"),
            "path": fault["path"],
            "match": fault.get("match", {}),
            "encoding": fault.get("encoding"),
        }
    record = _found(fault, records)
    path = f"/user/detail/{record.record_id}" if record.source == "qybz" else _detail_path(record)
    return {"method": "GET", "path": path}


def _found(fault: Mapping[str, Any], records: list[Record]) -> Record:
    for record in records:
        if record.source == fault["source"] and record.declaration.key == fault["detail_of"]:
            return record
    raise SpecError(f"faults: {fault['source']} does not show {fault['detail_of']}")


def _fault(
    request: Mapping[str, Any],
    answer: Mapping[str, Any],
    fault: Mapping[str, Any],
    records: list[Record],
) -> Answer:
    headers = {name: str(value) for name, value in answer.get("headers", {}).items()}
    body, cut_to = b"", None
    if (kind := answer.get("page")) == "challenge":
        body, headers = pages.challenge_page().encode(), _HTML | headers
    elif kind in ("cut_off", "broken_connection"):
        night = fault["night"]
        record = _found(fault, records)
        render = pages.qybz_detail if record.source == "qybz" else pages.cpbz_detail
        whole = render(record, night).encode()
        headers = _HTML | headers
        if kind == "cut_off":
            # ends within the product table, with the length that its sender announced
            body = whole[: whole.rindex("产品名称".encode())]
        else:
            body, cut_to = whole, len(whole) // 2
    elif kind == "empty":
        headers = _HTML | headers
    elif kind is not None:
        raise SpecError(f"faults: no page is called {kind}")
    return Answer(
        **request,
        body=body,
        status=answer.get("status", 200),
        headers=headers,
        times=answer.get("times"),
        tonight="times" not in answer,
        cut_to=cut_to,
    )


def _detail_path(record: Record) -> str:
    return _DETAIL.format(**record.extra)


def _list_row(record: Record, night: int) -> dict[str, Any]:
    content = record.declaration.content(night)
    named = record.extra | record.declaration.case.get("listed_as", {})
    return {
        "standardId": int(record.extra["standard_id"]),
        "standardCode": named["standard_no"],
        "standardName": content.standard_name,
        "orgCode": record.extra["code"],
        "enterpriseName": named["org_name"],
        "standardStatus": 1 if content.status == "废止" else 0,
    }


def _paged(path: str, rows: list[dict[str, Any]]) -> Iterator[Answer]:
    """Pages of 15; beyond the last one there is nothing."""
    for number, start in enumerate(range(0, len(rows), CPBZ_PAGE), start=1):
        yield _result(path, rows[start : start + CPBZ_PAGE], str(number))
    yield _result(path, [], ANY)


def _result(path: str, rows: list[dict[str, Any]], page: str) -> Answer:
    match = {"pageNum": page}
    return Answer.of_json("POST", path, {"result": rows}, match=match, headers=_JSON)


def _areas(shown: list[Record], night: int) -> Iterator[Answer]:
    """Area index and the list of each province; an area's name or code stands on the detail."""
    provinces = {
        f"{area['code'][:2]}0000": _PROVINCE.match(area["name"])[0]  # type: ignore[index]
        for area in document("words")["areas"]
    }
    links = "".join(
        f"<li><a class=\"nav_a\" href=\"javascript:showArea('{code}','{name}')\">{name}</a></li>"
        for code, name in sorted(provinces.items())
    )
    head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>'
    index = f"{head}<body><ul>{links}</ul></body></html>\n"
    yield Answer("GET", "/index", index.encode(), headers=_HTML)
    tree = [{"areaCode": code, "areaName": name} for code, name in sorted(provinces.items())]
    yield Answer.of_json("POST", "/queryArea.do", tree, headers=_JSON)
    for code in sorted(provinces):
        rows = [
            _list_row(one, night)
            for one in shown
            if _province(one.declaration.enterprise.area) == code
        ]
        yield from _paged(f"/area/{code}/queryListPaged.do", rows)


def _province(area: str) -> str:
    for one in document("words")["areas"] + document("words")["withdrawn_areas"]:
        if area in (one["name"], one["code"]):
            return f"{one['code'][:2]}0000"
    raise SpecError(f"no area is called {area}")
