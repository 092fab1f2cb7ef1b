"""What no way of ranking may break, over many small boards that one dbt run ranks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.core.scheme_models import Weighted
from pipelines.settings import Settings
from pipelines.stages.ranking_scratch import ranked_in_scratch
from tests.unit.stages.ranking_schemes import WAYS, contest, scheme_of

if TYPE_CHECKING:
    from pipelines.core.scheme_models import Scheme
    from pipelines.stages.ranking_scratch import Contest

Row = tuple[float | None, ...]
Board = dict[str, dict[str, Any]]

EXAMPLES = 50  # of each way
CELL = st.integers(1, 20).map(lambda halves: halves / 2)  # thresholds among them, so that rows tie
LOWER_IS_BETTER = {"A"}


@dataclass(frozen=True)
class Case:
    """A table, and what is done to it.

    `place` and `code` name a cell.
    """

    way: str
    rows: dict[str, Row]
    weights: tuple[int, int, int]
    place: int
    code: str
    step: float
    factor: float
    order: tuple[str, ...]

    @property
    def chosen(self) -> str:
        return list(self.rows)[self.place % len(self.rows)]


@st.composite
def cases(draw: st.DrawFn, way: str) -> Case:
    """Tables of 2 to 7 rows."""
    cells = draw(st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=7))
    rows: dict[str, Row] = {f"r{number}": row for number, row in enumerate(cells)}
    return Case(
        way=way,
        rows=rows,
        weights=draw(st.tuples(*[st.integers(1, 9)] * 3)),
        place=draw(st.integers(0, 6)),
        code=draw(st.sampled_from("ABC")),
        step=draw(st.sampled_from([0.5, 3.0, 20.0])),
        factor=draw(st.sampled_from([0.1, 3.0, 1e6])),
        order=tuple(draw(st.permutations(list(rows)))),
    )


def _with_cell(case: Case, value: float | None) -> dict[str, Row]:
    row = list(case.rows[case.chosen])
    row["ABC".index(case.code)] = value
    return case.rows | {case.chosen: tuple(row)}


def _improved(case: Case) -> dict[str, Row]:
    value = case.rows[case.chosen]["ABC".index(case.code)] or 0.0
    if case.code in LOWER_IS_BETTER and case.way != "geometric":
        return _with_cell(case, value - case.step)
    return _with_cell(case, value + case.step)


def _weighted(scheme: Scheme, weights: tuple[float, ...]) -> Scheme:
    if not isinstance(scheme.method, Weighted):
        return scheme
    named = dict(zip("ABC", weights, strict=True))
    return scheme.model_copy(update={"method": scheme.method.model_copy(update={"weights": named})})


VARIANTS = {
    "as it is": lambda case: case,
    "shuffled": lambda case: replace(case, rows={name: case.rows[name] for name in case.order}),
    "improved": lambda case: replace(case, rows=_improved(case)),
    "without one": lambda case: replace(
        case, rows={name: row for name, row in case.rows.items() if name != case.chosen}
    ),
    "with a twin": lambda case: replace(case, rows=case.rows | {"twin": case.rows[case.chosen]}),
    "scaled weights": lambda case: replace(
        case, weights=tuple(weight * case.factor for weight in case.weights)
    ),
    "with a gap": lambda case: replace(case, rows=_with_cell(case, None)),
}


@dataclass(frozen=True)
class Judged:
    """A case and its boards, by variant: row id → rank, score, level, is_tied."""

    case: Case
    boards: dict[str, Board]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """Hypothesis draws the cases, all are ranked in one scratch warehouse."""
    root = tmp_path_factory.mktemp("laws")
    drawn: list[Case] = []
    for way in WAYS:

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            derandomize=True,  # few drawn by chance now and then rank nobody second
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(case=cases(way))
        def draw(case: Case) -> None:
            drawn.append(case)

        draw()
    schemes = {way: scheme_of(root / "schemes", way, text) for way, text in WAYS.items()}
    contests: list[Contest] = []
    for number, case in enumerate(drawn):
        for place, vary in enumerate(VARIANTS.values()):
            varied = vary(case)
            scheme = _weighted(schemes[case.way], varied.weights)
            key = {"scheme_id": f"case_{number}_{place}", "field_code": f"case_{number}_{place}"}
            contests.append(contest(scheme.model_copy(update=key), varied.rows))
    with ranked_in_scratch(Settings.load(root), contests, date(2026, 11, 22)) as connection:
        entries = (
            connection.execute("from int_entries__ranked")
            .pl()
            .rows_by_key("version_no", named=True, unique=True)
        )
    numbers = count(1)
    boards = [
        {
            name: entries[number]
            for name, number in zip(each.alternatives.rows["id"], numbers, strict=False)
            if number in entries
        }
        for each in contests
    ]
    return [
        Judged(case, dict(zip(VARIANTS, boards[start:], strict=False)))
        for case, start in zip(drawn, range(0, len(boards), len(VARIANTS)), strict=True)
    ]


def _places(board: Board) -> dict[str, tuple[Any, ...]]:
    return {
        name: (row["rank"], row["score"], row["level"], row["is_tied"])
        for name, row in board.items()
    }


def test_some_rows_tie_and_some_stay_out_in_what_is_drawn(judged: list[Judged]) -> None:
    for way in WAYS:
        boards = [each.boards["as it is"] for each in judged if each.case.way == way]
        assert any(row["rank"] > 1 for board in boards for row in board.values()), way
    rows = [row for each in judged for row in each.boards["as it is"].values()]
    assert any(row["is_tied"] for row in rows)
    assert len(rows) < sum(len(each.case.rows) for each in judged)


def test_the_order_of_rows_does_not_matter(judged: list[Judged]) -> None:
    for each in judged:
        assert _places(each.boards["shuffled"]) == _places(each.boards["as it is"]), each.case


def test_improving_one_value_never_worsens_a_rank(judged: list[Judged]) -> None:
    for each in judged:
        before, after = (
            each.boards[name].get(each.case.chosen) for name in ("as it is", "improved")
        )
        if before is not None:
            assert after is not None, each.case
            assert after["rank"] <= before["rank"], each.case


def test_a_competitor_less_changes_no_other_score_unless_the_sample_is_the_scale(
    judged: list[Judged],
) -> None:
    for each in judged:
        if each.case.way == "sample":
            continue
        before = dict(each.boards["as it is"])
        before.pop(each.case.chosen, None)
        after = each.boards["without one"]
        assert {name: (row["score"], row["level"]) for name, row in before.items()} == {
            name: (row["score"], row["level"]) for name, row in after.items()
        }, each.case


def test_equal_inputs_share_a_rank(judged: list[Judged]) -> None:
    for each in judged:
        board = each.boards["with a twin"]
        assert (each.case.chosen in board) == ("twin" in board), each.case
        if "twin" in board:
            twin, other = board["twin"], board[each.case.chosen]
            assert (twin["rank"], twin["score"]) == (other["rank"], other["score"]), each.case
            assert twin["is_tied"], each.case
            assert other["is_tied"], each.case


def test_scaling_all_weights_changes_nothing(judged: list[Judged]) -> None:
    for each in judged:
        assert _places(each.boards["scaled weights"]) == _places(each.boards["as it is"]), each.case


def test_a_missing_value_never_helps(judged: list[Judged]) -> None:
    for each in judged:
        assert each.case.chosen not in each.boards["with a gap"], each.case


def test_ranks_are_competition_ranks(judged: list[Judged]) -> None:
    for each in judged:
        for board in each.boards.values():
            ranks = sorted(row["rank"] for row in board.values())
            assert ranks == [ranks.index(rank) + 1 for rank in ranks], each.case
