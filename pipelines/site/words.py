"""Chinese of the codes that pages show."""

from __future__ import annotations

from pipelines.core.wording import EXIT_REASONS

BOARD_STATES = {
    "computed": "已计算",
    "submitted": "已报送",
    "examined": "已形式审查",
    "returned": "已退回",
    "under_revision": "修订中",
    "in_publicity": "公示中",
    "published": "已发布",
}

LEADER_STATES = {
    "shortlisted": "入围",
    "in_publicity": "公示中",
    "published": "有效",
    "exited": "已退出",
    "expired": "已到期",
    "withdrawn": "已撤下",
}

PROPOSAL_STATES = {
    "open": "待决定",
    "confirmed": "已确认",
    "rejected": "已驳回",
    "lapsed": "已无须决定",
}

SOURCE_ROLES = {
    "declarations": "企业标准声明",
    "indicators": "指标摘录",
    "catalogue": "标准目录",
    "supervision": "监督结果",
    "feedback": "消费者反馈",
}


def exit_reason(number: int | None) -> str | None:
    """Number and wording of an exit's reason."""
    return None if number is None else f"第 {number} 项：{EXIT_REASONS[number]}"


def period_text(period: str) -> str:
    """`2026Q2` as 2026 年第 2 季度, `2026` as 2026 年度."""
    year, _, quarter = period.partition("Q")
    return f"{year} 年第 {quarter} 季度" if quarter else f"{year} 年度"
