"""States what the pipeline must make of the sample, from the specification alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks.sample.expected_boards import boards
from benchmarks.sample.expected_counts import Run, catalogue_rows, runs, seen_from
from benchmarks.sample.model import NIGHTS, PERSON, PHONE, STREET, Declaration, Record
from benchmarks.sample.spec import document
from benchmarks.sample.supervision import Supervision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD = """\
# What the pipeline must make of this sample, item by item. Written by `python -m benchmarks.sample`
# from the specification (benchmarks/sample/spec), never from the pipeline's output: where the two
# differ, one of them is wrong. `key` names a declaration of the specification; `why` stands there.
"""
_STATUS = {
    "现行": "in_force",
    "即将实施": "upcoming",
    "废止": "abolished",
    "有更新版": "replaced",
}
_PRECEDENCE = ("qybz", "declaration-file", "cpbz", "shanxi-file")


def text(declarations: list[Declaration], records: list[Record]) -> str:
    """EXPECTED.yml: one line an item."""
    names = declaration_ids(declarations, records)
    supervised = supervision(declarations, names)
    counted = runs(records) | supervised.runs()
    lines = [
        _HEAD,
        f"nights: {_flow([str(on) for on in NIGHTS])}",
        "",
        "# Counts of fct_source_runs, of sheets in rows: received = new + changed + unchanged +",
        "# quarantined. What has disappeared was not received.",
        "sources:",
        *_runs(counted),
        "",
        "# Every record of the quarantine, with its nights.",
        "quarantine:",
        *_items(_quarantine(counted, records)),
        "",
        "# fct_declarations on the last night, after merging.",
        f"declaration_count: {len(set(names.values()))}",
        "",
        "# Declarations on several sources, or several times on one (then each is a declaration).",
        "merged:",
        *_items(_merged(declarations, records, names)),
        "",
        "# Records whose content was another one on a later night.",
        "changes:",
        *_items(_changes(records)),
        "",
        "# Records that a complete run of a full source no longer showed.",
        "disappeared:",
        *_items(_disappeared(records)),
        "",
        "# Later declarations of a number of the same series: the earlier one leaves the boards.",
        "superseded:",
        *_items(_superseded(declarations, names)),
        "",
        "# Mandatory limits that are broken; a row's interval lies within [from, to).",
        "violations:",
        *_items(_violations(declarations, names)),
        "",
        "# Findings of supervision lists, each by where it stands; of what is not given nothing is",
        "# stated.",
        "findings:",
        *_items(supervised.findings()),
        "",
        "# Feedback by field, month and indicator ('' where it names none).",
        "feedback:",
        *_items(supervised.feedback()),
        "",
        "# Names that are folded: traditional characters, pinyin glosses, brackets.",
        "folded:",
        *_items(_folded(declarations, names)),
        "",
        "# Requirement texts and what is read of their only or first part; of a field that is not",
        "# given nothing is stated. status is parsed unless given; no_number: no low, no high, and",
        "# any status unless given.",
        "requirement_texts:",
        *_items(document("requirements")["texts"]),
        "",
        "# Standards whose status changed, or was taken back, by the night that showed it.",
        "standards:",
        *_items(_standards()),
        "",
        "# Personal data begin so on raw pages and in files; no table beyond raw may contain them.",
        f"personal_data: {_flow([PERSON, PHONE, STREET])}",
        "",
        "# Boards. What was published by the cut-off is an entry or left out, with every rule that",
        "# it fails and the reason. Where no indicators are disclosed, none is named singly.",
        "boards:",
        *_boards(declarations, records, names),
    ]
    return "\n".join(lines) + "\n"


def supervision(declarations: list[Declaration], names: dict[tuple[str, str], str]) -> Supervision:
    """The supervision lists, which speak of declarations by their keys."""
    return Supervision(
        of={one.key: one for one in declarations},
        ids={key: name for (key, _), name in names.items()},
    )


def declaration_ids(
    declarations: list[Declaration], records: list[Record]
) -> dict[tuple[str, str], str]:
    """(key, record id) → declaration_id: the record seen first, on a tie the preferred source's."""
    names: dict[tuple[str, str], str] = {}
    by_key = _by_key(records)
    for declaration in declarations:
        shown = [
            one
            for one in by_key[declaration.key]
            if one.source in _PRECEDENCE and seen_from(one) is not None
        ]
        if not shown:
            continue
        alone = [one for one in shown if sum(o.source == one.source for o in shown) > 1]
        if alone:  # several times on one platform: each is a declaration
            names |= {(declaration.key, one.record_id): one.record_id for one in alone}
            continue
        first = min(shown, key=lambda one: (seen_from(one) or 0, _PRECEDENCE.index(one.source)))
        names |= {(declaration.key, one.record_id): first.record_id for one in shown}
    return names


def _by_key(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.declaration.key].append(record)
    return found


def _name(names: dict[tuple[str, str], str], declaration: Declaration) -> str:
    return _names(names, declaration)[0]


def _names(names: dict[tuple[str, str], str], declaration: Declaration) -> list[str]:
    """Its declaration_ids: none where it never comes through, the largest is the current one."""
    return sorted({name for (key, _), name in names.items() if key == declaration.key})


def _runs(counted: dict[str, dict[int, Run]]) -> Iterator[str]:
    for source, nights in counted.items():
        yield f"  {source}:"
        for night, run in nights.items():
            yield f"    {NIGHTS[night - 1]}: {_flow(run.as_expected())}"


def _quarantine(
    counted: dict[str, dict[int, Run]], records: list[Record]
) -> Iterator[dict[str, Any]]:
    keys = {(one.source, one.record_id): one.declaration.key for one in records}
    for source, nights in counted.items():
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for night, run in nights.items():
            for record_id, reason in (run.quarantine | run.remarks).items():
                found[record_id, reason].append(str(NIGHTS[night - 1]))
        for (record_id, reason), dates in sorted(found.items()):
            yield {
                "source": source,
                "record_id": record_id,
                "key": keys.get((source, record_id)),
                "reason_code": reason,
                "fetched_on": dates,
                "is_remark": any(record_id in run.remarks for run in nights.values()) or None,
            }


def _merged(
    declarations: list[Declaration], records: list[Record], names: dict[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    by_key = _by_key(records)
    for declaration in declarations:
        shown = [one for one in by_key[declaration.key] if one.source in _PRECEDENCE]
        if len(shown) > 1:
            yield {
                "key": declaration.key,
                "declaration_ids": sorted({names[declaration.key, one.record_id] for one in shown}),
                "records": {one.record_id: one.source for one in shown},
            }


def _changes(records: list[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        declaration = record.declaration
        for night in sorted(declaration.versions):
            if night <= record.first or (record.source == "qybz" and _is_indicators_only(record)):
                continue
            before, now = declaration.content(night - 1), declaration.content(night)
            pairs = zip(before.rows, now.rows, strict=True)
            yield {
                "key": declaration.key,
                "source": record.source,
                "record_id": record.record_id,
                "fetched_on": str(NIGHTS[night - 1]),
                "status": now.status if now.status != before.status else None,
                "indicators": [
                    {
                        "indicator_code": new.code,
                        "from": old.requirement,
                        "to": new.requirement,
                        "is_worse": (new.level or 0) > (old.level or 0),
                    }
                    for old, new in pairs
                    if old != new
                ],
            }


def _is_indicators_only(record: Record) -> bool:
    """Generation 2 shows no indicators, so nothing of such a change is seen there."""
    contents = record.declaration.versions.values()
    return len({(one.standard_name, one.status) for one in contents}) == 1


def _disappeared(records: list[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        if record.gone is not None:
            yield {
                "key": record.declaration.key,
                "source": record.source,
                "record_id": record.record_id,
                "fetched_on": str(NIGHTS[record.gone - 1]),
            }


def _superseded(
    declarations: list[Declaration], names: dict[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    by_key = {one.key: one for one in declarations}
    for declaration in declarations:
        if (later := declaration.case.get("superseded_by")) is not None:
            yield {
                "key": declaration.key,
                "declaration_id": _name(names, declaration),
                "by": _name(names, by_key[later]),
                "from": str(by_key[later].published.date()),
            }


def _violations(
    declarations: list[Declaration], names: dict[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    for declaration in declarations:
        for violation in declaration.case.get("violates", ()):
            yield {
                "key": declaration.key,
                "declaration_id": _name(names, declaration),
                "published_on": str(declaration.published.date()),
            } | {
                name: value if value is None or name not in ("from", "to") else str(value)
                for name, value in violation.items()
            }


def _folded(
    declarations: list[Declaration], names: dict[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    for declaration in declarations:
        if (folded := declaration.case.get("folded_name")) is not None:
            yield {
                "declaration_id": _name(names, declaration),
                "standard_name_raw": declaration.content(1).standard_name,
                "standard_name": folded,
            }


def _standards() -> Iterator[dict[str, Any]]:
    for source, nights in catalogue_rows().items():
        seen: dict[str, dict[str, str]] = defaultdict(dict)
        numbers = {}
        for night, rows in nights.items():
            for row in rows:
                numbers[row.record_id] = row.number
                known = list(seen[row.record_id].values())
                if not known or known[-1] != row.state:
                    seen[row.record_id][str(NIGHTS[night - 1])] = row.state
        for record_id, states in sorted(seen.items(), key=lambda item: numbers[item[0]]):
            if len(states) > 1:
                status = {night: _STATUS[state] for night, state in states.items()}
                yield {"source": source, "record_id": record_id} | {
                    "standard_no": numbers[record_id].replace("—", "-"),
                    "status": status,
                }


def _boards(
    declarations: list[Declaration], records: list[Record], names: dict[tuple[str, str], str]
) -> Iterator[str]:
    for board in boards(declarations, records, lambda one: _names(names, one)):
        entries, left_out = board.pop("entries"), board.pop("left_out")
        board["cut_off_on"] = str(board["cut_off_on"])
        for place, (name, value) in enumerate(board.items()):
            yield f"  {'-' if place == 0 else ' '} {name}: {_flow(value)}"
        for name, items in (("entries", entries), ("left_out", left_out)):
            yield f"    {name}:{'' if items else ' []'}"
            yield from (f"      - {_flow(item)}" for item in items)


def _items(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield f"  - {_flow({name: value for name, value in item.items() if value is not None})}"


def _flow(value: object) -> str:
    flow = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return flow.removesuffix("...\n").strip()
