from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.sources.json_rows import json_entries
from pipelines.sources.tabular import UnreadableError


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}]),
        ({"a": 1}, [{"a": 1}]),
        ({"rows": [{"a": 1}]}, [{"a": 1}]),
        # what stands around rows holds for each of them, and a row's own word counts more
        (
            {"firm": "甲", "data": {"total": 2, "list": [{"a": 1}, {"firm": "乙"}]}},
            [{"firm": "甲", "total": 2, "a": 1}, {"firm": "乙", "total": 2}],
        ),
        # two answers in one file
        (
            [{"firm": "甲", "data": [{"a": 1}]}, {"firm": "乙", "data": [{"a": 2}]}],
            [{"firm": "甲", "a": 1}, {"firm": "乙", "a": 2}],
        ),
        # a text of that name is no list
        ({"data": "无", "a": 1}, [{"data": "无", "a": 1}]),
        ({"data": []}, []),
        ([1, {"a": 1}], [None, {"a": 1}]),
    ],
)
def test_rows_are_found_in_an_answer_as_it_was_saved(
    content: Any, entries: list[dict[str, Any] | None]
) -> None:
    assert json_entries(json.dumps(content).encode()) == entries


def test_each_line_may_be_an_answer_of_its_own() -> None:
    text = b'{"firm": "a", "data": [{"n": 1}, {"n": 2}]}\n\n{"n": 3}\n{broken\n'
    assert json_entries(text) == [{"firm": "a", "n": 1}, {"firm": "a", "n": 2}, {"n": 3}, None]


@pytest.mark.parametrize("text", [b"{", b'{"a": 1', b"[1,\n2,\n", b"[" * 100_000 + b"]" * 100_000])
def test_what_is_no_json_is_refused_with_the_remedy(text: bytes) -> None:
    with pytest.raises(UnreadableError, match="导出"):
        json_entries(text)
