"""Phrases inside texts."""

from __future__ import annotations

import pytest

from pipelines.core.dictionaries.phrases import Phrases

PHRASES = Phrases({"净水": "a", "净水机": "b", "反渗透净水机": "c", "水机": "d", "机油": "e"})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("净水", {"a"}),
        ("家用净水机", {"b"}),
        ("反渗透净水机", {"c"}),
        ("净水机和净水", {"a", "b"}),
        ("净水机油", {"b", "e"}),
        ("水", set()),
        ("", set()),
    ],
)
def test_the_longest_of_overlapping_phrases_counts(text: str, codes: set[str]) -> None:
    assert PHRASES.codes_in(text) == codes


def test_without_phrases_nothing_is_found() -> None:
    assert Phrases({}).codes_in("净水机") == set()
