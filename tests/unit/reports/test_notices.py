"""Notices of publicity and of publication: only of what was decided, and a draft says it is one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines.core.working_days import UnannouncedYearError
from pipelines.reports.notices import notice
from pipelines.reports.subjects import subject_of
from tests.unit.reports.form_tables import by_ending, form_release, said, sheet, tables
from tests.unit.stages.small_boards import HEADER, LEADER_HEADER

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reports.notices import Notice
    from pipelines.reports.pages import Paper

BOARD = "air_cleaner/air_cleaner/2026Q2"
LEADERS = "2026/air_cleaner/air_cleaner"
SCHEME = "national_2026_air_cleaner/1"
STATES = {
    BOARD: "update fct_boards set state = '{}';",
    LEADERS: "update fct_leaders set status = '{}';",
    SCHEME: "update dim_schemes set state = '{}';",
}
EARLIER = {BOARD: "examined", LEADERS: "shortlisted", SCHEME: "selected"}


def made(
    root: Path,
    kind: Notice,
    subject: str,
    state: str,
    starts_on: date | None = None,
    changes: str = "",
) -> dict[str, Paper]:
    database = form_release(root, STATES[subject].format(state) + changes)
    return by_ending(notice(database, "national", kind, subject, root, starts_on=starts_on))


@pytest.mark.parametrize(
    ("subject", "title", "header", "days"),
    [
        (
            BOARD,
            "关于2026年第二季度空气净化器\n产品（或服务）企业标准排行榜的公示",
            HEADER,
            "公示期自2026年7月13日起，至2026年7月27日24时止（不少于10个工作日）",
        ),
        (
            LEADERS,
            "关于2026年空气净化器\n产品（或服务）企业标准\n“领跑者”名单的公示",
            LEADER_HEADER,
            "公示期自2026年7月20日起，至2026年8月3日24时止",
        ),
        (
            SCHEME,
            "关于2026年空气净化器\n企业标准“领跑者”评估方案和评估机构的公示",
            ("重点领域", "评估方案", "评估机构", "产品（或服务）", "核心指标", "评估周期"),
            "公示期自2026年3月2日起，至2026年3月16日24时止",
        ),
    ],
)
def test_a_publicity_is_announced_with_its_days_and_its_list(
    tmp_path: Path, subject: str, title: str, header: tuple[str, ...], days: str
) -> None:
    papers = made(tmp_path, "publicity", subject, "in_publicity")
    text = said(papers["docx"])
    assert text.startswith(title)
    assert days in text
    assert "书面形式" in text
    assert "中国标准化研究院（公章）" in text
    [table] = tables(papers["docx"])
    assert tuple(table[0]) == header
    assert sheet(papers["xlsx"])[1] == table[0]
    assert "草稿" not in text


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        (BOARD, "公示期间无异议，现予发布（见附表）。"),
        (LEADERS, "公示期间收到的2项异议已由专家委员会评议处理，现予发布（见附表）。"),
        (SCHEME, "公示期间无异议，现予发布（见附表）。"),
    ],
)
def test_a_publication_says_what_became_of_objections(
    tmp_path: Path, subject: str, told: str
) -> None:
    text = said(made(tmp_path, "publication", subject, "published")["docx"])
    assert text.startswith("关于发布2026年")
    assert told in text


def test_published_leaders_have_their_certificates_and_validity(tmp_path: Path) -> None:
    papers = made(tmp_path, "publication", LEADERS, "published")
    [table] = tables(papers["docx"])
    assert table[0][-2:] == ["证书编号", "有效期"]
    assert [row[-2:] for row in table[1:]] == [
        ["national-002", "2026年8月1日至2027年8月1日前"],
        ["national-001", "2026年8月1日至2027年8月1日前"],
    ]
    assert sheet(papers["xlsx"])[2][-2:] == table[1][-2:]


def test_the_core_indicators_and_the_body_of_a_scheme_are_named(tmp_path: Path) -> None:
    papers = made(tmp_path, "publication", SCHEME, "published")
    assert tables(papers["docx"])[0][1] == [
        "空气净化器",
        "空气净化器企业标准“领跑者”评估方案",
        "示例家电检测认证中心",
        "空气净化器",
        "颗粒物累积净化量、甲醛累积净化量",
        "每季度一次",
    ]


@pytest.mark.parametrize("subject", STATES)
def test_what_is_not_in_publicity_can_be_drafted_only(tmp_path: Path, subject: str) -> None:
    state = EARLIER[subject]
    with pytest.raises(LookupError, match=rf"现为 {state}，没有公示.*publicity_started.*--starts"):
        made(tmp_path, "publicity", subject, state)
    papers = made(tmp_path, "publicity", subject, state, date(2026, 2, 9))
    text = said(papers["docx"])
    assert text.startswith("内部资料  公示前不公开\n草稿  尚未公示，以记录的决定为准\n关于")
    # domain.md §7: the make-up Saturday after the Spring Festival is a working day
    assert "公示期自2026年2月9日起，至2026年2月28日24时止" in text
    assert "草稿" in (sheet(papers["xlsx"])[0][0] or "")


@pytest.mark.parametrize("subject", STATES)
@pytest.mark.parametrize("state", ["earlier", "in_publicity"])
def test_what_is_not_published_has_no_notice_of_it(
    tmp_path: Path, subject: str, state: str
) -> None:
    state = EARLIER[subject] if state == "earlier" else state
    with pytest.raises(LookupError, match=rf"现为 {state}，没有发布，不出发布公告.*_published"):
        made(tmp_path, "publication", subject, state)


@pytest.mark.parametrize(
    ("kind", "state", "starts_on", "told"),
    [
        ("publicity", "published", None, "已发布，不再公示"),
        ("publicity", "in_publicity", date(2026, 9, 1), "已在公示，公示期以决定为准"),
        ("publication", "published", date(2026, 9, 1), "没有开始公示的日期"),
    ],
)
def test_what_does_not_fit_the_state_is_refused(
    tmp_path: Path, kind: Notice, state: str, starts_on: date | None, told: str
) -> None:
    with pytest.raises(LookupError, match=told):
        made(tmp_path, kind, BOARD, state, starts_on)


def test_a_draft_that_reaches_a_year_without_announced_holidays_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnannouncedYearError):
        made(tmp_path, "publicity", BOARD, "examined", date(2026, 12, 28))


def test_who_refused_is_not_made_public(tmp_path: Path) -> None:
    change = "update fct_consents set consent = 'refused' where declaration_id = 'b'"
    papers = made(tmp_path, "publicity", BOARD, "in_publicity", changes=change)
    assert "示例乙" not in said(papers["docx"])
    assert "示例乙" not in str(sheet(papers["xlsx"]))


def test_who_exited_or_withdrew_is_not_published_as_a_leader(tmp_path: Path) -> None:
    change = "update fct_leaders set status = 'exited' where declaration_id = 'a'"
    papers = made(tmp_path, "publication", LEADERS, "published", changes=change)
    assert "示例甲" not in said(papers["docx"])


def test_an_example_scheme_is_marked(tmp_path: Path) -> None:
    change = "update dim_schemes set evidence = 'example'"
    papers = made(tmp_path, "publicity", SCHEME, "in_publicity", changes=change)
    assert said(papers["docx"]).startswith("仅供演示  方案含示例数值\n")


@pytest.mark.parametrize(
    ("name", "kind"), [(BOARD, "board"), (LEADERS, "leader_list"), (SCHEME, "scheme")]
)
def test_a_subject_tells_its_kind(name: str, kind: str) -> None:
    assert subject_of(name).kind == kind


@pytest.mark.parametrize("name", ["", "a", "a/b", "a//2026Q2", "a/b/c/d", "2026/a/b/c"])
def test_a_subject_that_is_none_is_refused_with_the_right_forms(name: str) -> None:
    with pytest.raises(LookupError, match="如 air_cleaner/air_cleaner/2026Q2"):
        subject_of(name)


@pytest.mark.parametrize(
    "subject", ["air_cleaner/air_cleaner/2025Q1", "2026/water/water", "lost/1"]
)
def test_a_subject_that_the_release_has_not_is_told(tmp_path: Path, subject: str) -> None:
    with pytest.raises(LookupError, match="发布快照中没有"):
        notice(form_release(tmp_path), "national", "publicity", subject, tmp_path)


def test_a_list_without_leaders_has_no_notice(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"没有领跑者.*shortlist_fixed"):
        made(tmp_path, "publicity", LEADERS, "withdrawn")
