"""The January report on disk: drafts night by night, and the final one of what was approved."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING

import docx
import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.ledger.decision import Draft
from pipelines.settings import Settings
from pipelines.stages.annual_report import approved_digest, write_annual_report, write_final
from pipelines.stages.recording import record
from tests.unit.stages.conftest import RELEASE

if TYPE_CHECKING:
    from pathlib import Path

FINAL = "2026年度示例活动工作报告.docx"


def approve(settings: Settings, digest: str) -> None:
    """The work institution approves the tables of that digest."""
    on = date(2027, 1, 20)
    payload = {"digest": digest}
    draft = Draft("annual_report_approved", "2026", "national", on, "示例处", "work_institution",
                  payload)  # fmt: skip
    record(settings, [draft], now=lambda: datetime(2027, 1, 20, 4))  # noqa: DTZ001 - naive UTC


def digest_in(folder: Path) -> str:
    """The digest of a draft."""
    return str(json.loads((folder / "figures.json").read_text(encoding="utf-8"))["digest"])


def header(path: Path) -> str:
    """What stands on every page."""
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return str(document.sections[0].header.paragraphs[0].text)


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
    assert header(written[0]) == "草稿"
    assert approved_digest(Settings(data_root=released_root), "national", 2026) is None


def test_what_was_approved_stays_what_it_was_when_the_release_goes_on(released_root: Path) -> None:
    settings = Settings(data_root=released_root)
    draft = write_annual_report(settings, "national", 2026)[0]
    approve(settings, digest_in(draft.parent))
    newer = "20260708T000000Z"
    release = released_root / "release"
    database = release / f"lingpao-{RELEASE}.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from dim_key_fields where field_code = 'panels'")
    manifest = (release / f"lingpao-{RELEASE}.json").read_text(encoding="utf-8")
    told = {**json.loads(manifest), "release_id": newer}
    (release / f"lingpao-{RELEASE}.json").write_text(json.dumps(told), encoding="utf-8")
    written = write_annual_report(settings, "national", 2026)
    assert digest_in(written[0].parent) != digest_in(draft.parent)
    assert written[0].parent.name == newer
    assert written[-1] == draft.parent / FINAL
    assert header(written[-1]) == ""


def test_an_approval_of_tables_that_no_draft_has_says_so(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="请核对 annual_report_approved 所记的 digest"):
        write_final(tmp_path, "0" * 64)
