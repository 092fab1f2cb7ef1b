"""How soon a board of many entries can be read and filtered in a browser.

python -m benchmarks.site [--entries 100000] [--rounds 5] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.measure import Report, apart
from benchmarks.site_release import BOARD, ENTRY, make_large_release
from pipelines.site.audience import Audience
from pipelines.site.build import ReleaseStamp, build_sites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
READY, FILTERED = 2.5, 0.7  # seconds: the targets

# what is asked is shown: the table says that it is ready, and a frame has been painted
_PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_WATCH = f"""
addEventListener("DOMContentLoaded", () => {{
  new MutationObserver(async (_, observer) => {{
    if (!document.querySelector("#entries[data-ready], #entry[data-ready]")) return;
    observer.disconnect();
    await {_PAINTED};
    window.readyAt = performance.now();
  }}).observe(document.body, {{ subtree: true, childList: true, attributes: true }});
}});
"""
_CHOOSE = f"""
async ([name, value]) => {{
  const control = document.querySelector(`.filters [name=${{name}}]`);
  const began = performance.now();
  control.value = value;
  control.dispatchEvent(new Event(name === "q" || name === "product" ? "input" : "change"));
  const table = document.getElementById("entries");
  do await {_PAINTED}; while (!table.dataset.ready);
  return (performance.now() - began) / 1000;
}}
"""
CHOICES = (
    ("filtered by province", "province", "示例21省"),
    ("province taken back", "province", ""),
    ("filtered by level", "level", "1"),
    ("level taken back", "level", ""),
    ("searched for a name", "q", "云岭1"),
    ("search taken back", "q", ""),
    ("searched for a product", "product", "净化器7"),
    ("product taken back", "product", ""),
    ("an indicator's own list", "list", "particles"),
)


class Took(NamedTuple):
    """Seconds by the clock, and of a processor: the page's own, whoever else uses the machine."""

    clock: float
    processor: float


def main() -> None:
    """Makes the site, measures in Chromium and prints a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--keep", type=Path, help="work here and leave everything behind")
    given = arguments.parse_args()
    root = given.keep or Path(tempfile.mkdtemp(prefix="lingpao-site-"))
    root.mkdir(parents=True, exist_ok=True)
    report = Report()
    try:
        database = make_large_release(root / "lingpao.duckdb", given.entries)
        stamp = ReleaseStamp("20260707T000000Z", "0", "0" * 64)
        built = apart(build_sites, database, stamp, root / "site")
        report.add("both builds of the site", built.seconds, "", built.peak)
        measure(report, built.value[Audience.PUBLIC], given.entries, given.rounds)
    finally:
        report.show()
        if given.keep is None:
            shutil.rmtree(root)


def measure(report: Report, site: Path, entries: int, rounds: int) -> None:
    """Medians over rounds; each round is a new browser context, so nothing is kept from before."""
    from playwright.sync_api import sync_playwright

    data = site / "data" / "entries" / Path(*BOARD)
    size = data.with_suffix(".js").stat().st_size
    found: dict[str, list[Took]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(rounds):
            for what, took in one_round(browser, site, entries).items():
                found[what].append(took)
        browser.close()
    for what, times in found.items():
        clock = [each.clock for each in times]
        processor = statistics.median(each.processor for each in times)
        target = READY if what.startswith("ready") else FILTERED
        note = f"{size / 2**20:.1f} MiB of data, " if what.endswith("entries") else ""
        note += (
            f"{min(clock):.2f}–{max(clock):.2f} s, processor {processor:.2f} s, target {target} s"
        )
        report.add(what, statistics.median(clock), note)


def one_round(browser: Browser, site: Path, entries: int) -> dict[str, Took]:
    """Times by what was done, in one page that is opened and left."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page: Page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(_WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")

    def processor() -> float:
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in metrics if each["name"] == "ProcessTime")

    page.goto(f"file://{site}/boards.html#{'/'.join(BOARD)}")
    page.wait_for_function("() => window.readyAt")
    before = processor()
    found = {f"ready: {entries:,} entries": Took(page.evaluate("window.readyAt") / 1000, before)}
    for what, name, value in CHOICES:
        clock = page.evaluate(_CHOOSE, [name, value])
        found[what] = Took(clock, processor() - before)
        before = processor()
    page.goto(f"file://{site}/entry.html#{'/'.join(BOARD)}/{ENTRY.format(entries // 2)}")
    page.wait_for_function("() => window.readyAt")
    found["ready: why one of them has its rank"] = Took(
        page.evaluate("window.readyAt") / 1000, processor() - before
    )
    context.close()
    return found


if __name__ == "__main__":
    main()
