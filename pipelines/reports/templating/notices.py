"""Templates of notices of publicity and of publication (D1 part 3 (1) 3 and (2) 4)."""

from __future__ import annotations

from pipelines.reports.notices import AWARDED_COLUMNS, SCHEME_COLUMNS
from pipelines.reports.templating.forms import board_table, leaders_table, marks, table
from pipelines.reports.templating.page import Page

_FORMED = (
    "按照《{{ basis }}》，{{ body_name }}依据评估方案《{{ scheme_title }}》，以企业标准信息公共服务"
    "平台中声明公开的企业标准数据为对象，形成了{{ what }}"
)
_REVIEWED = "按照《{{ basis }}》，我单位公开征集评估方案，经形式审查和专家评审，确定了{{ what }}"
_UNOPPOSED = (
    "{% if objection_count %}公示期间收到的{{ objection_count }}项异议已由专家委员会评议处理"
    "{% else %}公示期间无异议{% endif %}，现予发布（见附表）。"
)
_SCHEME = (
    tuple(f"{{{{ e.{column.name} }}}}" for column in SCHEME_COLUMNS),
    (34, 60, 45, 34, 44, 20),
)
_AWARDED = (
    tuple(f"{{{{ e.{column.name} }}}}" for column in AWARDED_COLUMNS),
    (24, 29, 40, 24, 28, 20, 38, 34),
)


def publicity_scheme() -> Page:
    """A scheme and its body are put before the public."""
    return _with_schemes(_publicity(f"{_REVIEWED}，现予公示（见附表），公开征求意见。"))


def publicity_board() -> Page:
    """A board is put before the public."""
    page = _publicity(f"{_FORMED}，经形式审查，现予公示（见附表）。")
    board_table(page)
    return page


def publicity_leader_list() -> Page:
    """A list of leaders is put before the public."""
    page = _publicity(f"{_FORMED}，经形式审查，现予公示（见附表）。")
    leaders_table(page)
    return page


def publication_scheme() -> Page:
    """A scheme and its body are announced."""
    return _with_schemes(_publication(f"{_REVIEWED}。{_UNOPPOSED}"))


def publication_board() -> Page:
    """A board is published."""
    page = _publication(f"{_FORMED}。{_UNOPPOSED}")
    board_table(page)
    return page


def publication_leader_list() -> Page:
    """Leaders are published, with their certificates."""
    page = _publication(f"{_FORMED}。{_UNOPPOSED}")
    page.turn()
    page.caption("{{ table_title }}")
    table(page, AWARDED_COLUMNS, *_AWARDED, nobody="名单中没有企业。")
    return page


def _publicity(text: str) -> Page:
    page = Page("公示")
    marks(page)
    page.title("关于{{ about }}\n{{ thing }}的公示")
    page.text(text)
    page.text(
        "公示期自{{ publicity_from }}起，至{{ publicity_to }}24时止（不少于10个工作日）。"
        "公示期间对公示内容有异议的，请以书面形式向我单位反映，并附证明材料和联系方式。"
    )
    page.text("公示渠道：{{ publishes_in }}。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def _publication(text: str) -> Page:
    page = Page("发布公告")
    marks(page)
    page.title("关于发布{{ about }}\n{{ thing }}的公告")
    page.text(text)
    page.text("发布渠道：{{ publishes_in }}。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def _with_schemes(page: Page) -> Page:
    page.turn()
    page.caption("{{ table_title }}")
    table(page, SCHEME_COLUMNS, *_SCHEME, nobody="没有评估方案。")
    return page
