"""The Technology Achievement Index, whose ranks are published (see oecd_tai/README.md)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.core.scheme_models import Scheme, Weighted
from pipelines.core.schemes import load_scheme
from pipelines.settings import Settings
from pipelines.stages.ranking import Ranking, rank_contests
from pipelines.stages.ranking_scratch import Contest
from pipelines.stages.ranking_table import read_alternatives

FOLDER = Path(__file__).with_name("oecd_tai")
WAYS = {
    "goalposts": {},
    "geometric": {"normalise": "none", "goalposts": {}, "aggregate": "geometric"},
    "sample": {"normalise": "sample", "goalposts": {}},
}


def _scheme(way: str) -> Scheme:
    scheme = load_scheme(FOLDER / "scheme.yml")
    method = Weighted.model_validate(scheme.method.model_dump() | WAYS[way])
    return scheme.model_copy(
        update={"scheme_id": f"tai_{way}", "field_code": f"tai_{way}", "method": method}
    )


@pytest.fixture(scope="module")
def rankings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ranking]:
    """The index computed in each way, in one dbt run."""
    contests = [
        Contest(scheme, read_alternatives(FOLDER / "tai_raw_23.csv", scheme))
        for scheme in map(_scheme, WAYS)
    ]
    settings = Settings.load(tmp_path_factory.mktemp("tai"))
    return dict(zip(WAYS, rank_contests(settings, contests, date(2026, 11, 22)), strict=True))


@pytest.mark.parametrize(
    ("way", "published", "hits"),
    [
        ("goalposts", "LIN", 23),
        ("geometric", "GME", 23),
        # the scale of a sample is another one than the goalposts of the index
        ("sample", "LIN", 11),
    ],
)
def test_as_many_ranks_as_expected_are_those_published(
    rankings: dict[str, Ranking], way: str, published: str, hits: int
) -> None:
    ranks = pl.read_csv(FOLDER / "table38_rankings_by_aggregation.csv")
    board = rankings[way].board.join(ranks, left_on="id", right_on="country")
    assert board.height == 23
    assert int((board["rank"] == board[published]).sum()) == hits


def test_the_scores_are_those_of_the_index(rankings: dict[str, Ranking]) -> None:
    scores = dict(rankings["goalposts"].board.select("id", "score").iter_rows())
    assert scores["Finland"] == pytest.approx(0.744903, abs=1e-6)
    assert scores["Slovenia"] == pytest.approx(0.459415, abs=1e-6)


def test_the_note_discloses_method_weights_and_goalposts(rankings: dict[str, Ranking]) -> None:
    (note,) = rankings["goalposts"].board["note"].unique()
    for part in ("patents granted to residents", "0.125", "994", "加权算术平均"):
        assert part in note
