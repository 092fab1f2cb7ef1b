"""Importing what bodies send: agreed row by row, or refused with everything that is wrong."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.settings import Settings
from pipelines.stages import recording
from pipelines.stages.imports.faults import ImportRefusedError, Sender
from pipelines.stages.imports.importing import import_files
from tests.unit.ledger.conftest import ledger_url
from tests.unit.stages.small_boards import (
    BOARD,
    BODY,
    DAY,
    HEADER,
    LEADER_HEADER,
    LEADER_ROWS,
    LEADER_TITLE,
    LEADERS,
    NOTE,
    ROWS,
    TITLE,
    agreed,
    count,
    csv,
    decided,
    document,
    installation,
    noon,
    settled,
    shortlisted,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipelines.ledger.decision import Decision

__all__ = ["ledger_url"]  # a fixture

SENDER = Sender("national", "示例评估岗", "assessment_body", DAY)
REPLY_HEADER = ("企业名称", "执行标准", "答复", "日期")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once for all tests of the file."""
    return installation(tmp_path_factory.mktemp("template") / "data").data_root


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "data", symlinks=True)
    return Settings(data_root=tmp_path / "data")


def sent(
    world: Settings, body: bytes, sender: Sender | None = SENDER, name: str = "报送.bin"
) -> list[Decision]:
    path = world.data_root.parent / name
    path.write_bytes(body)
    return import_files(world, [path], sender, now=noon)


def refused(world: Settings, body: bytes, sender: Sender | None = SENDER) -> list[str]:
    """What is told when nothing of a file is recorded."""
    before = count(world)
    with pytest.raises(ImportRefusedError) as raised:
        sent(world, body, sender)
    assert count(world) == before
    assert raised.value.faults[-1] == "没有记录任何决定"
    return list(raised.value.faults[:-1])


def with_cell(row: int, column: int, text: str) -> list[list[str]]:
    rows = [list(each) for each in ROWS]
    rows[row][column] = text
    return rows


@pytest.mark.parametrize("made", [document, workbook])
def test_a_board_that_agrees_is_submitted_with_the_file_as_evidence(
    world: Settings, made: Callable[..., bytes]
) -> None:
    agreed(world, "a", "b", "c")
    body = made(ROWS)
    [decision] = sent(world, body)
    assert decision.draft.kind == "board_submitted"
    assert decision.draft.subject == BOARD
    assert decision.draft.effective_on == DAY
    assert decision.draft.payload == {
        "body": BODY,
        "revision": 1,
        "digest": "d" * 64,
        "left_out": [],
    }
    assert decision.state_after == "submitted"
    assert [each.name for each in decision.draft.evidence] == ["报送.bin"]


def test_what_is_written_otherwise_but_means_the_same_agrees(world: Settings) -> None:
    agreed(world, "a", "b", "c")
    rows = [list(row) for row in ROWS]
    rows[0][2] = " 示例甲科技有限公司\n"
    rows[0][4] = "q/slja001—2026"
    rows[1][3] = "YI-3, YI-2"
    rows[1][5] = "江苏"
    rows[2][3] = "空气净化器/BI-4"
    rows[1][6] = rows[2][6] = NOTE.replace("，", " , ").replace("（", "(")
    [decision] = sent(world, document(rows))
    assert decision.state_after == "submitted"


def test_numbers_may_be_ranks(world: Settings) -> None:
    agreed(world, "a", "b", "c")
    assert sent(world, document(with_cell(1, 0, "1")))


def test_a_gap_in_the_numbers_is_told_once(world: Settings) -> None:
    agreed(world, "a", "b", "c")
    rows = [("5", *ROWS[0][1:]), ("6", *ROWS[1][1:]), ("7", *ROWS[2][1:])]
    assert refused(world, document(rows)) == [
        "报送.bin 表 1 第 2 行，序号：写的是“5”；应为 1，或名次 1"
    ]


def test_who_refused_is_left_out_and_the_note_says_so(world: Settings) -> None:
    agreed(world, "a", "c")
    agreed(world, "b", kind="consent_refused")
    rows = [list(ROWS[0]), ["2", *ROWS[2][1:]]]
    assert refused(world, document(rows)) == [
        "报送.bin 表 1 第 2 行，备注（明确排行方法及核心指标）：排行方法或核心指标与计算所用的"
        f"不同；应为 {NOTE}另有 1 项未经企业同意，不列入；其余名次不变。"
    ]
    rows[0][6] = f"{NOTE}另有1项未经企业同意，不列入；其余名次不变。"
    [decision] = sent(world, document(rows))
    assert decision.draft.payload["left_out"] == ["b"]


def test_who_refused_may_not_be_listed(world: Settings) -> None:
    agreed(world, "a", "c")
    agreed(world, "b", kind="consent_refused")
    told = refused(world, document(ROWS))
    assert told == ["报送.bin 表 1 第 3 行，企业名称：示例乙科技有限公司 不同意列入；请删去该行"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            with_cell(1, 2, "示例丁科技有限公司"),
            ["第 3 行，企业名称：标准 Q/SLYI 001-2026 属于 示例乙"],
        ),
        (
            with_cell(1, 4, "Q/SLYI 002-2026"),
            ["该企业入榜的标准是 Q/SLYI 001-2026；请核对标准编号"],
        ),
        (
            [*ROWS, ("4", "空气净化器", "示例丁公司", "D", "Q/SLDI 1-2026", "北京市", "")],
            ["第 5 行，企业名称：示例丁公司 的 Q/SLDI 1-2026 不在计算结果中；请删去该行"],
        ),
        (ROWS[:2], ["报送.bin 缺少第 3 名 示例丙科技有限公司（Q/SLBI 001-2026）；请补上"]),
        ([*ROWS, ROWS[2]], ["第 5 行，企业名称：与第 4 行重复（示例丙科技有限公司"]),
        (
            with_cell(1, 1, "冰箱"),
            ["第 3 行，产品（或服务）名称：写的是“冰箱”，声明公开的是“家用空气净化器”"],
        ),
        (with_cell(1, 1, ""), ["第 3 行，产品（或服务）名称：没有填写；应为 家用空气净化器"]),
        (
            with_cell(1, 3, "YI-9"),
            ["产品（或服务）类别/型号：写的是“YI-9”，声明公开的是“YI-2、YI-3”"],
        ),
        (with_cell(1, 5, "浙江省"), ["第 3 行，所属省份：写的是“浙江省”；应为 江苏省"]),
        (with_cell(1, 5, ""), ["第 3 行，所属省份：没有填写；应为 江苏省"]),
        (with_cell(1, 0, "7"), ["第 3 行，序号：写的是“7”；应为 2，或名次 1"]),
        (
            with_cell(0, 6, ""),
            ["第 2 行，备注（明确排行方法及核心指标）：各行都没有填写；应为 按核心指标"],
        ),
        (with_cell(0, 6, "按加权得分"), ["排行方法或核心指标与计算所用的不同；应为 按核心指标"]),
        (with_cell(1, 2, ""), ["第 3 行，企业名称：没有填写；请补上"]),
        (
            [("1", *ROWS[2][1:6], NOTE), ("2", *ROWS[0][1:6], ""), ("3", *ROWS[1][1:6], "")],
            ["示例甲科技有限公司 计算为第 1 名，却排在第 3 名之后；请按名次排列"],
        ),
    ],
)
def test_a_row_that_does_not_agree_is_named_with_column_and_remedy(
    world: Settings, rows: Sequence[Sequence[str]], told: list[str]
) -> None:
    agreed(world, "a", "b", "c")
    found = "\n".join(refused(world, document(rows)))
    assert all(each in found for each in told), found


def test_everything_that_is_wrong_is_told_at_once(world: Settings) -> None:
    rows = with_cell(0, 5, "广东省")
    rows[1][4] = "Q/SLYI 009-2026"
    rows[2][3] = "XX"
    told = refused(world, workbook(rows))
    assert len(told) == 4  # three rows, and the entry that the second does not name
    assert "报送.bin 排行榜 第 3 行，所属省份" in told[0]


def test_a_board_without_consent_is_refused_by_the_procedure(world: Settings) -> None:
    agreed(world, "a", "b")
    [told] = refused(world, document(ROWS))
    assert told.startswith("报送.bin：board_submitted")
    assert "示例丙科技有限公司还没有答复是否同意" in told


def test_a_board_signed_by_another_body_is_refused(world: Settings) -> None:
    agreed(world, "a", "b", "c")
    [told] = refused(world, document(ROWS, after=["示例别的机构（公章）："]))
    assert "由 示例别的机构 盖章" in told


@pytest.mark.parametrize(
    ("before", "changed", "told"),
    [
        ([], {}, "标题没有写明年份与季度"),
        ([TITLE], {"period": "2026Q1"}, "周期说法不一：2026Q2、2026Q1"),
        ([TITLE.replace("空气净化器", "电冰箱")], {}, "（电冰箱）没有对应的榜单"),
        ([TITLE.replace("2026", "2019")], {}, "该期有：无"),
        ([TITLE], {"field_code": "panel_furniture"}, "没有对应的榜单"),
        ([TITLE.replace("二", "三")], {}, "不在计算结果中"),
    ],
)
def test_a_title_that_names_no_board_is_refused(
    world: Settings, before: list[str], changed: dict[str, str], told: str
) -> None:
    sender = Sender("national", "示例评估岗", "assessment_body", DAY, **changed)
    agreed(world, "a", "b", "c")
    assert told in "\n".join(refused(world, document(ROWS, before=before), sender))


def test_what_the_title_does_not_say_the_command_may(world: Settings) -> None:
    agreed(world, "a", "b", "c")
    sender = Sender(
        "national", "示例评估岗", "assessment_body", DAY, "air_cleaner", "air_cleaner", "2026Q2"
    )
    [decision] = sent(world, document(ROWS, before=[]), sender)
    assert decision.draft.subject == BOARD


@pytest.mark.parametrize("kind", ["objection_upheld", "board_recalled"])
def test_the_revision_after_an_upheld_objection_or_a_recall_is_the_next_and_carries_its_erratum(
    world: Settings, kind: str
) -> None:
    agreed(world, "a", "b", "c")
    upheld: dict[str, Any] = {"objection_id": "1", "opinion": "示例", "erratum": "示例"}
    settled(world, kind, BOARD, "board", "under_revision", upheld)
    [told] = refused(world, document(ROWS))
    assert "erratum" in told
    sender = Sender(
        "national", "示例评估岗", "assessment_body", DAY, members={"erratum": "示例：更正一处"}
    )
    [decision] = sent(world, document(ROWS), sender)
    assert decision.draft.payload["revision"] == 2


@pytest.mark.parametrize("made", [document, workbook])
def test_leaders_that_are_the_shortlist_are_submitted(
    world: Settings, made: Callable[..., bytes]
) -> None:
    shortlisted(world, "a", "b")
    for each in ("a", "b"):
        settled(world, "leader_consent_given", f"{LEADERS}/{each}", None, None, {})
    [decision] = sent(world, made(LEADER_ROWS, LEADER_HEADER, [LEADER_TITLE]))
    assert (decision.draft.kind, decision.draft.subject) == ("leaders_submitted", LEADERS)
    assert decision.state_after == "submitted"


def test_who_withdrew_is_not_among_the_leaders(world: Settings) -> None:
    shortlisted(world, "a", "b")
    settled(world, "leader_consent_given", f"{LEADERS}/a", None, None, {})
    settled(world, "leader_withdrawn", f"{LEADERS}/b", "leader", "withdrawn", {"reason": "示例"})
    both = document(LEADER_ROWS, LEADER_HEADER, [LEADER_TITLE])
    assert "示例乙科技有限公司 的 Q/SLYI 001-2026 不在计算结果中" in refused(world, both)[0]
    [decision] = sent(world, document(LEADER_ROWS[:1], LEADER_HEADER, [LEADER_TITLE]))
    assert decision.state_after == "submitted"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            LEADER_ROWS[:1],
            "缺少入围的 示例乙科技有限公司（Q/SLYI 001-2026）；请补上，或先记录 leader_withdrawn",
        ),
        (
            [("冰箱", *LEADER_ROWS[0][1:]), LEADER_ROWS[1]],
            "第 2 行，重点领域：写的是“冰箱”；应为 空气净化器",
        ),
        ([(*LEADER_ROWS[0][:6], ""), LEADER_ROWS[1]], "备注（简述评估方法）：各行都没有填写"),
        (LEADER_ROWS, "leader_consent_given"),
    ],
)
def test_leaders_that_are_not_the_shortlist_are_refused(
    world: Settings, rows: Sequence[Sequence[str]], told: str
) -> None:
    shortlisted(world, "a", "b")
    body = document(rows, LEADER_HEADER, [LEADER_TITLE])
    assert told in "\n".join(refused(world, body))


def test_leaders_before_a_shortlist_are_refused(world: Settings) -> None:
    body = document(LEADER_ROWS, LEADER_HEADER, [LEADER_TITLE])
    assert "还没有入围名单；请先记录 shortlist_fixed" in refused(world, body)[0]


@pytest.mark.parametrize("made", [document, workbook, csv])
def test_replies_become_decisions_with_the_file_as_evidence(
    world: Settings, made: Callable[..., bytes]
) -> None:
    rows = [
        ("示例甲科技有限公司", "Q/SLJA 001-2026", "同意", "2026-07-08"),
        ("91990000EX0000022X", "", "不同意", "2026年7月9日"),
        ("示例丙科技有限公司", "", "同意", ""),
    ]
    sender = Sender("national", "示例评估岗", "assessment_body", DAY, period="2026Q2")
    sent(world, made(rows, REPLY_HEADER), sender)
    found = decided(world, "consent_given") + decided(world, "consent_refused")
    assert [(d.draft.subject, str(d.draft.effective_on)) for d in found] == [
        (f"{BOARD}/a", "2026-07-08"),
        (f"{BOARD}/c", "2026-07-10"),
        (f"{BOARD}/b", "2026-07-09"),
    ]
    assert all(each.name == "报送.bin" for d in found for each in d.draft.evidence)


def test_replies_reach_leaders_and_all_boards_by_their_scope(world: Settings) -> None:
    shortlisted(world, "a", "b")
    rows = [
        ("示例甲科技有限公司", "", "同意", "", "领跑者"),
        ("示例乙科技有限公司", "", "不同意", "", "领跑者"),
        ("示例丙科技有限公司", "", "同意", "", "长期"),
        ("91990000EX0000011X", "", "不同意", "", "长期"),
    ]
    sender = Sender("national", "示例评估岗", "assessment_body", DAY, period="2026")
    decisions = sent(world, workbook(rows, (*REPLY_HEADER, "范围"), []), sender)
    assert [(d.draft.kind, d.draft.subject) for d in decisions] == [
        ("leader_consent_given", f"{LEADERS}/a"),
        ("leader_consent_refused", f"{LEADERS}/b"),
        ("standing_consent", "EX0000033"),
        ("standing_consent_revoked", "EX0000011"),
    ]


def test_of_replies_every_bad_row_is_named_and_none_is_recorded(world: Settings) -> None:
    rows = [
        ("示例甲科技有限公司", "", "同意", "", ""),
        ("示例甲科技有限公司", "", "不同意", "", ""),
        ("示例丁科技有限公司", "", "同意", "", ""),
        ("示例乙科技有限公司", "", "随便", "", ""),
        ("示例乙科技有限公司", "Q/XX 1-2020", "同意", "", ""),
        ("示例丙科技有限公司", "", "同意", "昨天", ""),
        ("示例丙科技有限公司", "", "同意", "", "下个月"),
        ("示例同名有限公司", "", "同意", "", "长期"),
        ("", "", "同意", "", ""),
    ]
    told = refused(world, document(rows, (*REPLY_HEADER, "范围"), [TITLE]))
    assert [each.partition(" 第 ")[2].partition("；")[0] for each in told] == [
        "3 行，答复：与第 2 行答复的是同一项",
        f"4 行，企业名称：示例丁科技有限公司 不在 {BOARD} 上",
        "5 行，答复：写的是“随便”",
        f"6 行，执行标准：Q/XX 1-2020 不是该企业在 {BOARD} 上的声明",
        "7 行，日期：无法读取“昨天”",
        "8 行，范围：写的是“下个月”",
        "9 行，企业名称：名为 示例同名有限公司 的企业有 2 家",
        f"10 行，企业名称：（未填写） 不在 {BOARD} 上",
    ]


def test_replies_that_the_procedure_refuses_are_named_too(world: Settings) -> None:
    rows = [
        ("示例甲科技有限公司", "", "同意", "2026-07-09"),
        ("示例乙科技有限公司", "", "同意", "2027-01-01"),
        ("示例丙科技有限公司", "", "同意", "2027-01-02"),
    ]
    told = refused(world, document(rows, REPLY_HEADER, [TITLE]))
    assert [each.partition("：")[0] for each in told] == [
        "报送.bin 表 1 第 3 行",
        "报送.bin 表 1 第 4 行",
    ]
    assert all("还没有到" in each for each in told)


def test_the_same_replies_twice_are_refused(world: Settings) -> None:
    body = document([("示例甲科技有限公司", "", "同意", "2026-07-09")], REPLY_HEADER, [TITLE])
    sent(world, body)
    assert "无须重复" in refused(world, body)[0]


TABLE_HEADER = ("决定", "对象", "项目", "生效日", "岗位", "角色", "reason")


def ban(enterprise: str, role: str = "work_institution") -> tuple[str, ...]:
    return ("ban", enterprise, "national", "2026-07-01", "示例监督岗", role, "示例")


@pytest.mark.parametrize("made", [workbook, csv])
def test_a_table_of_decisions_is_recorded(world: Settings, made: Callable[..., bytes]) -> None:
    rows = [ban("EX0000011"), ban("EX0000022")]
    body = csv(rows, TABLE_HEADER) if made is csv else workbook(rows, TABLE_HEADER, [])
    assert [each.state_after for each in sent(world, body, None)] == ["barred", "barred"]


def test_of_a_table_of_decisions_every_row_that_does_not_fit_is_named(world: Settings) -> None:
    rows = [ban("EX0000011"), ban("EX0000022", "public"), ban("EX0000033"), ban("short")]
    told = refused(world, csv(rows, TABLE_HEADER), None)
    assert [each.partition("：")[0] for each in told] == ["报送.bin 第 3 行", "报送.bin 第 5 行"]


def test_of_several_files_all_are_recorded_or_none(world: Settings) -> None:
    folder = world.data_root.parent
    good = csv([("示例甲科技有限公司", "", "同意", "")], REPLY_HEADER)
    bad = csv([("示例丁科技有限公司", "", "同意", "")], REPLY_HEADER)
    (folder / "1.csv").write_bytes(good)
    (folder / "2.csv").write_bytes(bad)
    before = count(world)
    sender = Sender("national", "示例评估岗", "assessment_body", DAY, period="2026Q2")
    with pytest.raises(ImportRefusedError, match=r"2\.csv 第 2 行"):
        import_files(world, [folder / "1.csv", folder / "2.csv"], sender, now=noon)
    assert count(world) == before
    assert len(import_files(world, [folder / "1.csv"], sender, now=noon)) == 1


def test_who_records_must_be_said_but_not_twice(world: Settings) -> None:
    assert "请用 --programme、--office、--role 写明" in refused(world, document(ROWS), None)[0]
    table = csv([ban("EX0000011")], TABLE_HEADER)
    assert "请去掉 --programme" in refused(world, table)[0]


def _zipped(body: bytes, **parts: bytes) -> bytes:
    """A package with more parts, or with parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "是加密的文件，或旧版"),
        (document(ROWS)[:-300], "不是完好的"),
        (_zipped(document(ROWS), **{"word/vbaProject.bin": b"x"}), "文件带有宏"),
        (_zipped(workbook(ROWS), **{"xl/vbaProject.bin": b"x"}), "文件带有宏"),
        (_zipped(document(ROWS), **{"word/document.xml": _ENTITIES}), "文档类型或实体"),
        (_zipped(document(ROWS), **{"docProps/core.xml": _ENTITIES}), "文档类型或实体"),
        (
            _zipped(document(ROWS), **{"word/styles.xml": _ENTITIES.decode().encode("utf-16")}),
            "文档类型或实体",
        ),
        (_zipped(workbook(ROWS), **{"xl/sharedStrings.xml": _ENTITIES}), "文档类型或实体"),
        (_zipped(document(ROWS), **{"word/media/x": b"\0" * (257 << 20)}), "解包后有"),
        (document(ROWS, (*HEADER[:-1], "说明")), "认不出是什么表"),
        (b"%PDF-1.7 \x00", "是 PDF 文件，读不出表格；请用 docx、xlsx 或 CSV"),
        (b"{\\rtf1 x}", "是 RTF 文件"),
        ("序号,企业".encode("utf-16"), "另存为 UTF-8"),
        (b"", "认不出是什么表"),
        (document([]), "表头之下没有内容"),
    ],
    ids=[
        "encrypted",
        "cut off",
        "docm",
        "xlsm",
        "entities",
        "entities elsewhere",
        "utf-16",
        "entities in a workbook",
        "bomb",
        "unknown table",
        "pdf",
        "rtf",
        "utf-16 text",
        "empty",
        "no rows",
    ],
)
def test_a_file_that_cannot_be_trusted_or_understood_is_refused(
    world: Settings, body: bytes, told: str
) -> None:
    [fault] = refused(world, body)
    assert fault.startswith("报送.bin")
    assert told in fault


def test_two_boards_in_one_file_are_refused(world: Settings) -> None:
    import docx

    made = docx.Document(io.BytesIO(document(ROWS)))
    made.element.body.append(docx.Document(io.BytesIO(document(ROWS))).tables[0]._tbl)
    body = io.BytesIO()
    made.save(body)
    assert "有 2 张附件2-1（表 1、表 2）；请分成几个文件导入" in refused(world, body.getvalue())[0]


REPLIES = document(
    [(row[2], row[4], "同意", "2026-07-09") for row in ROWS], REPLY_HEADER, [TITLE], after=[]
)


def _importing(world: Settings) -> int:
    """Imports the replies in a child process; how it ended."""
    path = world.data_root.parent / "回执.docx"
    path.write_bytes(REPLIES)
    child = os.fork()
    if child == 0:
        try:
            import_files(world, [path], SENDER, now=noon)
            os._exit(0)
        except ImportRefusedError:
            os._exit(1)
        finally:
            os._exit(2)
    return child


def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(
    world: Settings, ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Settings(data_root=world.data_root, ledger_url=ledger_url)
    asked = []
    admit = recording._NamingAll.__call__

    def dying(self: Any, *args: Any) -> Any:
        asked.append(1)
        if len(asked) == len(ROWS):
            os._exit(9)
        return admit(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(recording._NamingAll, "__call__", dying)
        assert os.waitstatus_to_exitcode(os.waitpid(_importing(elsewhere), 0)[1]) == 9
    assert count(elsewhere) == 0
    assert os.waitstatus_to_exitcode(os.waitpid(_importing(elsewhere), 0)[1]) == 0
    assert count(elsewhere) == len(ROWS)


def test_of_two_who_import_the_same_at_once_one_records_all_and_the_other_nothing(
    world: Settings, ledger_url: str
) -> None:
    elsewhere = Settings(data_root=world.data_root, ledger_url=ledger_url)
    children = [_importing(elsewhere) for _ in range(2)]
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(ended) == [0, 1]
    assert count(elsewhere) == len(ROWS)
