"""What each source's run of each night must count, and what must go to quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.sample import catalogues, files, platforms
from benchmarks.sample.model import NIGHTS, Record
from benchmarks.sample.records import is_recheck_due
from benchmarks.sample.spec import document

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_NIGHTS = range(1, len(NIGHTS) + 1)
_PAGE_REASONS = {"cut_off": "page_cut_off", "empty": "empty_answer"}
_MOJIBAKE = ("锟斤拷", "\ufffd")


@dataclass
class Run:
    """Counts of one source on one night, and its quarantine: record id → reason code.

    A remark is of a field that was left out of a record that stands; it counts for nothing.
    """

    counts: Counter[str] = field(default_factory=Counter)
    quarantine: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    stop_reason: str | None = None

    def as_expected(self) -> dict[str, Any]:
        """As EXPECTED.yml has it."""
        names = ("received", "new", "changed", "unchanged", "disappeared", "quarantined")
        counts = {name: self.counts[name] for name in names}
        return {"is_complete": self.stop_reason is None, "stop_reason": self.stop_reason} | counts


def runs(records: list[Record]) -> dict[str, dict[int, Run]]:
    """Source → night → run."""
    rows = catalogue_rows()
    return {
        "qybz": _platform("qybz", records),
        "cpbz": _platform("cpbz", records),
        "declaration-file": _files("declaration-file", records),
        "shanxi-file": _files("shanxi-file", records),
        "indicator-file": _files("indicator-file", records),
        "samr": _catalogue(rows["samr"]),
        "sacinfo": _catalogue(rows["sacinfo"]),
        "ttbz": _catalogue(rows["ttbz"], cut_on={night for night in _NIGHTS if _is_cut(night)}),
    }


def catalogue_rows() -> dict[str, dict[int, list[catalogues.Row]]]:
    """Source → night → rows that come through; a challenge leaves ttbz its first page."""
    return {
        "samr": {night: catalogues.samr_rows(night) for night in _NIGHTS},
        "sacinfo": {
            night: catalogues.sacinfo_rows("hbba", night) + catalogues.sacinfo_rows("dbba", night)
            for night in _NIGHTS
        },
        "ttbz": {night: _ttbz(night) for night in _NIGHTS},
    }


def seen_from(record: Record) -> int | None:
    """The first night on which the record comes through; null when it never does."""
    if "quarantined" in record.declaration.case:
        return None
    faults = {night for night, _ in _page_faults(record)}
    return next(night for night in _NIGHTS if night >= record.first and night not in faults)


def _page_faults(record: Record) -> Iterable[tuple[int, str]]:
    for fault in document("faults"):
        named = (fault["source"], fault.get("detail_of"))
        if named == (record.source, record.declaration.key):
            for answer in fault["answers"]:
                if (reason := _PAGE_REASONS.get(answer.get("page", ""))) is not None:
                    yield fault["night"], reason


def _platform(source: str, records: list[Record]) -> dict[int, Run]:
    """List rows, then details that are unknown, changed in the list, or due for a recheck."""
    made: dict[int, Run] = {}
    known: dict[str, int] = {}  # record id → night whose content is known
    mine = {one.record_id: one for one in records if one.source == source}
    for night in _NIGHTS:
        run = Run()
        rows = platforms.newest if source == "qybz" else platforms.listed
        listed = {one.record_id: one for one in rows(records, night)}
        due = {
            record_id: mine[record_id]
            for record_id in known
            if source == "qybz"
            and record_id not in listed
            and is_recheck_due(record_id, NIGHTS[night - 1])
        }
        for record_id, record in (listed | due).items():
            run.counts["received"] += 1
            if (reason := _quarantined(record, night)) is not None:
                run.counts["quarantined"] += 1
                run.quarantine[record_id] = reason
                if reason in _PAGE_REASONS.values():
                    run.stop_reason = "pages_failed"
            else:
                change = _change(record, night, known.get(record_id))
                run.counts[change] += 1
                if change != "unchanged":
                    known[record_id] = night
        if source == "cpbz" and run.stop_reason is None:
            gone = [record_id for record_id in known if record_id not in listed]
            run.counts["disappeared"] = len(gone)
            for record_id in gone:
                del known[record_id]
        made[night] = run
    return made


def _quarantined(record: Record, night: int) -> str | None:
    for fault_night, reason in _page_faults(record):
        if fault_night == night:
            return reason
    quarantined: str | None = record.declaration.case.get("quarantined")
    return quarantined


def _change(record: Record, night: int, known: int | None) -> str:
    if known is None:
        return "new"
    before, now = record.declaration.content(known), record.declaration.content(night)
    if before == now:
        return "unchanged"
    row_differs = (before.standard_name, before.status) != (now.standard_name, now.status)
    is_due = is_recheck_due(record.record_id, NIGHTS[night - 1])
    return "changed" if row_differs or is_due else "unchanged"


def _files(source: str, records: list[Record]) -> dict[int, Run]:
    """Each file is taken once, with the records of its night: new ones, and those that changed."""
    made = {night: Run() for night in _NIGHTS}
    for record in records:
        if record.source != source:
            continue
        nights = sorted(
            {record.first, *(n for n in record.declaration.versions if n > record.first)}
        )
        for night in nights:
            run = made[night]
            is_sheet = source == "indicator-file"
            size = len(record.declaration.content(night).rows) if is_sheet else 1
            run.counts["received"] += size
            reason = record.declaration.case.get("quarantined")
            if reason:
                run.counts["quarantined"] += size
                run.quarantine[record.record_id] = reason
            else:
                run.counts["new" if night == record.first else "changed"] += size
    for file in files.files(records):
        if file.source == source:
            strays = files.stray_places(file)
            made[file.night].quarantine |= strays
            made[file.night].counts.update(received=len(strays), quarantined=len(strays))
    return made


def _ttbz(night: int) -> list[catalogues.Row]:
    current, disabled = catalogues.ttbz_rows(night)
    if _is_cut(night):
        return current[: document("catalogues")["ttbz"]["page"]]
    return current + disabled


def _is_cut(night: int) -> bool:
    faults = document("faults")
    return any(fault["source"] == "ttbz" and fault["night"] == night for fault in faults)


def _catalogue(
    nights: dict[int, list[catalogues.Row]], cut_on: Container[int] = ()
) -> dict[int, Run]:
    """On a night of `cut_on` a challenge stands in place of the second page."""
    known: dict[str, catalogues.Row] = {}
    made = {}
    for night, rows in nights.items():
        run = made[night] = _compared(rows, known, is_complete=night not in cut_on)
        if night in cut_on:
            run.stop_reason = "challenge"
            run.counts.update(received=1, quarantined=1)
            run.quarantine["list/00002"] = "challenge"
    return made


def _compared(
    rows: list[catalogues.Row], known: dict[str, catalogues.Row], *, is_complete: bool
) -> Run:
    run = Run()
    for row in rows:
        run.counts["received"] += 1
        if (reason := _refused(row)) is not None:
            run.counts["quarantined"] += 1
            run.quarantine[row.record_id] = reason
            continue
        before = known.get(row.record_id)
        same = before is not None and before.values == row.values
        run.counts["new" if before is None else "unchanged" if same else "changed"] += 1
        known[row.record_id] = row
    if is_complete:
        gone = set(known) - {row.record_id for row in rows}
        run.counts["disappeared"] = len(gone)
    return run


def _refused(row: catalogues.Row) -> str | None:
    if any(mark in str(row.values) for mark in _MOJIBAKE):
        return "mojibake"
    return "not_a_standard" if ":" in row.number else None
