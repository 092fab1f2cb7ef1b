"""Fetching a source for a date: what is there already is not asked for again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.definitions import installation_of
from pipelines.settings import Settings
from pipelines.stages.ingest import FetchOutcome, fetch_source

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 5, 30)
SHEET = "声明编号,指标名称,指标要求\n示例-1,噪声,≤60 dB(A)\n"


def test_a_file_that_came_after_the_nights_run_is_taken_when_the_run_is_repeated(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    settings = Settings(
        data_root=tmp_path / "data", source_urls={"indicator-file": folder.as_uri()}
    )
    installation = installation_of(settings)

    def fetch() -> FetchOutcome:
        return fetch_source(installation.sources["indicator-file"], installation, ON)

    (folder / "a.csv").write_text(SHEET, encoding="utf-8")
    assert fetch().pages == 1
    assert fetch().requested == 0
    assert len(installation.raw.partition("indicator-file", ON).attempts()) == 1

    (folder / "b.csv").write_text(SHEET.replace("60", "55"), encoding="utf-8")
    again = fetch()
    assert (again.requested, again.pages, again.is_complete) == (1, 2, True)
    pages = installation.raw.partition("indicator-file", ON).pages()
    assert [page.attempt for page in pages] == [1, 2]
