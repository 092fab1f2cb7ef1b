"""Tables ranked in a scratch warehouse: what comes out of each method, who stays out and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.ranking import Ranking, rank_contests, rank_table
from pipelines.stages.ranking_table import TableError
from tests.unit.stages.ranking_schemes import BANDS, GOALPOSTS, HEAD, POINTS, contest, scheme_of

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
VETO = POINTS.replace(
    "method: {kind: points,",
    "  - {code: V, name: 事故车判定, class: basic, accept: [有]}\n"
    "method: {kind: points, veto: [V],",
).replace("cut_offs: [90, 60, 20]}", "cut_offs: [90, 60, 20]}\nboard: {lowest_level: 4}")
STRICT = POINTS + "board: {lowest_level: 2}\n"
REWEIGHTED = GOALPOSTS + "  missing: reweight\n  cut_offs: [0.8, 0.5]\n"
CATEGORIES = "products: [{category: chair, name: 椅}, {category: stool, name: 凳}]\n" + BANDS
TABLES = {
    "bands": (
        BANDS,
        {
            "best": (1, 9, 9),
            "twin": (2, "≥8", "8"),
            "third": ("≤4", 9, 9),
            "low": (7, 9, 9),
            "gap": (1, None, 9),
            "words": (1, "很高", "≤9"),
        },
    ),
    "veto": (
        VETO,
        {
            "full": (1, 9, 9, "有"),
            "half": (3, 6, 6, "有"),
            "vetoed": (1, 9, 9, "没有"),
            "nothing": (9, 0, 0, "有"),
            "silent": (1, 9, 9, None),
        },
    ),
    "strict": (STRICT, {"in": (1, 9, 9), "out": (9, 0, 0)}),
    "excluded": (GOALPOSTS, {"all": (1, 9, 10), "none": (9, 1, 0), "gap": (1, None, 10)}),
    "reweighted": (REWEIGHTED, {"all": (1, 9, 10), "gap": (1, None, 5), "bad": (1, "?", 10)}),
}


@pytest.fixture(scope="module")
def rankings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ranking]:
    """Every table ranked, in one dbt run."""
    root = tmp_path_factory.mktemp("ranking")
    contests = []
    for name, (text, rows) in TABLES.items():
        scheme = scheme_of(root, name, text)
        key = {"field_code": name}
        contests.append(
            contest(scheme.model_copy(update=key), rows, "ABCV" if name == "veto" else "ABC")
        )
    return dict(zip(TABLES, rank_contests(Settings.load(root), contests, TODAY), strict=True))


def _reasons(ranking: Ranking) -> dict[str, str]:
    return dict(ranking.rejected.select("id", "reason").iter_rows())


def test_bands_rank_by_the_worst_level_and_show_each(rankings: dict[str, Ranking]) -> None:
    board = rankings["bands"].board
    assert board.columns == ["id", "rank", "score", "level", "is_tied", "note", "A", "B", "C"]
    assert board.drop("note", "score").rows() == [
        ("best", 1, 1, True, 1, 1, 1),
        ("twin", 1, 1, True, 1, 1, 1),
        ("third", 3, 2, False, 2, 1, 1),
    ]


def test_who_stays_out_is_named_with_row_column_and_reason(rankings: dict[str, Ranking]) -> None:
    rejected = rankings["bands"].rejected
    assert rejected["row_no"].to_list() == [5, 6, 7]
    reasons = _reasons(rankings["bands"])
    assert reasons["low"] == "列 A：甲 ≤7 mg/kg：低于方案的最低水平"
    assert reasons["gap"] == "列 B：缺少核心指标“乙”"
    assert "列 B：乙“很高”无法识别" in reasons["words"]
    assert "列 C：丙“≤9”只给出了另一侧的限值" in reasons["words"]


def test_points_are_shown_and_a_veto_ranks_last_whatever_the_points(
    rankings: dict[str, Ranking],
) -> None:
    board = rankings["veto"].board
    rows = {row["id"]: row for row in board.iter_rows(named=True)}
    assert (rows["full"]["rank"], rows["full"]["score"], rows["full"]["level"]) == (1, 100, 1)
    assert (rows["half"]["score"], rows["half"]["A"]) == (60, 25)
    assert rows["half"]["level"] == 2
    assert rows["nothing"]["level"] == 4
    # an answer that is missing is no answer that passes
    assert rows["vetoed"]["rank"] == rows["silent"]["rank"] == 4
    assert rows["vetoed"]["is_tied"]
    assert rankings["veto"].rejected.is_empty()


def test_a_level_below_the_lowest_one_stays_out(rankings: dict[str, Ranking]) -> None:
    assert rankings["strict"].board["id"].to_list() == ["in"]
    assert _reasons(rankings["strict"])["out"] == "得分 0，第 4 等，低于可上榜的最低水平"


def test_a_gap_excludes_or_gives_its_weight_to_the_rest(rankings: dict[str, Ranking]) -> None:
    assert _reasons(rankings["excluded"]) == {"gap": "列 B：缺少核心指标“乙”"}
    scores = dict(rankings["excluded"].board.select("id", "score").iter_rows())
    assert scores == {"all": 1.0, "none": 0.0}
    board = rankings["reweighted"].board
    assert board.select("id", "score", "level", "B").rows() == [
        ("all", 1.0, 1, 1.0),
        ("gap", 0.75, 2, None),
    ]
    # what is there but cannot be read is no gap
    assert "无法识别" in _reasons(rankings["reweighted"])["bad"]


def _files(folder: Path, text: str, table: str) -> tuple[Path, Path]:
    scheme, rows = folder / "s.yml", folder / "t.csv"
    scheme.write_text(text, encoding="utf-8")
    rows.write_text(table, encoding="utf-8")
    return scheme, rows


def test_the_command_prints_the_board_and_who_stays_out_and_writes_the_file(
    tmp_path: Path,
) -> None:
    table = (
        "id,product_category,A,B,C,备注\n"
        "a,stool,1,9,9,\nb,chair,3,9,9,\nc,chair,,9,9,\n,chair,1,1,1,\n"
    )
    scheme, rows = _files(tmp_path, f"scheme_id: s\n{HEAD}{CATEGORIES}", table)
    out = tmp_path / "board.xlsx"
    done = CliRunner().invoke(
        main, ["rank", str(scheme), str(rows), "--out", str(out), "--data-root", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    for part in ("缺少核心指标“甲”", "缺少 id", "未读取：备注", "总体水平取最差一项", str(out)):
        assert part in done.output
    board = pl.read_excel(out, engine="calamine")
    assert board.columns[:3] == ["product_category", "id", "rank"]
    assert board.select("product_category", "id", "rank").rows() == [
        ("chair", "b", 1),
        ("stool", "a", 1),
    ]
    # the scratch warehouse is gone
    left = [path for path in (tmp_path / "warehouse").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["ranking_models_1.json"]


def test_a_programmes_scheme_ranks_without_asking_who_is_eligible(tmp_path: Path) -> None:
    scheme = PROJECT_ROOT / "data/reference/schemes/mofcom-2023/2023/logistics_service.yml"
    table = tmp_path / "t.csv"
    table.write_text(
        "id,product_category,customer_satisfaction,electronic_documents,cargo_tracking\n"
        "a,road_freight_service,95%,90,90\nb,road_freight_service,99,90,90\n",
        encoding="utf-8",
    )
    ranking = rank_table(Settings.load(tmp_path), scheme, table, TODAY)
    assert ranking.board.select("id", "rank", "level").rows() == [("b", 1, 1), ("a", 2, 2)]
    (remark,) = ranking.remarks
    assert "mofcom-2023" in remark
    assert "不审查资格" in remark
    with pytest.raises(TableError, match="2023-08-31，2023-08-30 时还没有公布"):
        rank_table(Settings.load(tmp_path), scheme, table, date(2023, 8, 30))


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["s.yml", "t.csv"], 1, "缺少列：B、C；不认识的列：b"),
        (["s.yml", "none.csv"], 2, "none.csv"),
        (["s.yml", "t.csv", "--out", "board.doc"], 2, ".parquet"),
        (["t.csv", "t.csv"], 1, "t.csv"),
    ],
)
def test_what_cannot_be_ranked_ends_the_command_with_a_sentence(
    tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    _files(tmp_path, f"scheme_id: s\n{HEAD}{BANDS}", "id,A,b\nx,1,2\n")
    paths = [str(tmp_path / each) if "." in each else each for each in arguments]
    done = CliRunner().invoke(main, ["rank", *paths, "--data-root", str(tmp_path)])
    assert done.exit_code == code, done.output
    assert told in done.output
    assert "Traceback" not in done.output
