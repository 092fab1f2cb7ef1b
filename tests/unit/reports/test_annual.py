"""The January report on paper: sentences, tables and charts, whatever there is to tell."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import docx
import duckdb
import fastexcel
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from pipelines.reports.annual.report import ASKED, AnnualReport, annual_report, digest_of
from pipelines.reports.annual.scope import Scope
from pipelines.reports.annual.unmarked import DRAFT, unmarked
from pipelines.reports.figures import Release
from pipelines.store.manifest import Manifest
from tests.hostile_names import RIGHT_TO_LEFT, SCRIPT
from tests.site_release import make_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

MANIFEST = Manifest(
    release_id="20260707T000000Z", number=1, previous=None,
    created_at=datetime(2026, 7, 7, tzinfo=UTC), run_on=date(2026, 7, 7), database="",
    code_version="abc", reference_digest="def", ledger_head="7:0123", tables={},
)  # fmt: skip
BODY = "91990000EX00099991"
MORE = f"""
insert into fct_supervision_findings by name
select * from (values
    ('f1', 'credit-file', '1', 'dishonesty_list', true, true, true, 'e1', date '2026-06-20', null),
    ('f2', 'spot-check-file', '2', 'spot_check', true, true, true, 'e1', date '2026-04-20', 'fail')
) as found(finding_id, source, record_id, finding_kind, is_counted, is_adverse, is_declarant,
    enterprise_id, decided_on, result);
insert into fct_exit_proposals by name
select 'P-9' as proposal_id, 'national' as programme, 2026 as year, 'air_cleaner' as field_code,
    'air_cleaner' as product_category, 'd1' as declaration_id, 'f1' as finding_id,
    'dishonesty_listed' as basis_code, 'rejected' as state, date '2026-06-21' as found_on;
update dim_schemes
set year = 2026, field_code = 'air_cleaner', body_uscc = '{BODY}', state = 'published'
where scheme_id = 'air';
insert into dim_assessment_bodies by name
select 'national' as programme, '{BODY}' as body_uscc, '示例评估机构' as body_name,
    'removed' as state, 'charged_fees' as reason, date '2026-07-01' as state_since;
insert into fct_body_summaries by name
select 'national' as programme, 2026 as year, '{BODY}' as body_uscc, 'difficulties' as part_code,
    '示例困难' || chr(10) || '第二段' as text, 'D-9' as decision_id;
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    path = make_release(tmp_path_factory.mktemp("annual") / "lingpao.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(MORE)
        yield Release(connection, MANIFEST)


@pytest.fixture(scope="module")
def report(release: Release, tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    return annual_report(release, tmp_path_factory.mktemp("none"), "national", 2026)


@pytest.fixture(scope="module")
def page(report: AnnualReport) -> Any:
    return docx.Document(io.BytesIO(report.papers[0].body))


def texts(page: Any) -> list[str]:
    """The paragraphs, up to the appendix."""
    found = [each.text for each in page.paragraphs]
    return found[: next(n for n, text in enumerate(found) if text.startswith("附录"))]


def test_headings_count_as_chinese_papers_do(page: Any) -> None:
    headings = [each for each in page.paragraphs if each.style.name.startswith("Heading")]
    first = [each.text for each in headings if each.style.name == "Heading 1"]
    assert [text[:2] for text in first] == [f"{number}、" for number in "一二三四五六七八"]
    second = [each.text for each in headings if each.style.name == "Heading 2"]
    assert all(re.match(r"（[一二三四]）\w", text) for text in second)
    assert "1. 示例评估机构" in {each.text for each in headings}


def test_tables_and_charts_are_counted_as_they_stand_and_headers_repeat(
    page: Any, report: AnnualReport
) -> None:
    captions = [text for text in texts(page) if re.match(r"[表图]\d+  ", text)]
    tables = [int(text.split()[0][1:]) for text in captions if text[0] == "表"]
    charts = [int(text.split()[0][1:]) for text in captions if text[0] == "图"]
    assert tables == [*range(1, len(page.tables) + 1)]
    assert charts == [*range(1, len(page.inline_shapes._inline_lst) + 1)]
    assert len(charts) == 3
    for table in page.tables:
        [header] = table._tbl.tr_lst[0].iter(qn("w:tblHeader"))
        assert header is not None
        assert len(table._tbl.tr_lst) > 1
    shown = [each for each in report.tables.values() if each.rows and each.code != "summaries"]
    assert [each.number for each in shown] == tables


def test_no_table_is_wider_than_the_text_of_a_page(page: Any) -> None:
    section = page.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in page.tables:
        assert sum(column.width for column in table.columns) <= room + Mm(1)


def test_the_workbook_has_the_rows_of_every_table(report: AnnualReport) -> None:
    book = fastexcel.read_excel(report.papers[1].body)
    for table in report.tables.values():
        if table.rows:
            rows = book.load_sheet(f"表{table.number}", header_row=1).to_polars()
            assert rows.columns == [each.title for each in table.columns]
            assert rows.height == len(table.rows)


def test_every_number_of_a_sentence_is_one_of_a_table(page: Any, report: AnnualReport) -> None:
    known = {"1", "2015"}  # 第1水平, and the year in which it all began
    for table in report.tables.values():
        known |= {part for row in table.shown for part in re.findall(r"[\d.,]+%?", str(row))}
        known |= {str(len(table.rows)), str(table.number)}
        for column in table.columns:
            values = table.values(column.name)
            if all(isinstance(each, int) for each in values):
                known.add(f"{sum(values):,}")
    dates = re.compile(r"\d+年度|\d+年\d+月\d+日")
    sentences = [dates.sub("", text) for text in texts(page) if "。" in text]
    assert len(sentences) > 20
    for text in sentences:
        assert set(re.findall(r"\d[\d.,]*%?", text)) <= known, text


def test_names_from_outside_are_text(page: Any) -> None:
    cells = {cell.text for table in page.tables for row in table.rows for cell in row.cells}
    assert SCRIPT in cells
    unseen = {"\u202e", "\u202c", "\u200f"}
    assert "".join(c for c in RIGHT_TO_LEFT if c not in unseen) in cells


def test_what_a_body_wrote_is_told_and_why_it_was_removed(page: Any) -> None:
    assert "存在的困难：示例困难\n第二段" in texts(page)
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    assert {"取消", "违规收费", "2026年7月1日"} <= set(cells)


def test_what_was_done_about_a_finding_stands_beside_it(report: AnnualReport) -> None:
    assert [(row["found_on"], row["handling"]) for row in report.tables["leaders_found"].rows] == [
        (date(2026, 4, 20), "不涉及称号所依据的标准，已记录"),
        (date(2026, 6, 20), "经核实，不取消称号"),
    ]


def test_an_empty_year_is_told_in_sentences(release: Release, tmp_path: Path) -> None:
    made = annual_report(release, tmp_path, "national", 2019)
    empty = docx.Document(io.BytesIO(made.papers[0].body))
    assert not empty.tables
    assert not empty.inline_shapes._inline_lst
    told = texts(empty)
    assert "本年度没有公布重点领域，未开展排行榜和领跑者评估工作。" in told
    assert "历年尚无领跑者。" in told
    assert not [text for text in told if "{{" in text or "  " in text.strip("\xa0 ")]
    book = fastexcel.read_excel(made.papers[1].body)
    assert book.sheet_names == ["数据来源"]


def test_the_appendix_gives_each_query_and_digest_and_what_has_no_rows_too(
    page: Any, report: AnnualReport
) -> None:
    appendix = [each.text for each in page.paragraphs][len(texts(page)) :]
    for table in report.tables.values():
        [source] = [text for text in appendix if table.sha256 in text and table.caption in text]
        assert source.startswith(table.title)
    assert any(MANIFEST.release_id in text for text in appendix)
    assert any("7:0123" in text for text in appendix)


def test_a_query_of_the_appendix_gives_the_rows_that_are_shown(
    page: Any, report: AnnualReport, release: Release
) -> None:
    paragraphs = [each.text for each in page.paragraphs]
    for code in ("fields", "declared", "funnel", "leaders_found"):
        table = report.tables[code]
        [source] = [text for text in paragraphs if table.sha256 in text]
        query = source.splitlines()[-1].split("）", 1)[1]
        found = release.connection.execute(query, dict(table.named)).fetchall()
        assert found == [tuple(row.values()) for row in table.rows], code


def test_the_digest_is_that_of_the_tables_and_not_of_the_paper(
    release: Release, report: AnnualReport
) -> None:
    def digest(year: int) -> str:
        scope = Scope(release, "national", year)
        return digest_of({each.code: scope.table(each) for each in ASKED})

    assert digest(2026) == report.digest
    assert digest(2025) != report.digest


def test_a_draft_says_so_on_every_page_and_what_is_approved_says_the_same_without(
    report: AnnualReport,
) -> None:
    draft = docx.Document(io.BytesIO(report.papers[0].body))
    final = docx.Document(io.BytesIO(unmarked(report.papers[0].body)))
    assert [each.text for each in draft.sections[0].header.paragraphs] == [DRAFT]
    assert [each.text for each in final.sections[0].header.paragraphs] == [""]
    assert [each.text for each in final.paragraphs] == [each.text for each in draft.paragraphs]
    with zipfile.ZipFile(io.BytesIO(unmarked(report.papers[0].body))) as parts:
        assert "word/charts/chart1.xml" in parts.namelist()


@pytest.mark.parametrize(
    ("programme", "year", "why"), [("national", 2027, "还没有 2027 年"), ("none", 2026, "none")]
)
def test_what_the_release_does_not_know_is_refused(
    release: Release, tmp_path: Path, programme: str, year: int, why: str
) -> None:
    with pytest.raises(LookupError, match=why):
        annual_report(release, tmp_path, programme, year)
