from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sources.json_lines import open_json_lines
from tests.unit.sources.bulk_files import FIRST, NESTED, SECOND, as_lines
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sources.folders import Folder


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "declaration_file", max_bytes=2**24)


def test_lines_that_are_no_objects_are_rejected_and_the_others_read(source: Folder) -> None:
    good = json.dumps(NESTED, ensure_ascii=False)
    other = json.dumps({**NESTED, "declaration_id": SECOND, "status": 1, "pdf": True})
    lines = [good, good[:40], "", "[1]", other, '{"products": "刨花板", "standard_no": "x"}']
    source.put("a.jsonl", "\n".join(lines))
    _, batch = source.night()
    assert batch.declarations.select("record_id", "status").rows() == [
        (FIRST, "现行有效"),
        (SECOND, "1"),
    ]
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("a.jsonl#第 2 行", "broken_row"),
        ("a.jsonl#第 4 行", "broken_row"),
        ("a.jsonl#第 6 行", "broken_row"),
    ]
    assert batch.received == 5


LEAF = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
ENTRY = st.fixed_dictionaries(
    {"declaration_id": st.text(min_size=1, max_size=5), "standard_no": LEAF},
    optional={
        "status": LEAF,
        "products": st.none()
        | st.lists(st.dictionaries(st.sampled_from(["name", "model", "规格"]), LEAF), max_size=3),
    },
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRY, min_size=1, max_size=4))
def test_lines_read_one_by_one_say_the_same_as_a_whole_piece(entries: list[dict[str, Any]]) -> None:
    text = as_lines(*entries).encode()
    assert said_by(text) == said_by(text + b"\n")  # an empty line: read one by one


def said_by(text: bytes) -> list[tuple[Any, ...]]:
    """Each row with what it says, null and absent being the same."""
    return [
        (
            row["row_no"],
            row.get("record_id"),
            row.get("standard_no"),
            row.get("status"),
            [
                {name: text for name, text in product.items() if text is not None}
                for product in row.get("products") or []
            ],
        )
        for chunk in open_json_lines(text).chunks()
        for row in chunk.rows.iter_rows(named=True)
    ]
