"""The picture of the README: of the tests' own pages, or of a site that is named, into docs/.

LINGPAO_PICTURE_OF=<data root>/site/public .venv/bin/python -m pytest tests/browser/test_picture.py
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from pipelines.site.audience import Audience

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZE = {"width": 1280, "height": 1080}
LARGEST = 200_000  # bytes


def test_the_picture_of_the_readme_is_small_and_shows_a_board(
    browser: Browser, sites: dict[Audience, Path], tmp_path: Path
) -> None:
    named = os.environ.get("LINGPAO_PICTURE_OF")
    site = Path(named).resolve() if named else sites[Audience.PUBLIC]
    picture = (DOCS if named else tmp_path) / "site.png"
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"file://{site}/boards.html")
    page.locator(".fields a").first.click()
    page.wait_for_selector("#entries[data-ready]")
    taken = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    # few colours, so a palette loses nothing that the eye sees
    taken.convert("RGB").quantize(128).save(picture, optimize=True)
    assert picture.stat().st_size < LARGEST
    assert Image.open(picture).size == (SIZE["width"], SIZE["height"])
    assert len(taken.getcolors(SIZE["width"] * SIZE["height"]) or ()) > 100  # bars, levels, text
