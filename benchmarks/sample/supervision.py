"""Supervision lists and feedback of the sample: what is sent, and what must come of it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from benchmarks.sample.expected_counts import Run
from benchmarks.sample.model import NIGHTS, Declaration
from benchmarks.sample.spec import SpecError, document
from pipelines.core.matching import match_id
from pipelines.sources import psp
from pipelines.sources.findings import record_id_of
from pipelines.sources.sample_platform import ANY, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SOURCES = (
    "psp",
    "spot-check-file",
    "food-check-file",
    "recall-file",
    "gsxt-file",
    "credit-file",
    "feedback-file",
)
_KINDS = {
    "psp": "spot_check",
    "spot-check-file": "spot_check",
    "food-check-file": "spot_check",
    "recall-file": "recall",
}
_PATH = "/ecqsNationalCheckWeb/jsonClient.action"
_PROVINCE = re.compile(".*?(?:省|自治区|市)")
_OF = re.compile(r"\{(name|code|number|province) ([\w-]+)\}")
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's property
_NIGHTS = range(1, len(NIGHTS) + 1)

Row = dict[str, Any]


@dataclass(frozen=True)
class Supervision:
    """The lists with the declarations that they speak of.

    Attributes:
        of: declarations by key.
        ids: key → declaration_id.
    """

    of: Mapping[str, Declaration]
    ids: Mapping[str, str]

    def psp(self, night: int) -> Iterator[Answer]:
        """Pages of the national spot checks, and what lies beyond the last one."""
        rows = [self._sent(row) for row in _psp_rows(night)]
        size = document("supervision")["psp"]["page"]
        for number, start in enumerate(range(0, len(rows), size), start=1):
            yield _psp_page(rows[start : start + size], len(rows), str(number))
        yield _psp_page([], len(rows), ANY)

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """Source, name and bytes of each file."""
        for source in SOURCES[1:]:
            for file in document("supervision")[source]:
                yield source, file["name"], self._body(file)

    def runs(self) -> dict[str, dict[int, Run]]:
        """Source → night → run."""
        made = {source: {night: Run() for night in _NIGHTS} for source in SOURCES}
        self._count_psp(made["psp"])
        for source in SOURCES[1:]:
            for file in document("supervision")[source]:
                run = made[source][file["night"]]
                for row in _rows(file):
                    run.counts["received"] += 1
                    if "quarantined" in row:
                        run.counts["quarantined"] += 1
                        run.quarantine[row["id"]] = row["quarantined"]
                    else:
                        run.counts["changed" if row.get("changed") else "new"] += 1
                    if "remark" in row:
                        run.remarks[row["send"]["REPORTNO"]] = row["remark"]
        return made

    def findings(self) -> Iterator[Row]:
        """Every row of fct_supervision_findings: where it stands, and what must be said of it."""
        for first, row in _psp_first():
            if "expect" in row:
                place = _psp_rows(first).index(row) + row.get("times", 1) - 1
                page, number = divmod(place, document("supervision")["psp"]["page"])
                locator = f"list/{page + 1:05} 第 {number + 1} 行"
                yield from self._expected("psp", first, locator, row)
        for source in SOURCES[1:-1]:
            for file in document("supervision")[source]:
                for locator, row in _placed(file):
                    if "expect" in row:
                        yield from self._expected(source, file["night"], locator, row)

    def feedback(self) -> Iterator[Row]:
        """Counts of fct_consumer_feedback by field, month and indicator code ('' for none)."""
        counted: dict[tuple[str, str, str], list[str]] = {}
        names = {"air_cleaner": "空气净化器"}
        for file in document("supervision")["feedback-file"]:
            for row in file["rows"]:
                if "words" not in row:
                    continue
                sent = row["send"]
                field = sent.get("重点领域") or sent["field"]
                month = str(sent.get("反馈日期") or sent["date"]).replace("/", "-")[:7]
                for code, word in (row["words"] or {"": ""}).items():
                    counted.setdefault((names.get(field, field), month, code), []).append(word)
        for (field, month, code), words in sorted(counted.items()):
            yield {
                "field_name": field,
                "month": month,
                "indicator_code": code,
                "words": ";".join(sorted(set(filter(None, words)))) or None,
                "feedback_count": len(words),
            }

    def match(self, key: str) -> str:
        """Id of the match of a declaration's enterprise, by its name and province."""
        enterprise = self.of[key].enterprise
        return match_id(enterprise.name, f"{_area(enterprise.area)['code'][:2]}0000")

    def _expected(self, source: str, night: int, locator: str, row: Row) -> Iterator[Row]:
        stated = row["expect"]
        for each in stated if isinstance(stated, list) else [stated]:
            said = dict(each)
            item: Row = {
                "source": source,
                "fetched_on": str(NIGHTS[night - 1]),
                "locator": locator,
                "party": said.pop("party", None),
                "finding_kind": said.pop("finding_kind", None) or _KINDS[source],
                "standing": said.pop("standing", "counts"),
            }
            if "meant" in said:
                meant = said.pop("meant")
                item["enterprise_id"] = meant and self.of[meant].enterprise.old_code
                item["match_state"], item["match_basis"] = (
                    said.pop("state"),
                    said.pop("basis", None),
                )
            if "declaration" in said:
                item["declaration_id"] = self.ids[said.pop("declaration")]
            days = {name: str(said[name]) for name in ("decided_on", "removed_on") if name in said}
            yield item | said | days

    def _count_psp(self, runs: dict[int, Run]) -> None:
        known: dict[str, Row] = {}
        for night, run in runs.items():
            shown = {json.dumps(row, default=str): row for row in _psp_rows(night)}
            for key, row in shown.items():
                times = row.get("times", 1)
                run.counts["received"] += times
                if "quarantined" in row:
                    run.counts["quarantined"] += times
                    columns = psp.columns_of(self._sent(row))
                    run.quarantine[record_id_of(psp.KIND, columns)] = row["quarantined"]
                else:
                    run.counts["unchanged" if key in known else "new"] += times
                    known[key] = row
            for key in set(known) - set(shown):
                run.counts["disappeared"] += 1
                del known[key]

    def _body(self, file: Mapping[str, Any]) -> bytes:
        if file["format"] == "xlsx":
            return self._workbook(file["sheets"])
        rows = [self._sent(row) for row in file["rows"]]
        if file["format"] == "json":
            content: Any = rows
            if "around" in file:
                content = file["around"] | {"data": {"total": len(rows), "list": rows}}
            return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(file["headings"])
        writer.writerows(_cells(file["headings"], row) for row in rows)
        return text.getvalue().encode(file["encoding"])

    def _workbook(self, sheets: Sequence[Mapping[str, Any]]) -> bytes:
        """Each sheet opens with a title over all columns."""
        body = io.BytesIO()
        with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            for each in sheets:
                sheet = book.add_worksheet(each["name"])
                headings = each["headings"]
                sheet.merge_range(0, 0, 0, len(headings) - 1, each["title"])
                rows = [_cells(headings, self._sent(row)) for row in each["rows"]]
                for place, row in enumerate((headings, *rows), start=1):
                    for column, value in enumerate(row):
                        sheet.write_string(place, column, value)
        return body.getvalue()

    def _sent(self, row: Mapping[str, Any]) -> Row:
        return {key: self._filled(value) for key, value in row["send"].items()}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(each) for key, each in value.items()}
        if isinstance(value, str):
            return _OF.sub(self._said, value)
        return value if isinstance(value, int | list) else str(value)

    def _said(self, found: re.Match[str]) -> str:
        declaration = self.of.get(found[2])
        if declaration is None:
            raise SpecError(f"supervision: no declaration is called {found[2]}")
        enterprise = declaration.enterprise
        match found[1]:
            case "name":
                return enterprise.name
            case "code":
                return enterprise.code
            case "number":
                return declaration.standard_no
            case _:
                name = _PROVINCE.match(_area(enterprise.area)["name"])
                return name[0] if name else ""


def _psp_first() -> Iterator[tuple[int, Row]]:
    for row in document("supervision")["psp"]["rows"]:
        yield row.get("first", 1), row


def _psp_rows(night: int) -> list[Row]:
    """The rows of a night in their order, those that stand twice twice."""
    return [
        row
        for first, row in _psp_first()
        for _ in range(row.get("times", 1))
        if first <= night and night < row.get("gone", night + 1)
    ]


def _psp_page(rows: list[Row], total: int, number: str) -> Answer:
    content = {
        "returnValue": {"value": rows},
        "transferableProperties": {"fspParameter": {"pagination": {"totalCount": total}}},
    }
    return Answer.of_json(
        "POST",
        _PATH,
        content,
        match={"subject": "datagrid", "page": number},
        encoding="form",
        headers={"Content-Type": "application/json;charset=UTF-8"},
    )


def _rows(file: Mapping[str, Any]) -> list[Row]:
    if "sheets" in file:
        return [row for sheet in file["sheets"] for row in sheet["rows"]]
    return list(file["rows"])


def _placed(file: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """The rows of a file, each with where it stands for a person."""
    name = file["name"]
    if "sheets" in file:
        for sheet in file["sheets"]:
            for number, row in enumerate(sheet["rows"], start=3):
                yield f"{name} 工作表 {sheet['name']} 第 {number} 行", row
        return
    first, unit = (1, "条") if file["format"] == "json" else (2, "行")
    for number, row in enumerate(file["rows"], start=first):
        yield f"{name} 第 {number} {unit}", row


def _cells(headings: Sequence[str], row: Mapping[str, Any]) -> list[str]:
    if unknown := set(row) - set(headings):
        raise SpecError(f"supervision: no such headings: {', '.join(sorted(unknown))}")
    return [str(row.get(heading, "")) for heading in headings]


def _area(area: str) -> Mapping[str, str]:
    words = document("words")
    for one in words["areas"] + words["withdrawn_areas"]:
        if area in (one["name"], one["code"]):
            found: Mapping[str, str] = one
            return found
    raise SpecError(f"no area is called {area}")
