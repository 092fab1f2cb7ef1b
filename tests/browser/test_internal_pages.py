"""Data quality and the analysts' page as the institution uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import duckdb
import pytest
from playwright.sync_api import expect

from pipelines.site.audience import Audience
from pipelines.site.build import ReleaseStamp, build_sites
from pipelines.site.queries import QUERIES
from tests.browser.test_accessible import faults
from tests.hostile_names import SCRIPT
from tests.quality_rows import fill_quality
from tests.release_files import release_files, release_root
from tests.site_release import make_release

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Opener


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    """A site with files of its release, and something in every section."""
    folder = tmp_path_factory.mktemp("internal")
    files = release_files(release_root(folder))
    database = make_release(folder / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        fill_quality(connection)
    return build_sites(database, ReleaseStamp("1", "0.1.0", "f" * 64), folder / "site", files)


def quality(opened: Opener, chosen: str = "", width: int = 1280) -> Page:
    page = opened(f"quality.html{chosen}", width=width)
    page.wait_for_selector("#names[data-ready]")
    page.wait_for_selector("#read[data-ready]")
    return page


def names(page: Page) -> list[str]:
    return page.locator("#names .tabulator-row .named").all_inner_texts()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_fit_and_break_no_rule_of_wcag(opened: Opener, width: int) -> None:
    for page in (quality(opened, width=width), opened("analysts.html", width=width)):
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
        assert page.locator("h1:visible").count() == 1
        assert faults(page) == [], page.url


def test_names_are_found_and_the_address_keeps_what_is_chosen(opened: Opener) -> None:
    page = quality(opened)
    assert names(page) == ["示例指标4", "示例指标3", "示例指标2", "示例指标1"]
    page.get_by_label("产品类别").select_option("空气净化器")
    expect(page.locator("#names .tabulator-row")).to_have_count(2)
    page.get_by_label("名称", exact=True).fill("指标4")
    expect(page.locator("#names .tabulator-row")).to_have_count(1)
    assert "category=空气净化器" in unquote(page.url)
    again = quality(opened, f"#{page.url.partition('#')[2]}")
    assert names(again) == ["示例指标4"]
    assert again.locator("#names .found").inner_text() == "1 / 4 项"


def test_a_field_leads_to_its_indicators(opened: Opener) -> None:
    page = quality(opened)
    page.get_by_role("link", name="空气净化器", exact=True).click()
    expect(page.locator("#read .found")).to_have_text("1 / 3 项")
    row = page.locator("#read .tabulator-row").inner_text()
    assert "累积净化量" in row
    assert "≥d2mg <b>粗体</b>" in row  # what was not understood, as it was declared
    assert page.get_by_label("领域", exact=True).input_value() == "空气净化器"


def test_runs_stand_side_by_side_and_a_sum_that_does_not_hold_is_flagged(opened: Opener) -> None:
    page = quality(opened)
    strips = page.locator("section[aria-labelledby=sources] .marks")
    assert [strips.nth(place).locator("i").count() for place in range(2)] == [31, 1]
    assert strips.nth(0).get_attribute("aria-label") == "31 次中 31 次完整"
    sums = page.locator("section[aria-labelledby=records] tbody tr")
    assert "不符" in sums.filter(has_text="ttbz").inner_text()
    assert "31 次均相符" in sums.filter(has_text="cpbz").inner_text()


def test_violations_are_drawn_by_month_and_standard(opened: Opener) -> None:
    chart = quality(opened).locator("[data-chart=violations] svg")
    text = chart.text_content() or ""
    assert "GB 1-2020" in text
    assert "2026-07" in text
    assert chart.locator("path[fill-opacity='0.45'], path[opacity='0.45']").count() == 3


def test_a_figure_leads_to_what_it_counts(opened: Opener) -> None:
    page = quality(opened)
    page.get_by_role("link", name="待认定的名称").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)  # filters follow the address, and may not lead elsewhere
    assert page.url.endswith("#matches")
    top = page.locator("#matches").evaluate("heading => heading.getBoundingClientRect().top")
    assert 0 <= top < 900
    matches = page.locator("section[aria-labelledby=matches] tbody")
    assert SCRIPT in matches.inner_text()  # as a text; `opened` would have met its error


def test_a_query_is_copied(opened: Opener) -> None:
    page = opened("analysts.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=f"复制查询：{QUERIES[0].title}").click()
    page.get_by_text("已复制", exact=True).first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == QUERIES[0].sql


def test_the_dictionary_is_searched_and_linked_to(opened: Opener) -> None:
    page = opened("analysts.html")
    page.get_by_label("查找表、列或说明").fill("awarded_version")
    shown = page.locator("#tables details:visible")
    assert shown.locator("summary code").all_inner_texts() == ["fct_leaders"]
    assert shown.locator("tbody tr:visible").count() == 1
    assert "q=awarded_version" in page.url
    page = opened("analysts.html#fct_boards")
    assert page.locator("#fct_boards").get_attribute("open") is not None
    assert page.locator("#fct_leaders").get_attribute("open") is None


def test_files_are_beside_the_page_and_the_lineage_is_a_link_away(opened: Opener) -> None:
    page = opened("analysts.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="fct_boards").click()
    assert download.value.suggested_filename == "fct_boards.parquet"
    page.get_by_role("link", name="打开血缘图").click()
    assert page.title() == "示例血缘"


def test_on_paper_everything_is_open(opened: Opener) -> None:
    page = opened("analysts.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    assert page.locator(".copy:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 1


def test_the_public_pages_lead_to_neither(opened: Opener) -> None:
    page = opened("index.html", audience=Audience.PUBLIC)
    links = page.get_by_role("navigation", name="主导航").get_by_role("link").all_inner_texts()
    assert links == ["总览", "排行榜", "领跑者"]
