"""Letters to enterprises and notices of exits, read back as their readers get them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import docx
import duckdb
import pytest

from pipelines.core.wording import EXIT_REASONS
from pipelines.reports.board_form import find_board
from pipelines.reports.consent_letters import consent_letters
from pipelines.reports.exit_notices import exit_notices
from pipelines.reports.pages import TEMPLATES, TemplateFaultError, find_template
from pipelines.reports.templating import delivered
from pipelines.sources.submitted import find_headed, read_submitted
from pipelines.stages.imports.consents import COLUMNS
from pipelines.stages.imports.forms import board_titles
from tests.unit.stages.small_boards import BODY_NAME, NOTE, fill

if TYPE_CHECKING:
    from pathlib import Path

LEADER = "2026/air_cleaner/air_cleaner/a"
_MORE = """
create or replace table fct_compared_indicators as select
    'national' as programme, 'air_cleaner' as field_code, 'air_cleaner' as product_category,
    '2026Q2' as period, d as declaration_id, i as indicator_code, 1 as version, n as row_no,
    1 as part_no, v::double as value, true as is_inclusive, null::varchar as grade, 1 as level
from (values ('a', 'pm_ccm', 1, 12000.0), ('a', 'noise', 2, 55.0), ('b', 'pm_ccm', 1, 8000.0),
    ('c', 'pm_ccm', 1, 3000.0)) as r(d, i, n, v);
create or replace table fct_board_entry_indicators as select
    * exclude (version, row_no, part_no), null::double as points, null::double as normalised
from fct_compared_indicators;
create table dim_scheme_indicators as select
    'national_2026_air_cleaner' as scheme_id, 1 as scheme_version,
    'air_cleaner' as product_category, i as indicator_code, p as position, n as name_zh, u as unit,
    b as better, 'ccm' as test_method
from (values
    ('pm_ccm', 1, '颗粒物累积净化量', 'mg', 'higher'),
    ('noise', 2, '噪声', 'm3/h', 'lower')) as r(i, p, n, u, b);
create table dim_test_methods as select 'ccm' as test_method, '净化试验' as name_zh;
create table fct_declared_indicators as select
    declaration_id, version, row_no, part_no, '≥' || value::integer || ' 毫克' as requirement_raw,
    'GB/T 18801' as test_method_text
from fct_compared_indicators;
create table fct_leaders as select
    'national' as programme, 2026 as year, 'air_cleaner' as field_code,
    'air_cleaner' as product_category, d as declaration_id, s as status, 'C-001' as certificate_no,
    date '2026-08-01' as valid_from, date '2027-08-01' as valid_to, e as exited_on,
    r as exit_reason
from (values
    ('a', 'exited', date '2026-10-09', 4), ('b', 'published', null, null)) as v(d, s, e, r);
create table fct_leader_events as select
    * exclude (status, certificate_no, valid_from, valid_to, exited_on, exit_reason),
    'exit_confirmed' as event, 'D-000009' as decision_id, 9 as seq
from fct_leaders;
create table fct_bans as select
    'D-000009' as decision_id, $text as reason, date '2026-10-09' as barred_from,
    date '2029-10-09' as barred_until;
"""


def release(root: Path, text: str = "监督抽查不合格", change: str = "") -> Path:
    root.mkdir(exist_ok=True)
    path = root / "lingpao.duckdb"
    with duckdb.connect(str(path)) as connection:
        fill(connection, _MORE.replace("$text", f"'{text}'"))
        if change:
            connection.execute(change)
        connection.execute("alter table fct_declarations add column uscc varchar")
    return path


def texts(body: bytes) -> str:
    """Everything that a docx says, a line a paragraph or cell."""
    document = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def letters(database: Path, own: Path, **options: date) -> dict[str, bytes]:
    board = find_board(database, "national", "air_cleaner", "air_cleaner", "2026Q2")
    return {each.name: each.body for each in consent_letters(database, board, own, **options)}


def test_each_enterprise_gets_its_own_figures_and_nobody_elses(tmp_path: Path) -> None:
    made = letters(release(tmp_path), tmp_path)
    assert list(made) == [
        "001-示例乙科技有限公司-EX0000022.docx",
        "001-示例甲科技有限公司-EX0000011.docx",
        "003-示例丙科技有限公司-EX0000033.docx",
    ]
    said = texts(made["001-示例甲科技有限公司-EX0000011.docx"])
    for text in (
        "内部资料  公示前不公开",
        "示例甲科技有限公司：",
        "Q/SLJA 001-2026",
        "1（并列）",
        "颗粒物累积净化量",
        "≥12000 毫克",
        "≥12000 mg",
        "≤55 m³/h",
        "先进水平",
        NOTE,
        BODY_NAME,
        "按照《企业标准“领跑者”实施方案（试行）》，排行榜须同入榜企业充分沟通并征得其同意",
        "未向被评估企业收取评估费用",
    ):
        assert text in said
    for other in ("示例乙", "示例丙", "Q/SLYI", "3000"):
        assert other not in said


def test_dates_are_filled_in_or_left_to_be_written(tmp_path: Path) -> None:
    database = release(tmp_path)
    [open_one, *_] = letters(database, tmp_path).values()
    assert "于    年  月  日前" in texts(open_one).replace("\xa0", " ")
    days = {"dated": date(2026, 7, 10), "reply_by": date(2026, 7, 20)}
    [dated, *_] = letters(database, tmp_path, **days).values()
    assert "于2026年7月20日前" in texts(dated)
    assert "2026年7月10日" in texts(dated)


def test_the_slip_of_a_letter_is_what_the_import_reads(tmp_path: Path) -> None:
    [body, *_] = letters(release(tmp_path), tmp_path).values()
    read = read_submitted(body)
    found = [
        headed
        for grid in read.grids
        if (headed := find_headed(grid, COLUMNS, ("org", "answer"))) is not None
    ]
    assert len(found) == 1
    assert {"org", "uscc", "standard", "answer", "on"} <= found[0].headers.keys()
    assert found[0].rows[0].cells["standard"] == "Q/SLYI 001-2026"
    assert [each.period for each in board_titles(read.texts)] == ["2026Q2"]


@pytest.mark.parametrize(
    "name",
    [
        "示例<script>alert(1)</script>公司",
        '示例"引号"&公司',
        "示例{{ 7 * 7 }}公司",
        "示例\u202e倒序\x07公司\uffff",
        "示例\n换行公司",
        "示例" + "很长的名称" * 30 + "公司",
    ],
)
def test_whatever_an_enterprise_is_called_is_text_and_no_markup(tmp_path: Path, name: str) -> None:
    change = f"update fct_declaration_history set org_name = '{name}' where declaration_id = 'b'"
    made = letters(release(tmp_path, change=change), tmp_path)
    body = next(each for each_name, each in made.items() if "EX0000022" in each_name)
    plain = name.replace("\u202e", "").replace("\x07", "").replace("\uffff", "")
    assert plain in texts(body)
    assert all("/" not in each and "<" not in each for each in made)
    assert all(len(each.encode()) <= 255 for each in made)


def test_a_board_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="air_cleaner/air_cleaner/2026Q1"):
        find_board(release(tmp_path), "national", "air_cleaner", "air_cleaner", "2025Q1")


def test_an_exit_gives_a_publicity_notice_and_two_notices(tmp_path: Path) -> None:
    made = {
        each.name: texts(each.body)
        for each in exit_notices(release(tmp_path), "national", LEADER, tmp_path)
    }
    assert list(made) == [
        "2026-air_cleaner-air_cleaner-a-取消称号公示.docx",
        "2026-air_cleaner-air_cleaner-a-报监管部门的函.docx",
        "2026-air_cleaner-air_cleaner-a-纳入信用体系的函.docx",
    ]
    for said in made.values():
        for text in (
            "示例甲科技有限公司",
            EXIT_REASONS[4],
            "监督抽查不合格。",
            "2026年10月9日",
            "C-001",
        ):
            assert text in said
        assert "2029年10月9日前" in said
        assert "中国标准化研究院（公章）" in said


@pytest.mark.parametrize(
    ("leader", "told"),
    [
        ("2026/air_cleaner/air_cleaner/b", "没有退出（现为 published）"),
        ("2026/air_cleaner/air_cleaner/x", "发布快照中没有"),
        ("2026/air_cleaner", "写法不对"),
        ("年/air_cleaner/air_cleaner/a", "写法不对"),
    ],
)
def test_who_has_not_exited_gets_no_notice(tmp_path: Path, leader: str, told: str) -> None:
    with pytest.raises(LookupError, match=told):
        list(exit_notices(release(tmp_path), "national", leader, tmp_path))


def test_a_programme_may_have_a_template_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "national").mkdir(parents=True)
    made = docx.Document()
    made.add_paragraph("本市的函：{{ org_name }}")
    made.save(str(own / "national" / "consent_letter.docx"))
    [first, *_] = letters(release(tmp_path), own).values()
    assert texts(first) == "本市的函：示例乙科技有限公司"


def test_a_template_that_asks_for_what_there_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "national").mkdir()
    own = tmp_path / "national" / "consent_letter.docx"
    for mark in ("{{ telephone }}", "{{ org_name", "{% for x in entries %}"):
        made = docx.Document()
        made.add_paragraph(mark)
        made.save(str(own))
        with pytest.raises(TemplateFaultError, match=r"consent_letter\.docx 有误.*请在 Word"):
            letters(release(tmp_path / mark[:5].strip("{ %")), tmp_path)
    own.write_bytes(b"no docx")
    with pytest.raises(TemplateFaultError, match="有误"):
        letters(release(tmp_path / "broken"), tmp_path)


def test_an_unknown_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"lost\.docx"):
        find_template("lost", "national", tmp_path)


# a certificate and a scheme are no letters
@pytest.mark.parametrize("name", sorted(delivered.PAGES.keys() - {"certificate", "scheme"}))
def test_templates_have_the_pages_of_gb_t_9704(name: str) -> None:
    document = docx.Document(str(TEMPLATES / f"{name}.docx"))
    section = document.sections[0]
    assert [round(each.mm) for each in (section.page_width, section.page_height)] == [210, 297]
    assert [round(each.mm) for each in (section.top_margin, section.left_margin)] == [37, 28]
    with zipfile.ZipFile(TEMPLATES / f"{name}.docx") as package:
        body, footer = (
            package.read(f"word/{part}.xml").decode() for part in ("document", "footer1")
        )
    assert 'w:eastAsia="仿宋"' in body
    assert "PAGE" in footer
    assert body.count("<w:tbl>") == body.count("<w:tblHeader/>")
    assert body.count("<w:tr>") == body.count("<w:cantSplit/>")
