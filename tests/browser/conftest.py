"""Debian's chromium on a site made from the release by hand; every request is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.site.audience import Audience
from pipelines.site.build import ReleaseStamp, build_sites
from tests.site_release import make_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 60_000  # milliseconds: a busy machine is slow, not wrong

Opener = Callable[..., "Page"]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    folder = tmp_path_factory.mktemp("browser")
    database = make_release(folder / "lingpao.duckdb")
    return build_sites(database, ReleaseStamp("20260707T000000Z", "0.1.0", "f" * 64), folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing; `.ci/run` installs Debian's package chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, sites: dict[Audience, Path]) -> Iterator[Opener]:
    """Opens a page of a build by `file://`; fails where it asks another place or meets an error."""
    outside: list[str] = []
    errors: list[str] = []
    contexts = []

    def open_page(address: str, audience: Audience = Audience.INTERNAL, width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="UTC"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.clock.set_fixed_time("2026-07-09T04:00:00Z")  # the day after the release's last
        root = f"file://{sites[audience]}/"

        def watch(url: str) -> None:
            if not url.startswith((root, "data:", "blob:")):
                outside.append(url)

        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if message.type == "error" else None,
        )
        page.goto(root + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert outside == []
    assert errors == []
