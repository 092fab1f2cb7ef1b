"""The tables that forms read beside those of `small_boards`: two leaders, answers, a scheme."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import docx
import duckdb
import fastexcel

from pipelines.sources.word import read_document
from tests.unit.stages.small_boards import fill

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.reports.pages import Paper

FORM_TABLES = """
create table fct_consents as select
    'national' as programme, 'air_cleaner' as field_code, 'air_cleaner' as product_category,
    '2026Q2' as period, d as declaration_id, c as consent, false as is_left_out
from (values ('a', 'given'), ('b', 'standing'), ('c', 'given')) as v(d, c);
create table dim_scheme_indicators as select
    'national_2026_air_cleaner' as scheme_id, 1 as scheme_version,
    'air_cleaner' as product_category, c as indicator_code, p as position, n as name_zh,
    k as indicator_class
from (values ('formaldehyde_ccm', 2, '甲醛累积净化量', 'core'), ('noise', 3, '噪声', 'basic'),
    ('pm_ccm', 1, '颗粒物累积净化量', 'core')) as v(c, p, n, k);
create table fct_leaders as select
    'national' as programme, 2026 as year, 'air_cleaner' as field_code,
    'air_cleaner' as product_category, d as declaration_id, 'EX' || d as enterprise_id,
    '2026Q2' as period, 1 as awarded_version, 'shortlisted' as status, n as certificate_no,
    null::date as publicity_from, null::date as publicity_to,
    date '2026-08-01' as valid_from, date '2027-08-01' as valid_to
from (values ('a', 'national-001'), ('b', 'national-002')) as v(d, n);
create table fct_publicities as select
    'D-000001' as decision_id, 'national' as programme, s as subject, f as publicity_from,
    t as publicity_to, o as objection_count
from (values ('air_cleaner/air_cleaner/2026Q2', date '2026-07-13', date '2026-07-27', 0),
    ('2026/air_cleaner/air_cleaner', date '2026-07-20', date '2026-08-03', 2),
    ('national_2026_air_cleaner/1', date '2026-03-02', date '2026-03-16', 0)) as v(s, f, t, o);
create or replace table dim_schemes as select
    *, 'national' as programme, 'air_cleaner' as field_code, 2026 as year,
    'quarterly' as period, 'seen' as evidence, 'published' as state
from dim_schemes
"""


@cache
def _plain() -> bytes:
    """The database without changes; made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lingpao.duckdb"
        with duckdb.connect(str(path)) as connection:
            fill(connection, FORM_TABLES)
            connection.execute("alter table fct_declarations add column uscc varchar")
        return path.read_bytes()


def form_release(root: Path, changes: str = "") -> Path:
    """A release's database; `changes` are statements on its tables."""
    path = root / "lingpao.duckdb"
    path.write_bytes(_plain())
    if changes:
        with duckdb.connect(str(path)) as connection:
            connection.execute(changes)
    return path


def said(paper: Paper) -> str:
    """Everything that a docx says, its foot too, a line a paragraph or row."""
    read = read_document(paper.body, len(paper.body) * 100)
    rows = ["|".join(row) for table in read.tables for row in table.rows]
    foot = docx.Document(io.BytesIO(paper.body)).sections[0].footer.paragraphs
    return "\n".join([*read.paragraphs, *rows, *(each.text for each in foot)])


def tables(paper: Paper) -> list[list[list[str]]]:
    """The tables of a docx as texts."""
    return [table.rows for table in read_document(paper.body, len(paper.body) * 100).tables]


def sheet(paper: Paper) -> list[list[str | None]]:
    """The only sheet of an xlsx as texts."""
    found = fastexcel.read_excel(paper.body).load_sheet(0, header_row=None, dtypes="string")
    return [list(row) for row in found.to_polars().iter_rows()]


def by_ending(papers: Iterable[Paper]) -> dict[str, Paper]:
    """Papers by `docx` and `xlsx`."""
    return {paper.name.rpartition(".")[2]: paper for paper in papers}
