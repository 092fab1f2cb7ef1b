"""Standards whose effective dates are known before any catalogue was read: the first filling."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.csv_files import CsvFileError, read_csv
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.standard_numbers import parse_standard_number

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = (
    *("standard_no", "subject_zh", "nature", "issued_on", "in_force_on", "replaced_by"),
    "evidence",
)
_NATURES = ("mandatory", "recommended", "guide")


def standards_in_force_frame(root: Path) -> pl.DataFrame:
    """The table of a reference folder, schema `REFERENCE["standards_in_force"]`.

    `name` is the subject, not the title, which the catalogues give. A standard was known from the
    day it was issued, or, where that day was not seen, from the day it came into force.

    Raises:
        CsvFileError: standards_in_force.csv cannot be used.
        OSError: it cannot be read.
    """
    path = root / "standards_in_force.csv"
    rows = []
    for line, row in enumerate(read_csv(path, _COLUMNS, key="standard_no"), start=2):
        for column in ("standard_no", "replaced_by"):
            _check_number(path, line, column, row[column])
        if row["nature"] not in _NATURES:
            problem = f"nature 是“{row['nature']}”"
            raise CsvFileError(path, line, problem, f"应为 {'、'.join(_NATURES)} 之一")
        issued_on = _day(path, line, row["issued_on"])
        in_force_on = _day(path, line, row["in_force_on"])
        rows.append(
            {
                "standard_no": row["standard_no"],
                "name": row["subject_zh"],
                "kind": parse_standard_number(row["standard_no"]).kind,
                "nature": row["nature"],
                "issued_on": issued_on,
                "in_force_on": in_force_on,
                "replaced_by": row["replaced_by"] or None,
                "evidence": row["evidence"],
                "known_from": issued_on or in_force_on,
            }
        )
    return pl.DataFrame(rows, schema=REFERENCE["standards_in_force"])


def _check_number(path: Path, line: int, column: str, text: str) -> None:
    number = parse_standard_number(text)
    if text and (number.normal != text or not number.is_well_formed):
        remedy = f"应写成 {number.normal}" if number.normal else "请核对编号"
        raise CsvFileError(path, line, f"{column} 是“{text}”，不是规范写法", remedy)


def _day(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CsvFileError(path, line, f"没有“{text}”这一天", "请写成 YYYY-MM-DD") from None
