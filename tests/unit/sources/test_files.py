from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.bulk_files import SECOND, as_csv, row
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.folders import Folder


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "declaration_file", max_bytes=2**24)


def test_each_file_is_taken_once(source: Folder) -> None:
    source.put("first.csv", as_csv(row()))
    assert source.night("2026-05-30")[1].received == 1
    source.put("second.csv", as_csv(row(声明编号=SECOND)))
    attempt, batch = source.night("2026-05-31")
    assert (attempt.is_complete, attempt.requested) == (True, 1)
    assert batch.declarations["record_id"].to_list() == [SECOND]
    assert source.night("2026-06-01")[1].received == 0


def test_the_same_night_again_takes_nothing_and_reads_the_same(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    attempt, first = source.night()
    again, second = source.night()
    assert attempt.is_complete
    assert again == attempt
    assert second.declarations.equals(first.declarations)


def test_a_corrected_file_of_the_same_name_is_a_new_file(source: Folder) -> None:
    source.put("a.csv", as_csv(row()))
    source.night("2026-05-30")
    source.put("a.csv", as_csv(row(状态="废止")))
    _, batch = source.night("2026-05-31")
    assert batch.declarations["status"].to_list() == ["废止"]


@pytest.mark.parametrize(
    ("name", "nights"),
    [
        ("声明.csv", ["2026-05-30"]),
        ("声明_20260530.csv", ["2026-05-30"]),
        ("声明_2026-06-02.csv", ["2026-06-14"]),
        ("批次20269999.csv", ["2026-05-30"]),  # eight digits, but no day
    ],
)
def test_a_file_waits_for_the_day_in_its_name(source: Folder, name: str, nights: list[str]) -> None:
    source.put(name, as_csv(row()))
    taken = [
        on for on in ("2026-05-30", "2026-06-14", "2026-07-05") if source.night(on)[1].received
    ]
    assert taken == nights


@pytest.mark.parametrize(
    "name", [".hidden.csv", "~$a.csv", "a.csv.part", "a.csv.tmp", "a.csv.crdownload", "README.md"]
)
def test_scratch_files_and_descriptions_are_left_alone(source: Folder, name: str) -> None:
    source.put(name, as_csv(row()))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.requested, batch.received) == (True, 0, 0)


def test_a_folder_that_is_not_there_says_how_to_give_one(source: Folder) -> None:
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "folder_missing")
    assert "LINGPAO_SOURCE_DECLARATION_FILE_URL" in str(attempt.message)
    assert batch.received == 0


def test_a_file_above_the_ceiling_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    source = folder(tmp_path, "declaration_file", max_bytes=1000)
    source.put("big.csv", as_csv(*[row(声明编号=str(number)) for number in range(50)]))
    source.put("small.csv", as_csv(row()))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "too_large")
    assert "big.csv" in str(attempt.message)
    assert batch.received == 1
