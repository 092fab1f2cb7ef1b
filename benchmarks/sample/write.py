"""Writes the sample: recordings, files, decisions, and the statement of what must come out."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from benchmarks.sample import catalogues, expected, files, lives, platforms
from benchmarks.sample.build import declarations
from benchmarks.sample.model import NIGHTS, Record
from benchmarks.sample.records import records
from benchmarks.sample.spec import document
from pipelines.sources.sample_platform import HTTP_SOURCES, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.sample.supervision import Supervision

_DECISION_COLUMNS = (
    "kind", "subject", "programme", "effective_on", "recorded_at", "office", "role", "payload",
)  # fmt: skip


def write(out: Path) -> list[Path]:
    """Write all of it below `out`, remove what an earlier run left; returns the files."""
    made = contents()
    for name in {path.split("/")[0] for path in made if "/" in path}:
        for old in sorted((out / name).glob("*")):
            old.unlink()
    for name, body in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return [out / name for name in made]


def contents() -> dict[str, bytes]:
    """Path below `data/sample` → bytes."""
    declared = declarations()
    everything = records(declared)
    made: dict[str, bytes] = {}
    supervised = expected.supervision(declared, expected.declaration_ids(declared, everything))
    for source in HTTP_SOURCES:
        for night, lines in enumerate(_recordings(source, everything, supervised), start=1):
            text = "".join(f"{answer.to_line()}\n" for answer in lines)
            made[f"{source}/{NIGHTS[night - 1]}.jsonl"] = text.encode()
    for file in files.files(everything):
        made[f"{file.source}/{file.name}"] = files.body_of(file)
    for source, name, body in supervised.files():
        made[f"{source}/{name}"] = body
    made["decisions.csv"] = _decisions(everything, supervised)
    made["decisions-after-boards.csv"] = lives.table(declared, everything)
    made |= {name: text.encode() for name, text in lives.EVIDENCE.items()}
    made["EXPECTED.yml"] = expected.text(declared, everything).encode()
    return made


def _recordings(
    source: str, everything: list[Record], supervised: Supervision
) -> Iterator[list[Answer]]:
    """For each night the faults, and the answers that are not what they were the night before."""
    held: dict[object, Answer] = {}
    for night in range(1, len(NIGHTS) + 1):
        lines = list(platforms.faults(source, night, everything))
        for answer in _answers(source, night, everything, supervised):
            if held.get(answer.request) != answer:
                held[answer.request] = answer
                lines.append(answer)
        yield lines


def _answers(
    source: str, night: int, everything: list[Record], supervised: Supervision
) -> Iterator[Answer]:
    match source:
        case "qybz":
            return platforms.qybz(everything, night)
        case "cpbz":
            return platforms.cpbz(everything, night)
        case "samr":
            return catalogues.samr(night)
        case "psp":
            return supervised.psp(night)
        case "sacinfo":
            return catalogues.sacinfo(night)
        case _:
            return catalogues.ttbz(night)


def _decisions(everything: list[Record], supervised: Supervision) -> bytes:
    """decisions.csv; the specification names its subjects by the keys of declarations."""
    by_key = {(one.declaration.key, one.source): one for one in everything}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_DECISION_COLUMNS)
    for entry in document("decisions"):
        record = by_key[(entry["of"], entry["source"])]
        enterprise = record.declaration.enterprise.old_code
        subject = {
            "enterprise": enterprise,
            "declaration": record.record_id,
            "match": supervised.match(entry["of"]),
        }[entry["subject"]]
        row = entry | {
            "subject": subject,
            "payload": entry["payload"].replace("{enterprise_id}", enterprise),
        }
        writer.writerow(row[name] for name in _DECISION_COLUMNS)
    return text.getvalue().encode()
