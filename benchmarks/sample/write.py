"""Writes the sample: recordings, files, decisions, and the statement of what must come out."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from benchmarks.sample import catalogues, expected, files, platforms
from benchmarks.sample.build import declarations
from benchmarks.sample.model import NIGHTS, Record
from benchmarks.sample.records import records
from benchmarks.sample.spec import document
from pipelines.sources.sample_platform import HTTP_SOURCES, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    for source in HTTP_SOURCES:
        for night, lines in enumerate(_recordings(source, everything), start=1):
            text = "".join(f"{answer.to_line()}\n" for answer in lines)
            made[f"{source}/{NIGHTS[night - 1]}.jsonl"] = text.encode()
    for file in files.files(everything):
        made[f"{file.source}/{file.name}"] = files.body_of(file)
    made["decisions.csv"] = _decisions(everything)
    made["EXPECTED.yml"] = expected.text(declared, everything).encode()
    return made


def _recordings(source: str, everything: list[Record]) -> Iterator[list[Answer]]:
    """For each night the faults, and the answers that are not what they were the night before."""
    held: dict[object, Answer] = {}
    for night in range(1, len(NIGHTS) + 1):
        lines = list(platforms.faults(source, night, everything))
        for answer in _answers(source, night, everything):
            if held.get(answer.request) != answer:
                held[answer.request] = answer
                lines.append(answer)
        yield lines


def _answers(source: str, night: int, everything: list[Record]) -> Iterator[Answer]:
    match source:
        case "qybz":
            return platforms.qybz(everything, night)
        case "cpbz":
            return platforms.cpbz(everything, night)
        case "samr":
            return catalogues.samr(night)
        case "sacinfo":
            return catalogues.sacinfo(night)
        case _:
            return catalogues.ttbz(night)


def _decisions(everything: list[Record]) -> bytes:
    """decisions.csv; the specification names its subjects by the keys of declarations."""
    by_key = {(one.declaration.key, one.source): one for one in everything}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_DECISION_COLUMNS)
    for entry in document("decisions"):
        record = by_key[(entry["of"], entry["source"])]
        enterprise = record.declaration.enterprise.old_code
        subject = enterprise if entry["subject"] == "enterprise" else record.record_id
        writer.writerow(entry[name] if name != "subject" else subject for name in _DECISION_COLUMNS)
    return text.getvalue().encode()
