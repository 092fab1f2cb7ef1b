"""Pages from templates; whatever comes from outside is escaped by Jinja's autoescape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from datetime import date

PAGES = (
    ("index", "总览"),
    ("boards", "排行榜"),
    ("leaders", "领跑者"),
)
"""Pages that the navigation names, in its order."""

INTERNAL_PAGES = (
    ("quality", "数据质量"),
    ("analysts", "分析人员"),
)
"""Pages that only the institution's build has; the navigation names them after the others."""


def environment() -> Environment:
    """Templates with Chinese formats; a name that a template does not know is an error."""
    made = Environment(
        loader=PackageLoader("pipelines.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["count"] = count_text
    made.filters["day"] = day_text
    made.filters["share"] = share_text
    made.filters["change"] = change_text
    made.filters["lasting"] = lasting_text
    made.filters["size"] = size_text
    return made


def count_text(value: int | None) -> str:
    """3,165,625; nothing as a dash."""
    return "—" if value is None else f"{value:,}"


def day_text(value: date | None) -> str:
    """2026 年 7 月 7 日."""
    return "—" if value is None else f"{value.year} 年 {value.month} 月 {value.day} 日"


def share_text(value: float) -> str:
    """0.756 as 75.6%."""
    return f"{value:.1%}"


def change_text(value: int) -> str:
    """+12, −3, or that nothing changed."""
    if value == 0:
        return "持平"
    return f"+{value:,}" if value > 0 else f"−{-value:,}"


def lasting_text(seconds: float | None) -> str:
    """0.4 秒, 3 分 20 秒, 2 时 5 分."""
    if seconds is None:
        return "—"
    if seconds < 10:
        return f"{seconds:.1f} 秒"
    minutes, left = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{left} 秒"
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours} 时 {minutes_left} 分" if hours else f"{minutes} 分 {left} 秒"


def size_text(count: int) -> str:
    """Bytes as 12 KB, 1.2 MB, 3.0 GB; a unit is 1,024 of the one before."""
    kilobytes = count / 1024
    if kilobytes < 1024:
        return f"{max(1, round(kilobytes))} KB"
    megabytes = kilobytes / 1024
    return f"{megabytes:.1f} MB" if megabytes < 1024 else f"{megabytes / 1024:.1f} GB"


def page_html(env: Environment, name: str, *, is_internal: bool, **context: Any) -> str:
    """A page; its bytes depend on the context alone."""
    pages = PAGES + INTERNAL_PAGES if is_internal else PAGES
    template = env.get_template(f"{name}.html")
    return template.render(page=name, pages=pages, is_internal=is_internal, **context)
