"""Recognises the pages that a platform sends in place of an answer; none of them is ever solved."""

from __future__ import annotations

_MARKERS = {
    b"geetest": "GeeTest 验证",
    b"reglogin": "登录弹窗",
    b"visittoken": "访问令牌验证",
    b"__jsl_clearance": "JavaScript 验证",
    "滑动验证".encode(): "滑动验证",
    "人机验证".encode(): "人机验证",
}
_TOO_FREQUENT = "访问过于频繁".encode()
_SMALL = 4096  # bytes; a JSON answer that only challenges is shorter


def challenge_in(status: int, body: bytes) -> str | None:
    """What kind of challenge an answer is, in Chinese; null when it is none.

    Markers alone do not make a challenge: the platforms' ordinary pages carry the same scripts
    beside their tables.
    """
    if status == 412:
        return "JavaScript 验证"
    lowered = body.lower()
    if _holds_data(lowered):
        return None
    for marker, kind in _MARKERS.items():
        if marker in lowered:
            return kind
    if lowered.lstrip()[:1] in (b"{", b'"') and b"challenge" in lowered and b"gt" in lowered:
        return "GeeTest 验证"
    return None


def is_too_frequent(status: int, body: bytes) -> bool:
    """Does the platform say that it is asked too often (std.samr.gov.cn: 401 访问过于频繁)?"""
    return status != 200 and _TOO_FREQUENT in body


def _holds_data(lowered: bytes) -> bool:
    start = lowered.lstrip()[:1]
    if start in (b"{", b"[", b'"'):
        return len(lowered) > _SMALL or b'"rows"' in lowered or b'"result"' in lowered
    return b"<table" in lowered
