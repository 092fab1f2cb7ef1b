"""Data for pages comes back as it was sent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.encoding import Column, columns_of, data_script

CELLS = st.one_of(st.none(), st.text(max_size=8))
NUMBERS = st.one_of(st.none(), st.integers(-(10**6), 10**6))


def decoded(column: Column) -> list[Any]:
    """What static/core.js makes of a column."""
    if isinstance(column, list):
        return column
    return [None if place < 0 else column["d"][place] for place in column["i"]]


@given(st.lists(st.tuples(CELLS, NUMBERS), min_size=1, max_size=30))
def test_columns_hold_what_rows_held(rows: list[tuple[str | None, int | None]]) -> None:
    table = columns_of(("text", "number"), rows)
    assert list(zip(decoded(table["text"]), decoded(table["number"]), strict=True)) == rows


def test_a_text_is_stored_once() -> None:
    assert columns_of(("name",), [("甲",), (None,), ("甲",)]) == {
        "name": {"d": ["甲"], "i": [0, -1, 0]}
    }


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert columns_of(("a", "b"), []) == {"a": [], "b": []}


def test_whole_numbers_lose_their_point_and_dates_become_text() -> None:
    table = columns_of(("value", "on"), [(12000.0, date(2026, 7, 7)), (0.05, None)])
    assert table == {"value": [12000, 0.05], "on": {"d": ["2026-07-07"], "i": [0, -1]}}


def test_the_same_payload_gives_the_same_script() -> None:
    payload = {"name": "</script>", "on": date(2026, 7, 7)}
    assert data_script("a/b", payload) == data_script("a/b", payload)
    assert "</" not in data_script("a/b", payload)


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="set cannot be sent"):
        data_script("a", {"set": {1}})
