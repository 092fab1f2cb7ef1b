"""A release with one board, a ledger that is ready for it, and forms as bodies fill them."""

from __future__ import annotations

import io
import json
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import docx
import duckdb
import xlsxwriter

from pipelines.ledger.decision import Draft
from pipelines.ledger.store import History, Step
from pipelines.settings import Settings
from pipelines.stages.recording import open_ledger
from pipelines.store.contract import ContractTable
from pipelines.store.release import make_release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOARD = "air_cleaner/air_cleaner/2026Q2"
LEADERS = "2026/air_cleaner/air_cleaner"
BODY, BODY_NAME = "51990000990002020J", "示例家电检测认证中心"
NOTE = "按核心指标（颗粒物累积净化量、甲醛累积净化量）分档评价，总体水平取最差一项，同档不分先后。"
TITLE = "2026年第二季度空气净化器产品企业标准排行榜"
LEADER_TITLE = "2026年空气净化器产品企业标准“领跑者”评估结果"
HEADER = (
    "序号",
    "产品（或服务）名称",
    "企业名称",
    "产品（或服务）类别/型号",
    "执行标准",
    "所属省份",
    "备注（明确排行方法及核心指标）",
)
LEADER_HEADER = ("重点领域", *HEADER[1:-1], "备注（简述评估方法）")
ROWS = (
    ("1", "空气净化器", "示例甲科技有限公司", "JA-1", "Q/SLJA 001-2026", "浙江省", NOTE),
    ("2", "家用空气净化器", "示例乙科技有限公司", "YI-2、YI-3", "Q/SLYI 001-2026", "江苏省", ""),
    ("3", "空气净化器", "示例丙科技有限公司", "BI-4", "Q/SLBI 001-2026", "北京市", ""),
)
LEADER_ROWS = (
    ("空气净化器", *ROWS[0][1:6], "按总体水平"),
    ("空气净化器", *ROWS[1][1:6], ""),
)
NOON = datetime(2026, 7, 20, 4, tzinfo=UTC)
DAY = date(2026, 7, 10)

TABLES = """
create table fct_boards as select
    'national' as programme, 'air_cleaner' as field_code, 'air_cleaner' as product_category,
    p as period, 2026 as year, 'national_2026_air_cleaner' as scheme_id, 1 as scheme_version,
    'bands' as method, 'seen' as evidence, d as cut_off_on, 'computed' as state,
    p = '2026Q3' as is_provisional, repeat('d', 64) as digest,
    null::varchar as published_digest, $note as note
from (values ('2026Q1', date '2026-03-31'), ('2026Q2', date '2026-06-30'),
    ('2026Q3', date '2026-09-30')) as r(p, d);
create table fct_board_entries as select
    'national' as programme, 'air_cleaner' as field_code, 'air_cleaner' as product_category,
    '2026Q2' as period, id as declaration_id, 1 as version, e as enterprise_id, r as rank,
    l as level, null::double as score, 'bands' as method, is_tied, m as models_text
from (values
    ('a', 'EX0000011', 1, 1, true, 'JA-1'), ('b', 'EX0000022', 1, 1, true, 'YI-2、YI-3'),
    ('c', 'EX0000033', 3, 2, false, 'BI-4')) as v(id, e, r, l, is_tied, m);
create table fct_board_entry_indicators as select
    'national' as programme, 'air_cleaner' as field_code, 'air_cleaner' as product_category,
    '2026Q2' as period, id as declaration_id, 'pm_ccm' as indicator_code, v::double as value
from (values ('a', 15000.0), ('b', 12000.0), ('c', 9000.0)) as v(id, v);
create table fct_declaration_history as select
    id as declaration_id, 1 as version, '91990000' || e || 'X' as uscc, n as org_name,
    s as standard_no, '空气净化器' as standard_name
from (values
    ('a', 'EX0000011', '示例甲科技有限公司', 'Q/SLJA 001-2026'),
    ('b', 'EX0000022', '示例乙科技有限公司', 'Q/SLYI 001-2026'),
    ('c', 'EX0000033', '示例丙科技有限公司', 'Q/SLBI 001-2026')) as v(id, e, n, s);
create table fct_declarations as
select declaration_id, substr(uscc, 9, 9) as enterprise_id, org_name, standard_no
from fct_declaration_history;
create table fct_declared_products as select
    id as declaration_id, 1 as product_no, n as product_name, 'air_cleaner' as product_category
from (values ('a', '空气净化器'), ('b', '家用空气净化器'), ('c', '空气净化器')) as v(id, n);
create table dim_enterprises as select e as enterprise_id, n as org_name, p as province_name
from (values
    ('EX0000011', '示例甲科技有限公司', '浙江省'), ('EX0000022', '示例乙科技有限公司', '江苏省'),
    ('EX0000033', '示例丙科技有限公司', '北京市'),
    ('EX0000044', '示例同名有限公司', '北京市'), ('EX0000055', '示例同名有限公司', '上海市')
) as v(e, n, p);
create table dim_schemes as select
    'national_2026_air_cleaner' as scheme_id, 1 as scheme_version, $body as body_name,
    $uscc as body_uscc, 1 as leader_level, '空气净化器企业标准“领跑者”评估方案' as title;
create table dim_key_fields as select
    'national' as programme, 'air_cleaner' as field_code, 2026 as year, '空气净化器' as name_zh;
create table dim_product_categories as select
    'air_cleaner' as product_category, '空气净化器' as name_zh;
create table dim_programmes as select
    'national' as programme, '企业标准“领跑者”' as name_zh,
    '企业标准“领跑者”实施方案（试行）' as basis, '中国标准化研究院' as work_institution,
    '统一平台' as publishes_in;
create table fct_exit_proposals as select
    'p-1' as proposal_id, 'national' as programme, 2026 as year, 'air_cleaner' as field_code,
    'air_cleaner' as product_category, 'a' as declaration_id;
"""


def fill(connection: duckdb.DuckDBPyConnection, more: str = "") -> None:
    """Makes the tables, and those of `more`."""
    named = {"note": NOTE, "body": BODY_NAME, "uscc": BODY}
    for statement in filter(str.strip, (TABLES + more).split(";")):
        used = {name: value for name, value in named.items() if f"${name}" in statement}
        connection.execute(statement, used)


def installation(root: Path, changes: str = "") -> Settings:
    """A release with the board, whose scheme is published and whose body is registered.

    `changes` are statements on the release's tables before it is made.
    """
    settings = released(root, changes)
    settled(settings, "body_registered", BODY, "assessment_body", "registered", {"name": BODY_NAME})
    scheme = "national_2026_air_cleaner/1"
    settled(settings, "scheme_published", scheme, "scheme", "published", {}, on=date(2026, 3, 30))
    return settings


def released(root: Path, changes: str = "") -> Settings:
    """A release with the board; `changes` are statements on its tables before it is made."""
    settings = Settings(data_root=root)
    warehouse = root / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        fill(connection)
        connection.execute(changes or "select 1")
        rows = connection.execute(
            "select table_name, min_by(column_name, column_index) from duckdb_columns()"
            " where not internal group by table_name"
        ).fetchall()
    contract = [ContractTable(name, (first,)) for name, first in rows]
    make_release(
        warehouse,
        settings.release,
        created_at=NOON,
        run_on=NOON.date(),
        contract=contract,
        reference_root=settings.reference / "programmes",
        code_version="示例版本",
    )
    return settings


def settled(
    settings: Settings,
    kind: str,
    subject: str,
    subject_type: str | None,
    state: str | None,
    payload: dict[str, Any],
    on: date = DAY,
) -> None:
    """A decision as if all before it had been taken."""

    def admit(_: Draft, __: History, ___: datetime) -> Step:
        return Step(subject_type, state and "none", state, "示例")

    draft = Draft(kind, subject, "national", on, "示例岗", "work_institution", payload)
    with closing(open_ledger(settings)) as ledger:
        ledger.append([draft], admit, now=noon)


def agreed(settings: Settings, *declarations: str, kind: str = "consent_given") -> None:
    """Replies that were recorded before."""
    for each in declarations:
        settled(settings, kind, f"{BOARD}/{each}", None, None, {})


def shortlisted(settings: Settings, *declarations: str) -> None:
    """A shortlist, with what the scheme asks of each."""
    payload = {"body": BODY, "board": BOARD, "declarations": list(declarations)}
    settled(settings, "shortlist_fixed", LEADERS, "leader_list", "shortlisted", payload)
    for each in declarations:
        for kind in ("conformity_report", "supplementary_facts", "commitment"):
            settled(settings, kind, f"{LEADERS}/{each}", None, None, {})


def noon() -> datetime:
    """The machine's clock."""
    return NOON.replace(tzinfo=None)


def decided(settings: Settings, kind: str) -> list[Any]:
    """Recorded decisions of a kind."""
    with closing(open_ledger(settings)) as ledger:
        return [each for each in ledger.decisions() if each.draft.kind == kind]


def count(settings: Settings) -> int:
    """How many decisions there are."""
    with closing(open_ledger(settings)) as ledger:
        return ledger.head().seq


def document(
    rows: Sequence[Sequence[str]],
    header: Sequence[str] = HEADER,
    before: Sequence[str] = (TITLE,),
    after: Sequence[str] = (f"{BODY_NAME}（公章）：", "日期：2026年7月10日"),
) -> bytes:
    """A docx with one table between paragraphs."""
    made = docx.Document()
    for text in before:
        made.add_paragraph(text)
    table = made.add_table(0, len(header))
    for row in (header, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for text in after:
        made.add_paragraph(text)
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


def workbook(
    rows: Sequence[Sequence[str]],
    header: Sequence[str] = HEADER,
    before: Sequence[str] = (TITLE,),
) -> bytes:
    """An xlsx with one table below its title."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        sheet = made.add_worksheet("排行榜")
        for number, row in enumerate([*([text] for text in before), header, *rows]):
            sheet.write_row(number, 0, row)
    return body.getvalue()


def csv(rows: Sequence[Sequence[str]], header: Sequence[str]) -> bytes:
    """A CSV file, every cell quoted."""
    lines = (",".join(json.dumps(cell, ensure_ascii=False) for cell in row) for row in rows)
    return "\r\n".join([",".join(header), *lines]).encode("utf-8-sig")
