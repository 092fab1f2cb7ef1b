"""The January report on disk: drafts night by night, and the final one of what was approved."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING

import docx
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.ledger.decision import Draft
from pipelines.reports.annual.unmarked import unmarked
from pipelines.settings import Settings
from pipelines.stages.annual_report import approved_paper, write_annual_report
from pipelines.stages.recording import Attachment, record
from tests.unit.stages.conftest import RELEASE

if TYPE_CHECKING:
    from pathlib import Path


def approve(settings: Settings, digest: str, paper: bytes) -> None:
    """The work institution approves a paper on 2027-01-20."""
    day, name = date(2027, 1, 20), "报告（处长改）.docx"
    kind, role = "annual_report_approved", "work_institution"
    draft = Draft(kind, "2026", "national", day, "示例处", role, {"digest": digest})
    now = datetime(2027, 1, 20, 4)  # noqa: DTZ001 - naive UTC, as the ledger keeps it
    record(settings, [draft], [Attachment(name, paper)], now=lambda: now)


def test_nobody_having_approved_there_is_a_draft_with_its_tables(released_root: Path) -> None:
    done = CliRunner().invoke(main, ["report", "annual", "2026", "--data-root", str(released_root)])
    assert done.exit_code == 0, done.output
    folder = released_root / "reports" / "annual" / "national" / "2026" / RELEASE
    written = [
        folder / "2026年度示例活动工作报告（草稿）.docx",
        folder / "2026年度示例活动工作报告附表.xlsx",
        folder / "figures.json",
    ]
    assert done.stdout.splitlines() == [str(path) for path in written]
    assert docx.Document(str(written[0])).sections[0].header.paragraphs[0].text == "草稿"
    assert approved_paper(Settings(data_root=released_root), "national", 2026) is None


def test_what_was_approved_is_final_word_for_word_without_the_mark(released_root: Path) -> None:
    settings = Settings(data_root=released_root)
    draft, _, figures = write_annual_report(settings, "national", 2026)
    polished = docx.Document(str(draft))
    polished.add_paragraph("示例：处长加的一句话。")
    body = io.BytesIO()
    polished.save(body)
    digest = json.loads(figures.read_text(encoding="utf-8"))["digest"]
    approve(settings, digest, body.getvalue())
    draft.unlink()
    *again, final = write_annual_report(settings, "national", 2026)
    assert again[0] == draft
    assert final == draft.parent.parent / "2026年度示例活动工作报告.docx"
    read = docx.Document(str(final))
    assert read.sections[0].header.paragraphs[0].text == ""
    assert [each.text for each in read.paragraphs] == [each.text for each in polished.paragraphs]


def test_an_approved_paper_that_does_not_open_is_told() -> None:
    with pytest.raises(ValueError, match="请再记录一次 annual_report_approved"):
        unmarked(b"%PDF-1.7")
