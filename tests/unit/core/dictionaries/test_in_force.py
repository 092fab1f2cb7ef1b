"""The first filling of effective dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.core import reference_tables
from pipelines.core.csv_files import CsvFileError
from pipelines.core.dictionaries import standards_in_force_frame
from tests.unit.core.dictionaries.folders import REFERENCE

if TYPE_CHECKING:
    from pathlib import Path

FRAME = standards_in_force_frame(REFERENCE)
_HEADER = "standard_no,subject_zh,nature,issued_on,in_force_on,replaced_by,evidence\n"


def _row(number: str) -> dict[str, object]:
    return FRAME.filter(pl.col("standard_no") == number).row(0, named=True)


def test_the_frame_has_the_schema_of_the_reference_table() -> None:
    assert FRAME.schema == reference_tables.REFERENCE["standards_in_force"]
    assert FRAME["standard_no"].is_unique().all()


def test_a_standard_is_known_from_the_day_it_was_issued() -> None:
    row = _row("GB 18580-2025")
    assert row["known_from"] == row["issued_on"] == dt.date(2025, 5, 30)
    assert row["in_force_on"] == dt.date(2026, 6, 1)
    assert (row["kind"], row["nature"]) == ("national", "mandatory")


def test_without_a_day_of_issue_it_is_known_from_the_day_it_came_into_force() -> None:
    row = _row("GB 18580-2017")
    assert row["issued_on"] is None
    assert row["known_from"] == dt.date(2018, 5, 1)
    assert row["replaced_by"] == "GB 18580-2025"


def test_an_industry_standard_is_one() -> None:
    assert _row("SB/T 10636-2025")["kind"] == "industry"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "GB18580-2017,甲,mandatory,,,,seen",
            "standard_no 是“GB18580-2017”，不是规范写法；应写成 GB 18580-2017",
        ),
        ("GB 18580-2017,甲,mandatory,,,见附件,seen", "replaced_by 是“见附件”"),
        ("GB 18580-2017,甲,强制,,,,seen", "nature 是“强制”"),
        ("GB 18580-2017,甲,mandatory,2017-02-30,,,seen", "没有“2017-02-30”这一天"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "standards_in_force.csv"
    path.write_text(f"{_HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(CsvFileError) as caught:
        standards_in_force_frame(tmp_path)
    assert str(caught.value).startswith(f"{path}:2：")
    assert problem in str(caught.value)
