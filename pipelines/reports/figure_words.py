"""Figures as sentences write them."""

from __future__ import annotations

from pipelines.reports.figures import Kind, text_of

_SHOWN_AS_NOTHING = 0.05


def count_text(value: int) -> str:
    """1,200."""
    return text_of(value, Kind.COUNT)


def share_text(value: float) -> str:
    """25.6%."""
    return text_of(value, Kind.SHARE)


def number_text(value: float) -> str:
    """0.05."""
    return text_of(value, Kind.NUMBER)


def points_text(change: float) -> str:
    """A change of a share (0.032) in percentage points: 提高3.2个百分点."""
    points = 100 * change
    if abs(points) < _SHOWN_AS_NOTHING:
        return "持平"
    return f"{'提高' if points > 0 else '降低'}{abs(points):.1f}个百分点"
