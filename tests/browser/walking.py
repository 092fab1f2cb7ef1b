"""Where the pages are, and when they are ready to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.site_release import PUBLISHED

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Opener

BOARD = "/".join(PUBLISHED)
PAGES = ("index.html", "boards.html", f"boards.html#{BOARD}", "leaders.html",
         f"entry.html#{BOARD}/d1")  # fmt: skip
"""Pages that both builds have, of which the public sees a board, an entry and leaders."""


def settled(page: Page) -> Page:
    """A page whose data has arrived."""
    if "#national" in page.url:
        page.wait_for_selector("#entries[data-ready], #entry[data-ready]")
    elif "leaders" in page.url:
        page.wait_for_selector("#leaders[data-ready]")
    return page


def board(opened: Opener, chosen: str = "", **where: object) -> Page:
    """The board that is public, with what is chosen in the address."""
    return settled(opened(f"boards.html#{BOARD}{chosen}", **where))
