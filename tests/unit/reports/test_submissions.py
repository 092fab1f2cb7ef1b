"""Forms 2-1 and 2-2: wording, columns and order of D1, who is named, and what marks say."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from pipelines.reports import listings
from pipelines.reports.board_form import find_board
from pipelines.reports.submissions import board_form, leader_list, leaders_form
from tests.hostile_names import HOSTILE_NAMES
from tests.unit.reports.form_tables import by_ending, form_release, said, sheet, tables
from tests.unit.stages.small_boards import BODY_NAME, HEADER, LEADER_HEADER, NOTE, TITLE

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reports.pages import Paper

# D1, annex 2-1, with what it leaves open filled in
LETTER = (
    "我单位针对空气净化器产品（或服务），按照既定评估方案，依据颗粒物累积净化量、甲醛累积净化量水平，"
    "以企业标准信息公共服务平台中声明公开的企业标准数据为对象开展了排行榜评估工作。现报送2026年第二季度"
    "空气净化器产品企业标准排行榜结果，并承诺评估过程公开透明，客观公正，评估过程中未向被评估企业收取"
    "评估费用，已与入榜企业充分沟通并征得其同意。"
)
# D1, annex 2-2; the blank is its own
LEADERS_LETTER = (
    "我单位作为空气净化器产品（或服务）企业标准排行榜和“领跑者”评估机构，按照既定评估方案，以企业标准"
    "信息公共服务平台中声明公开的企业标准数据为对象开展了评估工作。现报送2026年空气净化器产品（或服务）"
    "企业标准 “领跑者”评估结果，并承诺评估过程公开透明，客观公正，评估过程中未向被评估企业收取评估"
    "费用，已与入围企业充分沟通并征得其同意。"
)
PLACE = ("national", 2026, "air_cleaner", "air_cleaner")


def board_papers(
    root: Path, changes: str = "", period: str = "2026Q2", dated: date | None = None
) -> dict[str, Paper]:
    database = form_release(root, changes)
    board = find_board(database, "national", "air_cleaner", "air_cleaner", period)
    return by_ending(board_form(database, board, root, dated=dated))


def leader_papers(root: Path, changes: str = "") -> dict[str, Paper]:
    database = form_release(root, changes)
    return by_ending(leaders_form(database, leader_list(database, *PLACE), root))


def test_form_2_1_has_the_wording_the_columns_and_the_order_of_the_annex(tmp_path: Path) -> None:
    paper = board_papers(tmp_path, dated=date(2026, 7, 10))["docx"]
    texts = said(paper).split("\n")
    in_order = [
        "关于报送空气净化器",
        "产品（或服务）企业标准排行榜的函",
        "中国标准化研究院：",
        LETTER,
        TITLE.replace("产品", "产品（或服务）"),
        f"{BODY_NAME}（公章）：",
        "日期：2026年7月10日",
    ]
    assert [text for text in texts if text in in_order] == in_order
    [table] = tables(paper)
    assert tuple(table[0]) == HEADER
    assert [row[:6] for row in table[1:]] == [
        ["1", "家用空气净化器", "示例乙科技有限公司", "YI-2、YI-3", "Q/SLYI 001-2026", "江苏省"],
        ["1", "空气净化器", "示例甲科技有限公司", "JA-1", "Q/SLJA 001-2026", "浙江省"],
        ["3", "空气净化器", "示例丙科技有限公司", "BI-4", "Q/SLBI 001-2026", "北京市"],
    ]
    assert {row[6] for row in table[1:]} == {NOTE}  # one cell beside all rows


def test_form_2_2_has_the_wording_the_columns_and_the_order_of_the_annex(tmp_path: Path) -> None:
    paper = leader_papers(tmp_path)["docx"]
    texts = said(paper).split("\n")
    in_order = [
        "关于报送2026年空气净化器",
        "产品（或服务）企业标准",
        "“领跑者”评估结果的函",
        "中国标准化研究院：",
        LEADERS_LETTER,
        "2026年空气净化器产品（或服务）企业标准 “领跑者”评估结果",
        f"{BODY_NAME}（公章）：",
    ]
    assert [text for text in texts if text in in_order] == in_order
    [table] = tables(paper)
    assert tuple(table[0]) == LEADER_HEADER
    assert [row[:3] for row in table[1:]] == [
        ["空气净化器", "家用空气净化器", "示例乙科技有限公司"],
        ["空气净化器", "空气净化器", "示例甲科技有限公司"],
    ]
    assert table[1][6] == f"{NOTE}总体水平为先进水平的入围。"


@pytest.mark.parametrize("papers", [board_papers, leader_papers])
def test_the_workbook_has_the_rows_of_the_paper(tmp_path: Path, papers: object) -> None:
    made = papers(tmp_path)  # type: ignore[operator]
    [table] = tables(made["docx"])
    title, *rows = sheet(made["xlsx"])
    assert title[0] is not None
    assert title[0].endswith(("排行榜（内部资料 公示前不公开）", "结果（内部资料 公示前不公开）"))
    assert rows[0] == table[0]
    assert [row[:6] for row in rows[1:]] == [row[:6] for row in table[1:]]
    assert [row[6] or None for row in rows[1:]] == [table[1][6], *[None] * (len(rows) - 2)]


def test_who_refused_is_left_out_and_the_note_says_so(tmp_path: Path) -> None:
    made = board_papers(
        tmp_path, "update fct_consents set consent = 'refused' where declaration_id = 'b'"
    )
    for text in (said(made["docx"]), str(sheet(made["xlsx"]))):
        assert "示例乙" not in text
        assert f"{NOTE}另有 1 项未经企业同意，不列入；其余名次不变。" in text
    assert [row[0] for row in tables(made["docx"])[0][1:]] == ["1", "3"]


@pytest.mark.parametrize(
    ("state", "is_listed"), [("submitted", False), ("published", False), ("returned", True)]
)
def test_whom_a_submission_left_out_is_back_only_in_the_next(
    tmp_path: Path, state: str, is_listed: bool
) -> None:
    made = board_papers(
        tmp_path,
        f"update fct_boards set state = '{state}';"
        "update fct_consents set is_left_out = true where declaration_id = 'b'",
    )
    assert ("示例乙" in said(made["docx"])) == is_listed


@pytest.mark.parametrize(
    ("changes", "period", "marks"),
    [
        ("", "2026Q2", ["内部资料  公示前不公开"]),
        (
            # asked without an answer yet; agreed to another rank than it now has
            "update fct_consents set consent = if(declaration_id = 'c', 'requested', 'outdated')"
            " where declaration_id <> 'a'",
            "2026Q2",
            ["内部资料  公示前不公开", "草稿  尚有2项未征得企业同意，不得报送"],
        ),
        (
            "delete from fct_consents",
            "2026Q2",
            ["内部资料  公示前不公开", "草稿  尚有3项未征得企业同意，不得报送"],
        ),
        ("", "2026Q3", ["内部资料  公示前不公开", "草稿  本期尚未截止，不得报送"]),
        ("update fct_boards set state = 'submitted'", "2026Q2", ["内部资料  公示前不公开"]),
        ("update fct_boards set state = 'in_publicity'", "2026Q2", []),
        ("update fct_boards set state = 'published'", "2026Q2", []),
        (
            "update fct_boards set evidence = 'example'",
            "2026Q2",
            ["内部资料  公示前不公开", "仅供演示  方案含示例数值"],
        ),
    ],
)
def test_marks_say_who_may_see_a_board_and_why_it_may_not_go_out(
    tmp_path: Path, changes: str, period: str, marks: list[str]
) -> None:
    made = board_papers(tmp_path, changes, period)
    before, _, _ = said(made["docx"]).partition("关于报送")
    assert before.split("\n")[:-1] == marks
    title = sheet(made["xlsx"])[0][0] or ""
    assert title.endswith("排行榜" if not marks else "）")
    assert all(" ".join(mark.split()) in title for mark in marks)


@pytest.mark.parametrize(("status", "is_internal"), [("shortlisted", True), ("published", False)])
def test_leaders_are_internal_until_their_publicity(
    tmp_path: Path, status: str, is_internal: bool
) -> None:
    made = leader_papers(tmp_path, f"update fct_leaders set status = '{status}'")
    assert ("内部资料" in said(made["docx"])) == is_internal


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_who_withdrew_or_exited_is_no_leader(tmp_path: Path, status: str) -> None:
    change = f"update fct_leaders set status = '{status}' where declaration_id = 'a'"
    made = leader_papers(tmp_path, change)
    assert "示例甲" not in said(made["docx"])
    assert "示例乙" in said(made["docx"])


def test_a_board_without_entries_and_a_year_without_leaders_read_well(tmp_path: Path) -> None:
    made = board_papers(tmp_path, "delete from fct_leaders", "2026Q1")
    assert tables(made["docx"]) == []
    assert "本期没有符合入榜条件的企业标准。" in said(made["docx"])
    assert len(sheet(made["xlsx"])) == 2
    leaders = leader_list(tmp_path / "lingpao.duckdb", *PLACE)
    paper = leaders_form(tmp_path / "lingpao.duckdb", leaders, tmp_path)[0]
    assert "本年度没有入围企业标准“领跑者”的企业标准。" in said(paper)


def test_a_list_that_is_too_long_for_a_paper_stands_in_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "PAPER_ROWS", 2)
    made = board_papers(tmp_path)
    assert tables(made["docx"]) == []
    assert f"（共3项，见所附工作簿《{made['xlsx'].name}》。）" in said(made["docx"])
    assert len(sheet(made["xlsx"])) == 2 + 3


@pytest.mark.parametrize(
    "names", [HOSTILE_NAMES, ("=cmd|' /C calc'!A0", "@示例公司", "示例" + "很长" * 60)]
)
def test_whatever_an_enterprise_is_called_is_text_in_paper_and_workbook(
    tmp_path: Path, names: tuple[str, str, str]
) -> None:
    changes = ";".join(
        "update fct_declaration_history set org_name = '{}' where declaration_id = '{}'".format(
            name.replace("'", "''"), entry
        )
        for name, entry in zip(names, "abc", strict=True)
    )
    made = board_papers(tmp_path, changes)
    unseen = str.maketrans("", "", "\u202e\u200f")
    assert {name.translate(unseen) for name in names} <= {row[2] for row in tables(made["docx"])[0]}
    assert set(names) <= {row[2] for row in sheet(made["xlsx"])}
    with zipfile.ZipFile(BytesIO(made["xlsx"].body)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (("national", 2025, "air_cleaner", "air_cleaner"), "该领域有：2026/air_cleaner/"),
        (("national", 2026, "water_purifier", "water_purifier"), "该领域有：无"),
    ],
)
def test_leaders_of_a_year_without_a_board_are_refused(
    tmp_path: Path, place: tuple[str, int, str, str], told: str
) -> None:
    with pytest.raises(LookupError, match=told):
        leader_list(form_release(tmp_path), *place)


def test_a_leader_that_is_not_on_its_board_is_named(tmp_path: Path) -> None:
    database = form_release(tmp_path, "update fct_leaders set declaration_id = 'x'")
    with pytest.raises(LookupError, match=r"名单中的 x 不在榜单 .*lingpao verify"):
        leader_list(database, *PLACE)


def test_a_programme_may_have_a_form_of_its_own(tmp_path: Path) -> None:
    import docx

    (tmp_path / "national").mkdir()
    own = docx.Document()
    own.add_paragraph("本市的表：{{ table_title }}，{{ row_count }}项")
    own.save(str(tmp_path / "national" / "form_2_1.docx"))
    title = TITLE.replace("产品", "产品（或服务）")
    assert f"本市的表：{title}，3项" in said(board_papers(tmp_path)["docx"])
