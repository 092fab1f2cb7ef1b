"""A published board that is computed otherwise now, as the public and the institution read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from pipelines.site.audience import Audience
from pipelines.site.audience_sql import AS_PUBLISHED
from pipelines.site.build import ReleaseStamp, build_sites
from tests.browser.test_accessible import faults
from tests.browser.walking import BOARD, board, settled
from tests.site_release import changed_since_published, make_release

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Opener


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    """A site of a release that computes other ranks than were published."""
    folder = tmp_path_factory.mktemp("changed")
    database = make_release(folder / "lingpao.duckdb")
    frozen = changed_since_published(database)
    stamp = ReleaseStamp("1", "0.1.0", "f" * 64)
    return build_sites(database, stamp, folder / "site", frozen=frozen)


def test_the_public_reads_what_was_published(opened: Opener) -> None:
    page = board(opened, audience=Audience.PUBLIC)
    expect(page.locator("#board")).to_contain_text(AS_PUBLISHED)
    expect(page.locator("#entries .rank").first).to_contain_text("1")
    assert faults(page) == []
    page = settled(opened(f"entry.html#{BOARD}/d1", audience=Audience.PUBLIC))
    expect(page.locator(".verdict")).to_contain_text("第 1 名")
    expect(page.get_by_role("heading", name="发布时的名次")).to_be_visible()
    expect(page.get_by_role("heading", name="核心指标")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("link", name="榜单", exact=True).click()
    page.wait_for_selector("#entries[data-ready]")


def test_the_institution_reads_what_is_computed(opened: Opener) -> None:
    page = board(opened)
    expect(page.locator("#board")).not_to_contain_text(AS_PUBLISHED)
    expect(page.locator("#entries .rank").first).to_contain_text("7")
    page = settled(opened(f"entry.html#{BOARD}/d1"))
    expect(page.get_by_role("heading", name="核心指标")).to_be_visible()
