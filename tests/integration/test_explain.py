"""What `lingpao explain` says of the sample is what EXPECTED.yml and the pages say."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.core.wording import REMEDIES, RULES
from pipelines.reports.explain.declaration import explain
from pipelines.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from pipelines.reports.explain.model import BoardExplanation, Explanation

    Cases = Iterator[tuple[str, dict[str, Any], dict[str, Any]]]

EXPECTED: dict[str, Any] = yaml.safe_load(
    (PROJECT_ROOT / "data" / "sample" / "EXPECTED.yml").read_text(encoding="utf-8")
)
IDS = {
    item["key"]: item["declaration_id"]
    for board in EXPECTED["boards"]
    for item in (*board["entries"], *board["left_out"])
}


def ends() -> Cases:
    """Of each board the first entry and the last."""
    for board in EXPECTED["boards"]:
        for entry in board["entries"][:1] + board["entries"][1:][-1:]:
            yield f"{board['product_category']}/{board['period']}/{entry['key']}", board, entry


def left_out() -> Cases:
    """Who is left out, once for each reason that a period adds."""
    seen = set()
    for board in EXPECTED["boards"]:
        for item in board["left_out"]:
            told = (board["product_category"], item["key"], *item["reasons"].items())
            if told not in seen:
                seen.add(told)
                yield f"{board['product_category']}/{board['period']}/{item['key']}", board, item


def one_board(explained: Explanation) -> BoardExplanation:
    (board,) = explained.boards
    return board


@pytest.mark.parametrize(
    ("board", "entry"), [end[1:] for end in ends()], ids=[e[0] for e in ends()]
)
def test_an_entry_stands_where_it_is_expected_to(
    released: Path, board: dict[str, Any], entry: dict[str, Any]
) -> None:
    explained = explain(
        released, entry["declaration_id"], board["product_category"], board["period"]
    )
    found = one_board(explained)
    standing = found.standing
    assert standing is not None
    assert found.reasons == []
    assert found.board.is_provisional == board["is_provisional"]
    assert (standing.rank, standing.level, standing.is_tied) == (
        entry["rank"],
        entry["level"],
        entry["is_tied"],
    )
    ranks = [other["rank"] for other in board["entries"]]
    sharing = ranks.count(entry["rank"]) - 1
    assert (standing.tied.count if standing.tied else 0) == sharing
    above = [rank for rank in ranks if rank < entry["rank"]]
    below = [rank for rank in ranks if rank > entry["rank"]]
    assert (standing.above and standing.above.rank) == (max(above) if above else None)
    assert (standing.below and standing.below.rank) == (min(below) if below else None)


@pytest.mark.parametrize(
    ("board", "item"), [case[1:] for case in left_out()], ids=[case[0] for case in left_out()]
)
def test_who_is_left_out_is_told_why_and_what_to_do(
    released: Path, board: dict[str, Any], item: dict[str, Any]
) -> None:
    explained = explain(
        released, item["declaration_id"], board["product_category"], board["period"]
    )
    found = one_board(explained)
    assert found.standing is None
    assert found.reasons
    failed = {rule.rule_code: rule.reason_code for rule in found.rules if rule.verdict == "fail"}
    assert item["reasons"].items() <= failed.items()
    for rule in found.rules:
        assert (rule.remedy is None) == (rule.verdict == "pass")
        if rule.rule_code in item["reasons"]:
            assert f"{rule.evidence}。{rule.remedy}。" in found.reasons


def test_an_entry_leads_back_to_the_page_as_it_was_sent(sample_run: Settings) -> None:
    explained = explain(sample_run.release / "lingpao.duckdb", IDS["ac-11"])
    assert len(explained.versions) >= 1
    for version in explained.versions:
        for page in (version.page, version.indicators):
            assert page is not None
            assert page.path is not None
            sent = (sample_run.raw / page.path).read_bytes()
            assert hashlib.sha256(gzip.decompress(sent)).hexdigest() == page.sha256


def test_a_level_1_entry_shows_each_threshold_it_reaches(released: Path) -> None:
    board = one_board(explain(released, IDS["air-thousands"], period="2026Q2"))
    assert board.scheme.scheme_id == "national_2026_air_cleaner"
    assert [(each.indicator_code, each.level) for each in board.indicators] == [
        ("pm_ccm", 1),
        ("formaldehyde_ccm", 1),
        ("pm_efficiency", 1),
    ]
    for each in board.indicators:
        (deciding,) = [cell for cell in each.cells if cell.decides]
        assert deciding.reading.low == each.value
        assert each.reached is not None
        assert each.reached.bound is not None
        assert each.value is not None
        assert each.value >= each.reached.bound
        assert each.next_step is None


def test_a_tied_entry_names_who_shares_its_rank_and_what_separates_the_next(released: Path) -> None:
    board = one_board(explain(released, IDS["ac-07"], period="2026Q2"))
    standing = board.standing
    assert standing is not None
    assert standing.tied is not None
    assert standing.above is not None
    assert standing.below is not None
    assert (standing.rank, standing.tied.count) == (24, 9)
    assert standing.next_level == 1
    worse = {each.indicator_code for each in board.indicators if each.level == 2}
    assert worse == {each.indicator_code for each in standing.above.differences}
    for each in standing.above.differences:
        assert "平均水平" in each.own
        assert "先进水平" in each.theirs
    for chain in board.indicators:
        if chain.indicator_code in worse:
            assert chain.next_step is not None
            assert chain.next_step.level == 1


def test_who_breaks_a_limit_sees_the_limit_the_interval_and_what_to_declare(
    released: Path,
) -> None:
    explained = explain(released, IDS["panel-product-0-08"], "panel_product", "2026Q2")
    board = one_board(explained)
    (violation,) = explained.violations
    assert (violation.standard_no, violation.limit, violation.declared) == (
        "GB 18580-2025",
        0.05,
        0.08,
    )
    assert (str(violation.valid_from), violation.valid_to) == ("2026-06-01", None)
    assert "GB 18580-2025" in board.reasons[0]
    assert "≤0.05 mg/m3" in board.reasons[0]
    assert "≤0.05 mg/m3 方可上榜" in board.reasons[1]
    (limit,) = board.indicators[0].limits
    assert (limit.standard_no, limit.high, limit.nature) == ("GB 18580-2025", 0.05, "mandatory")


def test_before_the_limit_came_into_force_the_older_one_is_shown(released: Path) -> None:
    explained = explain(released, IDS["panel-product-0-08"], "panel_product", "2026Q1")
    (limit,) = one_board(explained).indicators[0].limits
    assert (limit.standard_no, limit.high) == ("GB 18580-2017", 0.124)


def test_points_of_the_indicators_add_up_to_the_score(released: Path) -> None:
    key = next(
        entry
        for board in EXPECTED["boards"]
        if board["product_category"] == "used_car_assessment"
        for entry in board["entries"]
        if entry["level"] == 2
    )
    board = one_board(explain(released, key["declaration_id"]))
    standing = board.standing
    assert standing is not None
    assert board.scheme.method == "points"
    assert sum(each.points or 0 for each in board.indicators) == standing.score == key["score"]
    assert (standing.next_level, standing.next_score) == (1, 90)
    for each in board.indicators:
        assert each.points in {step.points for step in each.steps} | {0}
        if each.next_step is not None:
            assert (each.next_step.points or 0) > (each.points or 0)
    assert board.robustness is not None
    assert board.robustness.rank_p05 is not None


def test_a_vetoed_entry_says_where_its_points_would_put_it(released: Path) -> None:
    vetoed = next(
        entry
        for board in EXPECTED["boards"]
        if board["product_category"] == "used_car_assessment"
        for entry in board["entries"]
        if entry["level"] == 4 and entry["score"] == 100
    )
    standing = one_board(explain(released, vetoed["declaration_id"])).standing
    assert standing is not None
    assert standing.is_vetoed
    assert standing.next_level == 1
    assert standing.above is not None
    assert not standing.above.is_vetoed
    assert standing.above.differences == []


def test_contributions_of_the_indicators_add_up_to_the_weighted_score(released: Path) -> None:
    entry = next(
        entry
        for board in EXPECTED["boards"]
        if board["product_category"] == "laundry_service"
        for entry in board["entries"]
        if entry["level"] == 2
    )
    board = one_board(explain(released, entry["declaration_id"]))
    standing = board.standing
    assert standing is not None
    assert board.scheme.method == "weighted"
    assert sum(each.contribution or 0 for each in board.indicators) == pytest.approx(standing.score)
    assert sum(each.weight or 0 for each in board.indicators) == pytest.approx(1)
    assert (standing.next_level, standing.next_score) == (1, 80)


def test_a_value_declared_in_another_unit_shows_its_conversion(
    released: Path, db: duckdb.DuckDBPyConnection
) -> None:
    (declaration_id,) = db.execute(
        """
        select compared.declaration_id
        from fct_compared_indicators as compared
        inner join fct_declared_indicators as declared
            using (declaration_id, version, indicator_code, row_no, part_no)
        where declared.unit = '%' and compared.unit = '‰'
        order by all
        """
    ).fetchall()[0]
    board = one_board(explain(released, declaration_id))
    (made,) = [each.conversion for each in board.indicators if each.conversion is not None]
    assert (made.from_unit, made.factor, made.to_unit) == ("%", 10, "‰")
    assert made.value == pytest.approx(made.declared * 10)


def test_every_rule_has_a_name_and_every_reason_a_remedy(db: duckdb.DuckDBPyConnection) -> None:
    found = db.execute(
        "select distinct split_part(rule_code, ':', 1), reason_code from fct_eligibility"
    ).fetchall()
    assert {rule for rule, _ in found} <= set(RULES)
    assert {reason for _, reason in found} - {None} <= set(REMEDIES)


def test_the_marts_hold_the_same_chain(released: Path, db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        """
        select
            compared.indicator_code, history.raw_path, declared.requirement_raw, compared.value,
            asked.threshold_1, compared.level, entries.rank
        from fct_board_entries as entries
        inner join fct_boards as boards using (programme, field_code, product_category, period)
        inner join fct_compared_indicators as compared
            using (programme, field_code, product_category, period, declaration_id)
        inner join dim_scheme_indicators as asked
            on boards.scheme_id = asked.scheme_id
            and boards.scheme_version = asked.scheme_version
            and compared.product_category = asked.product_category
            and compared.indicator_code = asked.indicator_code
        inner join fct_declared_indicators as declared
            on compared.declaration_id = declared.declaration_id
            and compared.version = declared.version
            and compared.row_no = declared.row_no
            and compared.part_no = declared.part_no
        inner join fct_declaration_history as history
            on compared.declaration_id = history.declaration_id
            and compared.version = history.version
        where entries.declaration_id = ? and entries.period = '2026Q2'
        order by asked.position
        """,
        [IDS["air-thousands"]],
    ).fetchall()
    explained = explain(released, IDS["air-thousands"], period="2026Q2")
    board = one_board(explained)
    assert board.standing is not None
    assert rows == [
        (
            each.indicator_code,
            explained.versions[board.version - 1].page.path,
            next(cell.requirement for cell in each.cells if cell.decides),
            each.value,
            each.steps[0].bound,
            each.level,
            board.standing.rank,
        )
        for each in board.indicators
    ]
