"""A December summary that a body filled in: recorded as a whole, or refused with every blank."""

from __future__ import annotations

import hashlib
import io
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipelines.core.summaries import BLANKS, PARTS, tag_of
from pipelines.reports.pages import TEMPLATES, filled
from pipelines.reports.templating.summary import body_summary
from pipelines.settings import Settings
from pipelines.stages.imports.faults import ImportRefusedError, Sender
from pipelines.stages.imports.importing import import_files
from tests.unit.stages.small_boards import BODY, BODY_NAME, count, decided, installation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SENDER = Sender("national", "示例评估岗", "assessment_body", date(2026, 12, 20))
TEXTS = {
    "effect": "示例成效第一段\n示例成效第二段（含表）",
    "staff": "专职3人，兼职2人。",
    "difficulties": "无",
    "scheme_changes": "拟增加“噪声”为核心指标。",
}


TABLES = (
    "schemes", "boards", "years", "levels", "leaders", "titles", "core", "grades", "revised",
    "left_out", "asked", "publicities",
)  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once for all tests of the file."""
    return installation(tmp_path_factory.mktemp("template") / "data").data_root


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A summary as a body gets it, without any numbers."""
    values = {
        "subject": f"national/{BODY}/2026",
        "body_name": BODY_NAME,
        "year": 2026,
        "work_institution": "中国标准化研究院",
        "says": {code: ["示例句子。"] for code in PARTS},
        "figures": {},
        "sources": [],
        "release": dict.fromkeys(
            ("release_id", "run_on", "code_version", "reference_digest", "ledger_head"), "示例"
        ),
    }
    tables = {code: {"title": code, "rows": []} for code in TABLES}
    return filled(TEMPLATES / "body_summary.docx", {**values, "t": tables})


def controls(document: Any) -> dict[str, Any]:
    """The paper's content controls, by tag."""
    return {
        each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): each
        for each in document.element.body.iter(qn("w:sdt"))
    }


def write(control: Any, text: str) -> None:
    """Fills a blank in as Word does: the hint goes, a paragraph a line comes."""
    hint = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if hint is not None:
        hint.getparent().remove(hint)
    content = control.find(qn("w:sdtContent"))
    for old in list(content):
        content.remove(old)
    scratch = docx.Document()
    for line in text.split("\n"):
        content.append(scratch.add_paragraph(line)._p)


def with_blanks(paper: bytes, texts: Mapping[str, str]) -> bytes:
    """The paper with these blanks filled in."""
    document = docx.Document(io.BytesIO(paper))
    found = controls(document)
    for code, text in texts.items():
        write(found[tag_of(code)], text)
    return saved(document)


def saved(document: Any) -> bytes:
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def late() -> datetime:
    return datetime(2026, 12, 21, 4, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def send(installed: Path, tmp_path: Path) -> Callable[..., Settings]:
    """Imports a file into an installation where the body is registered."""
    settings = Settings(data_root=tmp_path / "data")
    shutil.copytree(installed, settings.data_root)

    def sent(body: bytes, sender: Sender | None = SENDER) -> Settings:
        path = tmp_path / "总结.docx"
        path.write_bytes(body)
        import_files(settings, [path], sender, now=late)
        return settings

    return sent


def refusal(send: Callable[..., Settings], body: bytes, sender: Sender | None = SENDER) -> str:
    with pytest.raises(ImportRefusedError) as refused:
        send(body, sender)
    return str(refused.value)


def test_the_delivered_template_is_the_one_that_the_code_makes(tmp_path: Path) -> None:
    body_summary().save(tmp_path / "made.docx")
    made, kept = (
        docx.Document(str(path))
        for path in (tmp_path / "made.docx", TEMPLATES / "body_summary.docx")
    )
    assert made.element.xml == kept.element.xml


def test_the_paper_has_the_seven_parts_in_order_with_a_blank_in_each_that_people_know(
    paper: bytes,
) -> None:
    document = docx.Document(io.BytesIO(paper))
    style = document.styles["Heading 1"]
    headings = [each.text for each in document.paragraphs if each.style == style]
    assert headings == [
        "一、评估工作概况",
        "二、所负责类别的企业标准及“领跑者”水平说明",
        "三、评估工作实施效果分析",
        "四、机构和人员情况",
        "五、存在的困难",
        "六、评估方案调整",
        "七、其他应说明的情况",
    ]
    assert list(controls(document)) == [
        "lingpao.summary.subject", *(tag_of(each.code) for each in BLANKS)
    ]  # fmt: skip
    assert "不写个人姓名、电话" in "".join(document.element.body.itertext())


def test_a_summary_that_was_filled_in_is_a_decision_with_the_file_as_its_evidence(
    paper: bytes, send: Callable[..., Settings]
) -> None:
    body = with_blanks(paper, TEXTS)
    [decision] = decided(send(body), "body_summary_submitted")
    assert decision.draft.subject == f"{BODY}/2026"
    assert decision.draft.payload == TEXTS
    assert [each.sha256 for each in decision.draft.evidence] == [hashlib.sha256(body).hexdigest()]


def test_every_mandatory_blank_that_is_left_is_named_and_nothing_is_recorded(
    paper: bytes, send: Callable[..., Settings], tmp_path: Path
) -> None:
    told = refusal(send, with_blanks(paper, {"staff": "专职3人。"}))
    assert told.split("\n") == [
        "总结.docx，评估工作实施效果分析：没有填写；请填写后重新导入",
        "总结.docx，存在的困难：没有填写；请填写后重新导入",
        "总结.docx，评估方案调整：没有填写；请填写后重新导入",
        "没有记录任何决定",
    ]
    assert decided(Settings(data_root=tmp_path / "data"), "body_summary_submitted") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"staff": ""}, "机构和人员情况：没有填写"),
        ({"staff": f"专职3人。{BLANKS[1].hint}"}, "机构和人员情况：还留有提示文字"),
        ({"other": "请致电13800000000"}, "“其他应说明的情况”中有手机号码"),
    ],
)
def test_a_blank_that_is_not_filled_in_as_asked_is_refused(
    paper: bytes, send: Callable[..., Settings], change: dict[str, str], why: str
) -> None:
    assert why in refusal(send, with_blanks(paper, {**TEXTS, **change}))


def test_text_counts_though_its_program_still_marks_it_as_a_hint(
    paper: bytes, send: Callable[..., Settings]
) -> None:
    document = docx.Document(io.BytesIO(with_blanks(paper, TEXTS)))
    kept = controls(document)[tag_of("other")]
    paragraph = kept.find(f"{qn('w:sdtContent')}/{qn('w:p')}")
    [text] = paragraph.iter(qn("w:t"))
    text.text = "示例其他情况"
    [decision] = decided(send(saved(document)), "body_summary_submitted")
    assert decision.draft.payload["other"] == "示例其他情况"


@pytest.mark.parametrize("prompt", ["单击或点击此处输入文字。", "请填写（示例另一种提示）"])
def test_a_hint_of_another_wording_is_no_text_while_nobody_has_touched_it(
    paper: bytes, send: Callable[..., Settings], prompt: str
) -> None:
    document = docx.Document(io.BytesIO(with_blanks(paper, {**TEXTS, "staff": "示例"})))
    for code in ("staff", "other"):
        control = controls(document)[tag_of(code)]
        [text] = control.iter(qn("w:t"))
        text.text = prompt
        properties = control.find(qn("w:sdtPr"))
        if properties.find(qn("w:showingPlcHdr")) is None:
            properties.append(OxmlElement("w:showingPlcHdr"))
    assert refusal(send, saved(document)).split("\n")[:-1] == [
        "总结.docx，机构和人员情况：没有填写；请填写后重新导入"
    ]


def test_a_blank_that_was_taken_out_or_copied_is_named(
    paper: bytes, send: Callable[..., Settings]
) -> None:
    document = docx.Document(io.BytesIO(with_blanks(paper, TEXTS)))
    found = controls(document)
    found[tag_of("effect")].getparent().remove(found[tag_of("effect")])
    found[tag_of("staff")].addnext(docx.oxml.parse_xml(docx.oxml.xmlchemy.serialize_for_reading(
        found[tag_of("staff")])))  # fmt: skip
    told = refusal(send, saved(document))
    assert "评估工作实施效果分析：没有填写框" in told
    assert "机构和人员情况：有 2 处填写框" in told


@pytest.mark.parametrize(
    ("sender", "why"),
    [
        (None, "是评估机构年度工作情况总结；请用 --programme、--office、--role"),
        (Sender("mofcom-2023", "示例岗", "assessment_body", date(2026, 12, 20)),
         "是项目 national 的总结，--programme 写的是 mofcom-2023"),
        (Sender("national", "示例岗", "assessment_body", date(2026, 11, 2)), "自 2026-12-01 起"),
        (Sender("national", "示例岗", "work_institution", date(2026, 12, 20)), "无权"),
    ],
)  # fmt: skip
def test_who_sends_it_for_what_and_when_has_to_fit(
    paper: bytes, send: Callable[..., Settings], sender: Sender | None, why: str
) -> None:
    assert why in refusal(send, with_blanks(paper, TEXTS), sender)


def test_nothing_of_a_refused_summary_is_kept(
    paper: bytes, send: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = Settings(data_root=tmp_path / "data")
    before = count(settings)
    refusal(send, with_blanks(paper, {**TEXTS, "staff": "联系13800000000"}))
    assert count(settings) == before
