"""One command, one table: how fast the night is, as ratios measured in one run on one machine.

python -m benchmarks [--declarations 10000] [--nights 4] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import stages
from benchmarks.generate import NIGHTS, write_platform
from benchmarks.measure import Report, apart
from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def main() -> None:
    """Runs all measurements for one size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--declarations", type=int, default=10_000)
    arguments.add_argument("--nights", type=int, default=len(NIGHTS))
    arguments.add_argument("--keep", type=Path, help="work here and leave everything behind")
    given = arguments.parse_args()
    root = given.keep or Path(tempfile.mkdtemp(prefix="lingpao-bench-"))
    report = Report()
    try:
        measure(report, root, given.declarations, NIGHTS[: given.nights])
    finally:
        report.show()  # what was measured before something broke says where it did
        if given.keep is None:
            shutil.rmtree(root)


def measure(report: Report, root: Path, declarations: int, nights: Sequence[date]) -> None:
    """What does not depend on size, then the night's stages over a platform of that size."""
    texts = apart(stages.parse_texts)
    for what, (count, seconds) in texts.value.items():
        report.add(f"requirement texts, {what}", seconds, f"{count / seconds:,.0f} texts/s")
    pages = apart(stages.read_pages)
    count, seconds = pages.value
    report.add("pages read (cpbz)", seconds, f"{count / seconds:,.0f} pages/s")

    files = root / "files"
    apart(write_platform, files, declarations, len(nights))
    settings = replace(
        Settings.load(root / "data"), source_urls={"declaration-file": files.as_uri()}
    )
    fetched = apart(stages.fetch, settings, nights)
    report.add(f"fetch {len(nights)} files", fetched.seconds, "", fetched.peak)
    normalised = apart(stages.normalise, settings, nights)
    report.add(
        f"normalise {declarations:,} declarations, {len(nights)} nights",
        normalised.seconds,
        f"{declarations / normalised.seconds:,.0f} declarations/s",
        normalised.peak,
    )
    reference = apart(stages.reference, settings)
    report.add("reference and matches", reference.seconds, "", reference.peak)
    data = apart(stages.check_data, settings)
    report.add("suites over the data", data.seconds, "", data.peak)
    national = apart(stages.check_standards, settings)
    rules, violations, seconds = national.value
    report.add(
        "national standards",
        seconds,
        f"{seconds / rules:.3f} s a rule, {violations:,} violations",
        national.peak,
    )
    copy = apart(stages.copy_normalised, settings, root / "copied")
    report.add("copy of the normalised Parquet", copy.value, "2 threads, zstd", copy.peak)
    dbt = apart(stages.build_warehouse, settings)
    total = sum(dbt.value.values())
    report.add("dbt models, sum of times", total, f"{total / copy.value:.2f} × the copy", dbt.peak)
    for name, seconds in sorted(dbt.value.items(), key=lambda model: -model[1])[:8]:
        report.add(f"  {name}", seconds)
    release = apart(stages.release, settings)
    report.add("release", release.seconds, "", release.peak)


if __name__ == "__main__":
    main()
