"""Colours of the pages: weak eyes can read them, colour-blind ones tell them apart (WCAG 2.2).

Computed from the tokens of the style sheet (1.4.3, 1.4.11); browser tests look at what is rendered.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import combinations

import pytest

STATIC = files("pipelines.site") / "static"
SHEET = (STATIC / "site.css").read_text(encoding="utf-8")
_ROOT = re.search(r":root \{([^}]*)\}", SHEET)
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", _ROOT[1] if _ROOT else ""))
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET)

TEXT = {
    "ink": ("card", "ground", "head", "said-ground", "level-2", "level-3"),
    "soft": ("card", "ground", "head", "said-ground"),
    "link": ("card", "ground", "said-ground"),
    "good": ("card",),
    "bad": ("card", "ground", "said-ground"),
    "deep": ("card",),
    "card": ("level-1", "no-level"),
}
SHAPES = ("level-1", "level-2", "level-3", "no-level", "edge", "focus")
LEVELS = ("level-1", "level-2", "level-3")

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), severity 1.0, on linear RGB
SEEN_BY = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranope": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanope": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TOLD_APART = 20.0  # CIE 1976 distance; about 2.3 is the least that can be seen side by side


def linear(colour: str) -> list[float]:
    """Linear RGB of `#rrggbb`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Ratio from 1 to 21 of two tokens."""
    darker, lighter = sorted(luminance(TOKENS[name]) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def lab(token: str, eye: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a token as an eye sees it."""
    given = linear(TOKENS[token])
    seen = [sum(w * part for w, part in zip(row, given, strict=True)) for row in SEEN_BY[eye]]
    red, green, blue = (min(1.0, max(0.0, part)) for part in seen)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize(("text", "ground"), [(t, on) for t, all_ in TEXT.items() for on in all_])
def test_text_stands_out_from_what_it_stands_on(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_a_rule_that_sets_both_colours_keeps_them_apart() -> None:
    found = {}
    for selector, body in RULES:
        text = re.search(r"(?:^|[;\s])color: var\(--([a-z0-9-]+)\)", body)
        ground = re.search(r"background: var\(--([a-z0-9-]+)\)", body)
        if text and ground:
            found[selector.strip()] = contrast(text[1], ground[1])
    assert len(found) >= 8
    assert {selector: ratio for selector, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_bars_edges_and_the_focus_stand_out(shape: str) -> None:
    assert contrast(shape, "card") >= 3
    assert shape != "focus" or contrast(shape, "deep") >= 3


@pytest.mark.parametrize("eye", SEEN_BY)
def test_levels_are_told_apart_by_every_eye(eye: str) -> None:
    for one, other in combinations(LEVELS, 2):
        apart = sum((a - b) ** 2 for a, b in zip(lab(one, eye), lab(other, eye), strict=True))
        assert apart**0.5 >= TOLD_APART, (one, other)


@pytest.mark.parametrize("name", ["site.css", "charts.js"])
def test_every_colour_is_a_token(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8").replace(_ROOT[0] if _ROOT else "", "")
    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", text) == []
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) | set(
        re.findall(r'token\("([a-z0-9-]+)"\)', text)
    )
    assert used - TOKENS.keys() <= {"share"}  # the length of a bar, set in each
