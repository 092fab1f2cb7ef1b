"""How much memory the form 2-1 of a board of many entries takes.

python -m benchmarks.forms [--entries 100000]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.measure import Report, apart
from benchmarks.site_release import BOARD, make_large_release
from pipelines.reports.board_form import find_board
from pipelines.reports.listings import PAPER_ROWS
from pipelines.reports.submissions import board_form

LIMIT = 1.0
"""GiB: the target (a list of 100,000 rows)."""


def make_form(database: Path) -> dict[str, int]:
    """The form's files with their sizes, bytes."""
    papers = board_form(database, find_board(database, *BOARD), database.parent)
    return {Path(paper.name).suffix: len(paper.body) for paper in papers}


def main() -> None:
    """Measures a long list, and the longest that a paper carries."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=100_000)
    entries = arguments.parse_args().entries
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        for rows in (PAPER_ROWS, entries):
            database = make_large_release(Path(folder) / f"{rows}.duckdb", rows)
            made = apart(make_form, database)
            sizes = ", ".join(f"{end} {size / 2**20:.1f} MiB" for end, size in made.value.items())
            report.add(f"form 2-1 of {rows:,} entries", made.seconds, sizes, made.peak)
            if made.peak > LIMIT:
                raise SystemExit(f"{made.peak:.2f} GiB for {rows:,} rows: the target is {LIMIT}")
    report.show()


if __name__ == "__main__":
    main()
