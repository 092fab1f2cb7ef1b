"""Whatever stands in a file, it is examined to the end, and every finding can be acted on."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.core.examination.right import PROGRAMME, SCHEME, examined
from tests.unit.core.scheme_samples import POINTS, WEIGHTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

Place = tuple[str | int, ...]

DOCUMENTS: list[Any] = [yaml.safe_load(text) for text in (SCHEME, POINTS, WEIGHTED, PROGRAMME)]
STRANGE: list[Any] = [None, "x", -1, 1e308, True, {}, [], [None], {"a": 1}]


def places(data: Any, at: Place = ()) -> Iterator[Place]:
    """Every place of a document below its root."""
    if isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield (*at, step)
            yield from places(data[step], (*at, step))


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """A right document with something strange, or nothing, in the place of one to three entries."""
    data = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 3))):
        *around, last = draw(st.sampled_from(list(places(data))))
        inner = data
        for step in around:
            inner = inner[step]
        if draw(st.booleans()):
            del inner[last]
        else:
            inner[last] = copy.deepcopy(draw(st.sampled_from(STRANGE)))  # else later ones spoil it
        if not data:
            break
    return data


def with_two_strange_goalposts() -> Any:
    """Two mistakes in one entry: mending the first takes out what is around the second."""
    data = yaml.safe_load(WEIGHTED)
    code = next(iter(data["method"]["goalposts"]))
    data["method"]["goalposts"][code] = [None, None]
    return data


@example(with_two_strange_goalposts())
@given(spoiled())
def test_a_spoiled_file_is_examined_to_the_end(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    for finding in examined(
        tmp_path_factory.getbasetemp(), yaml.safe_dump(data, allow_unicode=True)
    ):
        assert finding.line >= 1
        assert finding.problem
        assert finding.remedy
