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


def page_html(env: Environment, name: str, **context: Any) -> str:
    """A page; its bytes depend on the context alone."""
    return env.get_template(f"{name}.html").render(page=name, pages=PAGES, **context)
