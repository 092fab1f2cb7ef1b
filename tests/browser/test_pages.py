"""Pages as people use them: by mouse and keyboard, on a screen, a phone and paper."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from pipelines.core.certificates import certificate_digest
from pipelines.site.audience import Audience
from tests.browser.walking import BOARD, PAGES, board, settled
from tests.hostile_names import QUOTES, RIGHT_TO_LEFT, SCRIPT
from tests.site_release import BREAKS_TEXT, BULK, EXCLUDED, REFUSED

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Opener

ON_BOARD = 4 + BULK
DIGEST = certificate_digest(
    "national-001", SCRIPT, "Q/SL d1-2026", date(2026, 5, 27), date(2027, 5, 27)
)


def named(page: Page) -> Locator:
    return page.locator("#entries .tabulator-row a")


def names(page: Page) -> list[str]:
    return named(page).all_text_contents()


def found(page: Page) -> str:
    return page.locator(".filters .found").inner_text()


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_asks_nobody_and_fits(opened: Opener, audience: Audience, width: int) -> None:
    page = opened("index.html", audience=audience, width=width)
    root = page.url.removesuffix("index.html")
    for address in PAGES:
        page.goto(root + address)
        settled(page)
        assert not is_too_wide(page), address
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.locator("h1:visible").count() == 1, address
        assert page.evaluate("window.broken") is None, "a name became a script"


def test_from_the_overview_to_a_rank_and_back(opened: Opener) -> None:
    page = opened("index.html")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="排行榜").click()
    page.get_by_role("link", name="2026 年第 1 季度").click()
    page.wait_for_selector("#entries[data-ready]")
    assert page.locator("h1:visible").inner_text() == "空气净化器企业标准排行榜"
    assert found(page) == f"共 {ON_BOARD} 项"
    page.locator("#entries .tabulator-row a").nth(1).click()
    page.wait_for_selector("#entry[data-ready]")
    assert "与另外 2 项并列" in page.locator(".verdict").inner_text()
    page.get_by_role("link", name="空气净化器 2026 年第 1 季度").click()
    page.wait_for_selector("#entries[data-ready]")
    page.get_by_role("navigation", name="周期").get_by_role("link", name="2026 年第 2 季度").click()
    expect(page.locator(".filters .found")).to_have_text("共 2 项")


def test_a_table_that_scrolls_into_view_keeps_its_rows(opened: Opener) -> None:
    page = board(opened)
    removed = page.evaluate(
        """() => new Promise((seen) => {
            const table = document.getElementById("entries");
            let removed = 0;
            new MutationObserver((changes) => {
              for (const change of changes) removed += change.removedNodes.length;
            }).observe(table.querySelector(".tabulator-table"), { childList: true });
            let isBelow = false;
            new IntersectionObserver(([now]) => {
              if (!now.isIntersecting) {
                isBelow = true;
                table.scrollIntoView();
              } else if (isBelow) {
                setTimeout(() => seen(removed), 300); // whoever else watches has been told
              }
            }).observe(table);
        })"""
    )
    assert removed == 0, "a click in that moment would be lost"


def test_a_table_fits_the_width_that_is_left(opened: Opener) -> None:
    page = board(opened)
    row = page.locator("#entries .tabulator-row").first
    before = row.bounding_box()
    page.set_viewport_size({"width": 1000, "height": 900})
    expect(row).not_to_have_css("width", f"{before['width']}px" if before else "")
    assert row.evaluate("row => row.offsetWidth - row.closest('.tabulator').clientWidth") == 0


def test_filters_narrow_the_table_and_the_address_keeps_them(opened: Opener) -> None:
    page = board(opened)
    page.get_by_label("水平", exact=True).select_option("2")
    assert found(page) == f"3 / {ON_BOARD} 项"
    page.get_by_label("省份").select_option("浙江省")
    assert found(page) == f"1 / {ON_BOARD} 项"
    assert "level=2" in page.url
    assert "province=浙江省" in unquote(page.url)
    page.get_by_label("水平", exact=True).select_option("")
    page.get_by_label("省份").select_option("")
    page.get_by_label("产品").fill("型号B07")
    expect(named(page)).to_have_text(["示例批量07公司"])


def test_a_search_finds_names_and_numbers(opened: Opener) -> None:
    page = board(opened)
    page.get_by_label("查找").fill("批量1")
    assert found(page) == f"10 / {ON_BOARD} 项"
    page.get_by_label("查找").fill("q/sl B05")
    expect(named(page)).to_have_text(["示例批量05公司"])
    page.get_by_label("查找").fill("没有这一家")
    assert found(page) == f"0 / {ON_BOARD} 项"
    page.get_by_text("没有符合条件的记录").wait_for()


def test_a_deep_link_opens_what_was_chosen(opened: Opener) -> None:
    page = board(opened, "?q=批量&province=广东省&level=3&list=ccm")
    shown = names(page)
    assert shown
    assert all("批量" in name for name in shown)
    assert page.get_by_label("省份").input_value() == "广东省"
    assert page.get_by_label("榜单", exact=True).input_value() == "ccm"
    assert found(page).endswith(f"/ {ON_BOARD} 项")


def test_the_keyboard_sorts_by_a_heading_and_the_address_keeps_the_order(opened: Opener) -> None:
    page = board(opened)
    heading = page.locator("#entries").get_by_role("button", name="累积净化量")
    heading.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#entries .tabulator-row").first).to_contain_text("≥300 mg")
    expect(named(page).first).to_have_text("示例批量00公司")
    expect(page).to_have_url(re.compile("order=v%3Accm-asc"))
    page.reload()
    settled(page)
    assert names(page)[0] == "示例批量00公司"
    page.get_by_label("水平", exact=True).select_option("1")
    expect(named(page)).to_have_text([SCRIPT])
    assert "order=v%3Accm-asc" in page.url


def test_the_distribution_shows_levels_and_values_as_bars(opened: Opener) -> None:
    page = board(opened)
    chart = page.locator(".chart").nth(1)
    text = chart.locator("svg").text_content() or ""
    assert all(name in text for name in ("1 先进", "2 平均", "3 基准", "mg"))
    assert chart.locator("svg path[fill='#004a80' i]").count() >= 1
    assert chart.locator("svg path[fill='#c97d00' i]").count() >= 1
    shares = page.locator(".chart").nth(0).locator("svg").text_content() or ""
    assert "2026 年第 1 季度" in shares


def test_level_lines_stand_at_their_values_however_small(opened: Opener) -> None:
    page = board(opened)
    low, middle, high = page.evaluate(
        """() => {
            const box = document.createElement("div");
            box.style.cssText = "width: 600px; height: 300px";
            document.body.append(box);
            const steps = [0.015, 0.025, 0.05].map((value) => ({ value, name: `界${value}` }));
            Charts.distribution(box, { values: [0.015, 0.03, 0.05], levels: [1, 2, 2], steps,
                limits: [], unit: "mg/m³", names: String });
            return steps.map(({ name }) => {
                const said = [...box.querySelectorAll("text")].find(
                    (each) => each.textContent === name);
                const { x, width } = said.getBoundingClientRect();
                return x + width / 2;
            });
        }"""
    )
    assert (middle - low) / (high - low) == pytest.approx(10 / 35, abs=0.02)


@pytest.mark.parametrize(
    ("indicator", "method", "lines"),
    [
        ({"point_steps": [{"bound": 2, "points": 35}, {"bound": 8, "points": 20.5}]}, "points",
         [["35 分", "≤2 h"], ["20.5 分", "≤8 h"]]),
        ({"goalpost_best": 0.5, "goalpost_worst": 3}, "weighted",
         [["100 分", "≤0.5 h"], ["0 分", "≤3 h"]]),
        ({"goalpost_best": None, "goalpost_worst": None}, "weighted", []),
        ({"class": "score", "cut_offs": [{"level": 1, "cut_off": 90}]}, "points",
         [["第 1 等", "≥90 分"]]),
        ({"thresholds": [0.05, None, 0.1], "grades": [None, None, None]}, "bands",
         [["1 先进", "≤0.05 h"], ["3 基准", "≤0.1 h"]]),
        ({"thresholds": [None] * 3, "grades": ["1", "2", None]}, "bands",
         [["1 先进", "等级 1"], ["2 平均", "等级 2"]]),
    ],
)  # fmt: skip
def test_each_method_has_its_lines(
    opened: Opener, indicator: dict[str, object], method: str, lines: list[list[str]]
) -> None:
    page = opened("boards.html")
    told = page.evaluate(
        "([each, method]) => Values.steps(each, method).map(({ name, text }) => [name, text])",
        [{"better": "lower", "unit": "h", **indicator}, method],
    )
    assert told == lines


def test_why_a_rank_is_told_from_the_text_as_declared(opened: Opener) -> None:
    page = settled(opened(f"entry.html#{BOARD}/d2"))
    text = page.locator("#entry").inner_text()
    for said in ("≥d2mg <b>粗体</b>", "≥900 mg", "距上一档差一些", "资格审查", "第 1 版",
                 "b" * 64, "cpbz/2026-05-30/pages/d2.gz"):  # fmt: skip
        assert said in text
    assert BREAKS_TEXT in text


def test_the_public_is_told_why_but_no_finding(opened: Opener) -> None:
    page = settled(opened(f"entry.html#{BOARD}/d2", audience=Audience.PUBLIC))
    text = page.locator("#entry").inner_text()
    assert "≥900 mg" in text
    for hidden in ("资格审查", BREAKS_TEXT, "cpbz/2026-05-30/pages"):
        assert hidden not in text


def test_what_was_left_out_is_named_inside_and_counted_outside(opened: Opener) -> None:
    inside = board(opened)
    inside.get_by_text("逐项查看").click()
    left_out = inside.get_by_role("grid", name="未上榜的声明")
    assert "声明值 9" in left_out.inner_text()
    left_out.get_by_role("link", name=EXCLUDED).click()
    inside.wait_for_selector("#entry[data-ready]")
    assert "未上榜" in inside.locator(".verdict").inner_text()
    outside = board(opened, audience=Audience.PUBLIC)
    assert "符合强制性标准" in outside.locator("#board").inner_text()
    assert outside.get_by_text("逐项查看").count() == 0


def test_who_refused_is_marked_inside(opened: Opener) -> None:
    page = board(opened, "?q=拒绝")
    assert names(page) == [REFUSED]
    assert page.get_by_text("不同意列入").count() == 1


def test_names_are_text_wherever_they_stand(opened: Opener) -> None:
    for page in (
        board(opened, "?level=1"),
        settled(opened(f"entry.html#{BOARD}/d1")),
        settled(opened("leaders.html")),
    ):
        assert page.get_by_text(SCRIPT).count() >= 1
        assert page.evaluate("window.broken") is None
    page = board(opened, "?level=2")
    assert set(names(page)) == {QUOTES, RIGHT_TO_LEFT, REFUSED}


def test_a_certificate_is_checked(opened: Opener) -> None:
    page = settled(opened("leaders.html", audience=Audience.PUBLIC))
    for number, verdict, kind in (
        ("national-001", "证书有效", "good"),
        (" ＮATIONAL－001 ", "证书有效", "good"),
        (DIGEST, "证书有效", "good"),
        (f" {DIGEST[:12].upper()} ", "证书有效", "good"),
        (DIGEST[:11], "没有编号或校验值为", "bad"),
        ("d" * 64, "与榜单一致，榜单已发布", "good"),
        ("national-003", "已退出，证书失效", "bad"),
        ("national-002", "已到期", "bad"),
        ("<b>999</b>", "没有编号或校验值为“<b>999</b>”的证书", "bad"),
    ):
        page.get_by_label("证书编号或校验值").fill(number)
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_contain_text(verdict)
        expect(page.locator("#verdict")).to_have_class(kind)


def test_an_answer_on_a_certificate_can_be_passed_on(opened: Opener) -> None:
    page = settled(opened("leaders.html#?certificate=national-003", audience=Audience.PUBLIC))
    answer = page.locator("#verdict").inner_text()
    for said in ("已退出，证书失效", "Q/SL d3-2026", "2026 年 6 月 10 日", "第 6 项"):
        assert said in answer
    page.get_by_label("证书编号或校验值").fill("national-001")
    page.get_by_role("button", name="查验").click()
    page.get_by_label("状态").select_option("有效")
    assert unquote(page.url).endswith("#?status=有效&certificate=national-001")
    page.get_by_role("link", name="名次从何而来").click()
    page.wait_for_selector("#entry[data-ready]")
    page.go_back()
    settled(page)
    assert "证书有效" in page.locator("#verdict").inner_text()


def test_a_title_that_ran_out_after_the_pages_were_made_is_told(opened: Opener) -> None:
    page = opened("index.html", audience=Audience.PUBLIC)
    page.clock.set_fixed_time("2027-05-26T16:00:00Z")  # 27 May in China
    page.goto(page.url.replace("index.html", "leaders.html#?certificate=national-001"))
    settled(page)
    assert "已到期" in page.locator("#verdict").inner_text()


def test_publicity_tells_the_days_left(opened: Opener) -> None:
    page = settled(opened("leaders.html", audience=Audience.PUBLIC))
    row = page.get_by_role("row").filter(has_text="排行榜：空气净化器（2026 年第 1 季度）")
    assert "6 天" in row.inner_text()  # from 8 to 14 July
    assert "2026-07-14 24:00" in row.inner_text()


def test_a_board_that_is_not_public_is_not_there(opened: Opener) -> None:
    page = opened("boards.html#national/panels/panel/2026Q2", audience=Audience.PUBLIC)
    page.get_by_role("alert").wait_for()
    assert "尚未公示" in page.get_by_role("alert").inner_text()


def test_paper_gets_every_row_and_no_controls(opened: Opener) -> None:
    page = board(opened)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".tabulator-print-table tbody tr")
    assert rows.count() == ON_BOARD
    printed = rows.first.inner_text()
    for said in ("1", SCRIPT, "Q/SL d1-2026", "家用净化器", "北京市", "≥1500 mg", "1 先进"):
        assert said in printed
    assert not page.get_by_role("navigation", name="主导航").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.locator("script:not([src])").count() == 0
    assert page.locator(".cut").count() == 0


def test_a_chart_is_as_wide_as_paper(opened: Opener) -> None:
    page = opened("index.html")
    widths = page.evaluate(
        """() => ["beforeprint", "afterprint"].map((event) => {
            dispatchEvent(new Event(event));
            const svg = document.querySelector(".chart svg");
            const right = Math.max(...[...svg.querySelectorAll("text")].map(
                (each) => each.getBoundingClientRect().right));
            return [svg.clientWidth, right - svg.getBoundingClientRect().left];
        })"""
    )
    (paper, last), (screen, _) = widths
    assert last <= paper <= 620 < screen


def test_paper_gets_so_many_rows_and_says_so(opened: Opener) -> None:
    page = board(opened)
    page.evaluate(
        """async () => {
            const box = document.createElement("div");
            document.getElementById("content").replaceChildren(box);
            const rows = Array.from({ length: 2001 }, (_, n) => ({ n }));
            await Grid.make(box, "长表", [{ title: "号", field: "n" }], rows);
            dispatchEvent(new Event("beforeprint"));
        }"""
    )
    assert page.locator(".tabulator-print-table tbody tr").count() == 2000
    assert page.locator("#content.cut").count() == 1
