"""Pages for everybody: rules of WCAG 2.2 by axe-core, and what only the keyboard can show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.site.audience import Audience
from tests.browser.walking import BOARD, PAGES, board, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Opener

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    return (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong: the rule, where, and why."""
    page.evaluate(axe())
    found: list[dict[str, Any]] = page.evaluate(
        """async (runOnly) =>
            (await axe.run(document, { runOnly, preload: false })).violations""",
        RULES,
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


# each page in each build, and on both widths
@pytest.mark.parametrize(("audience", "width"), [(Audience.INTERNAL, 1280), (Audience.PUBLIC, 390)])
def test_no_page_breaks_a_rule_of_wcag(opened: Opener, audience: Audience, width: int) -> None:
    page = opened("index.html", audience=audience, width=width)
    root = page.url.removesuffix("index.html")
    for address in PAGES:
        page.goto(root + address)
        settled(page)
        assert faults(page) == [], address


def test_the_answer_on_a_certificate_breaks_no_rule(opened: Opener) -> None:
    page = settled(opened("leaders.html#?certificate=national-003", audience=Audience.PUBLIC))
    assert faults(page) == []


def test_the_keyboard_skips_to_the_content_and_walks_the_table(opened: Opener) -> None:
    page = board(opened)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("#entries .tabulator-row a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry[data-ready]")
    assert f"entry.html#{BOARD}/" in page.url


def test_a_table_says_what_it_is_and_how_it_is_sorted(opened: Opener) -> None:
    page = board(opened)
    grid = page.get_by_role("grid", name="上榜标准")
    grid.get_by_role("button", name="名次").press("Enter")
    heading = grid.get_by_role("columnheader", name="名次")
    assert heading.get_attribute("aria-sort") == "ascending"
