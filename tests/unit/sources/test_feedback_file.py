from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.folders import Folder

HEADER = "反馈编号,重点领域,产品名称,反馈内容,反馈日期,姓名,联系电话\n"


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "feedback_file", max_bytes=2**24)


def test_field_product_text_and_date_are_read_and_who_wrote_is_not(source: Folder) -> None:
    source.put("f.csv", HEADER + "F1,空气净化器,净化器,噪音大,2026-05-01,示例法人,000-0000\n")
    attempt, batch = source.night()
    assert attempt.is_complete
    row = batch.feedback.row(0, named=True)
    expected = {
        "record_id": "F1",
        "field": "空气净化器",
        "product_name": "净化器",
        "text": "噪音大",
        "received_on": "2026-05-01",
        "locator": "f.csv 第 2 行",
    }
    assert {name: row[name] for name in expected} == expected
    assert "示例法人" not in str(row)
    assert "000-0000" not in str(row)


def test_json_with_english_keys_is_read_too(source: Folder) -> None:
    rows = [{"field": "air_cleaner", "product": "p", "text": "噪音", "date": "2026-05-01"}]
    source.put("f.json", json.dumps(rows))
    _, batch = source.night()
    assert batch.feedback.select("field", "text").rows() == [("air_cleaner", "噪音")]


def test_feedback_without_a_number_is_known_by_what_it_says(source: Folder) -> None:
    header = "重点领域,反馈内容,反馈日期\n"
    source.put("f.csv", f"{header}甲,一,2026-05-01\n甲,二,2026-05-01\n甲,一,2026-05-01\n")
    _, batch = source.night()
    assert batch.received == 3
    assert batch.feedback["record_id"].n_unique() == 2


def test_broken_rows_are_told_of(source: Folder) -> None:
    source.put("f.csv", "重点领域,反馈内容,反馈日期\n甲,一\n甲,二,2026-05-01\n")
    _, batch = source.night()
    assert batch.received == 2
    assert batch.rejected["reason_code"].to_list() == ["broken_row"]


def test_a_file_without_the_three_columns_says_which_are_needed(source: Folder) -> None:
    source.put("f.csv", "领域,日期\n甲,2026-05-01\n")
    attempt, _ = source.night()
    assert attempt.stop_reason == "not_the_table"
    assert "反馈内容" in str(attempt.message)
