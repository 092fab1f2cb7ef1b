"""Papers of the sample as printed pages: nothing beyond the edge of the paper, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
import duckdb
import pytest
from lxml import etree

from pipelines.reports.annual.report import annual_report
from pipelines.reports.figures import open_release
from pipelines.stages.body_summary import write_body_summary
from pipelines.stages.forms import write_board_form, write_certificate, write_leaders_form
from pipelines.stages.papers import own_templates
from pipelines.stages.statistics import write_field_analysis, write_quarter_statistics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Settings

PROGRAMS = ("soffice", "pdftotext")
AIR = ("air_cleaner", "air_cleaner")
PAPERS = ("annual", "board", "leaders", "certificate", "summary", "field", "quarter")
SHORT = 5
"""Characters of a cell that no column is too narrow for."""


@dataclass(frozen=True)
class Printed:
    """A paper: what its tables say, its pages' sizes, and each printed word with its box."""

    cells: list[str]
    sizes: list[tuple[float, float]]
    words: list[tuple[int, str, tuple[float, float, float, float]]]


@pytest.fixture(scope="module")
def printed(sample_run: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{missing} missing; Debian: libreoffice-writer-nogui, poppler-utils")
    folder = tmp_path_factory.mktemp("printed")
    for name, made in _papers(sample_run, folder / "made"):
        (folder / f"{name}.docx").write_bytes(made)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--convert-to", "pdf", "--outdir", str(folder)),
            *sorted(map(str, folder.glob("*.docx"))),
        ],
        check=True,
        capture_output=True,
    )
    return {name: _read(folder, name) for name in PAPERS}


def _papers(settings: Settings, out: Path) -> Iterator[tuple[str, bytes]]:
    with duckdb.connect(str(settings.release / "lingpao.duckdb"), read_only=True) as db:
        leader, body = db.execute(
            """
            select concat_ws('/', year, field_code, product_category, declaration_id), body_uscc
            from fct_leaders
            inner join dim_schemes using (programme, field_code, year)
            where programme = 'national' and status = 'published'
            order by all limit 1
            """
        ).fetchall()[0]
    with open_release(settings.release) as release:
        report = annual_report(release, own_templates(settings), "national", 2026)
        yield "annual", next(each.body for each in report.papers if each.name.endswith(".docx"))
    made = {
        "board": write_board_form(settings, "national", *AIR, "2026Q2", out=out / "board"),
        "leaders": write_leaders_form(settings, "national", 2026, *AIR, out=out / "leaders"),
        "certificate": write_certificate(settings, "national", leader, out=out / "certificate"),
        "summary": write_body_summary(settings, "national", body, 2026, out=out / "summary"),
        "field": write_field_analysis(settings, "national", "air_cleaner", out=out / "field"),
        "quarter": write_quarter_statistics(settings, "2026Q2", out=out / "quarter"),
    }
    for name, files in made.items():
        yield name, next(each for each in files if each.suffix == ".docx").read_bytes()


def _read(folder: Path, name: str) -> Printed:
    document = docx.Document(str(folder / f"{name}.docx"))
    cells = [
        cell.text.strip()
        for table in document.tables
        for row in table.rows[1:]
        for cell in dict.fromkeys(row.cells)
    ]
    boxes = folder / f"{name}.xml"
    subprocess.run(["pdftotext", "-bbox", str(folder / f"{name}.pdf"), str(boxes)], check=True)
    pages = etree.parse(boxes, etree.HTMLParser(encoding="utf-8")).findall(".//page")
    return Printed(
        cells,
        [(float(page.get("width")), float(page.get("height"))) for page in pages],
        [
            (
                number,
                word.text or "",
                tuple(float(word.get(side)) for side in ("xmin", "ymin", "xmax", "ymax")),
            )
            for number, page in enumerate(pages)
            for word in page.findall("word")
        ],
    )


@pytest.mark.parametrize("name", PAPERS)
def test_no_word_runs_over_the_edge_of_its_page(printed: dict[str, Printed], name: str) -> None:
    paper = printed[name]
    assert paper.words
    beyond = [
        (number + 1, text)
        for number, text, (left, top, right, bottom) in paper.words
        if left < 0 or top < 0 or right > paper.sizes[number][0] or bottom > paper.sizes[number][1]
    ]
    assert beyond == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_row_of_a_table_is_on_paper(printed: dict[str, Printed], name: str) -> None:
    paper = printed[name]
    said = Counter(cell for cell in paper.cells if cell.isascii() and 0 < len(cell) <= SHORT)
    shown = Counter(text for _, text, _ in paper.words)
    assert {cell: count for cell, count in said.items() if shown[cell] < count} == {}


def test_a_certificate_is_one_page(printed: dict[str, Printed]) -> None:
    assert len(printed["certificate"].sizes) == 1


def test_pages_are_a4(printed: dict[str, Printed]) -> None:
    sizes = {
        tuple(sorted((round(width), round(height))))
        for paper in printed.values()
        for width, height in paper.sizes
    }
    assert sizes == {(595, 842)}
