"""What `lingpao explain` prints: text and JSON, the boards asked for, and what is not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.reports.explain.declaration import explain
from tests.integration.test_explain import IDS

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from click.testing import Result

    from pipelines.settings import Settings


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments, "--data-root", str(settings.data_root)])


def test_an_overruled_value_shows_both_readings_and_the_decision(
    sample_run: Settings, db: duckdb.DuckDBPyConnection
) -> None:
    ((decision_id, evidence),) = db.execute(
        "select decision_id, evidence from fct_overruled_values where requirement_raw = '≥9O％'"
    ).fetchall()
    done = run(sample_run, IDS["logistics-letter-for-zero"], "--format", "json")
    assert done.exit_code == 0, done.output
    (board,) = json.loads(done.stdout)["boards"]
    (chain,) = [
        each for each in board["indicators"] if each["indicator_code"] == "electronic_documents"
    ]
    (cell,) = chain["cells"]
    assert cell["requirement"] == "≥9O％"
    assert cell["overruling"]["parsed"]["status"] == "unparsed"
    assert (cell["reading"]["status"], cell["reading"]["low"]) == ("parsed", 90)
    assert (cell["overruling"]["decision_id"], cell["overruling"]["reads"]) == (decision_id, "≥90%")
    assert (chain["value"], chain["level"]) == (90, 1)
    text = run(sample_run, IDS["logistics-letter-for-zero"]).stdout
    for said in ("原读作    无法识别", "更正为    ≥90 %", f"决定 {decision_id}", evidence):
        assert said in text


@pytest.mark.parametrize(
    "key",
    [
        *("air-thousands", "ac-07", "panel-product-0-08", "logistics-letter-for-zero"),
        *("air-undisclosed", "air-revised-worse", "furniture-old-desiccator", "air-banned"),
    ],
)
def test_the_text_says_what_the_json_holds(sample_run: Settings, key: str) -> None:
    made = json.loads(run(sample_run, IDS[key], "--format", "json").stdout)
    text = "".join(run(sample_run, IDS[key]).stdout.split())  # lines are folded anywhere

    def said(*facts: str | None) -> None:
        for fact in facts:
            if fact is not None:
                assert "".join(fact.split()) in text

    said(made["declaration_id"], made["org_name"], made["standard_no"], made["uscc"])
    for version in made["versions"]:
        said(version["page"]["path"], version["page"]["sha256"], *version["changes"])
    for violation in made["violations"]:
        said(violation["standard_no"], violation["indicator"], violation["valid_from"])
    for board in made["boards"]:
        said(board["scheme"]["scheme_id"], board["cut_off_on"], board["note"], *board["reasons"])
        for chain in board["indicators"]:
            said(chain["name"], *(cell["requirement"] for cell in chain["cells"]))
            said(*(limit["standard_no"] for limit in chain["limits"]))
        standing = board["standing"] or {}
        for place in filter(None, (standing.get(side) for side in ("tied", "above", "below"))):
            said(f"第 {place['rank']} 名", *(rival["org_name"] for rival in place["rivals"]))
            said(*(each[side] for each in place["differences"] for side in ("own", "theirs")))
    for other in made["others"]:
        said(other["period"])


def test_without_a_period_the_last_closed_board_is_explained_and_the_others_are_listed(
    released: Path,
) -> None:
    explained = explain(released, IDS["ac-07"])
    assert [board.board.period for board in explained.boards] == ["2026Q2"]
    assert [(other.period, other.is_provisional) for other in explained.others] == [
        ("2026Q3", True),
        ("2026Q1", False),
    ]


def test_a_board_that_is_not_closed_is_marked(sample_run: Settings) -> None:
    done = run(sample_run, IDS["ac-07"], "--period", "2026Q3")
    assert "未截止" in done.stdout
    assert "2026Q2" in done.stdout  # among the others


def test_a_declaration_that_no_board_examined_shows_what_it_declares(
    sample_run: Settings, db: duckdb.DuckDBPyConnection
) -> None:
    (declaration_id,) = db.execute(
        """
        select declaration_id from fct_declared_indicators
        where indicator_code is null
        and declaration_id not in (select declaration_id from fct_compared_indicators)
        order by all
        """
    ).fetchall()[0]
    done = run(sample_run, declaration_id)
    assert done.exit_code == 0
    assert "没有榜单审查过它" in done.stdout
    assert "声明原文" in done.stdout


@pytest.mark.parametrize("spelled", ["Q/SLQHHY 002-2023", "q/slqhhy002—2023"])
def test_a_number_that_one_declaration_carries_names_it(released: Path, spelled: str) -> None:
    assert explain(released, spelled).declaration_id == IDS["logistics-letter-for-zero"]


def test_a_number_that_several_carry_is_answered_with_the_candidates(
    sample_run: Settings, db: duckdb.DuckDBPyConnection
) -> None:
    number, declaration_ids = db.execute(
        """
        select standard_no, list(declaration_id) from fct_declarations
        group by standard_no having count(*) > 1 order by all
        """
    ).fetchall()[0]
    done = run(sample_run, number)
    assert done.exit_code == 1
    assert "声明编号" in done.stderr
    for declaration_id in declaration_ids:
        assert declaration_id in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-declaration"], "没有声明 no-such-declaration"),
        ([IDS["ac-07"], "--period", "2030"], "2026Q2"),
        ([IDS["ac-07"], "--field", "wood_coating"], "air_cleaner"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    sample_run: Settings, arguments: list[str], said: str
) -> None:
    done = run(sample_run, *arguments)
    assert done.exit_code == 1
    assert said in done.stderr
