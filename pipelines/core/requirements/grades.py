"""Grades: every spelling of E0, A+, 2级, 优等品, 五星 as one canonical text."""

from __future__ import annotations

import re

_LEVEL = "级(?![别差数配联功]|以[前后])"
_LETTERS = re.compile(
    rf"(?:(?P<plain>ENF|[Ee][0-2]|[A-D]\+{{1,3}}|A{{2,5}}|[PF][1-4]|V-[0-2]|F[★☆]{{4}})(?:{_LEVEL})?"
    r"|(?P<ingress>IP[0-9X][0-9X][A-DK]?)级?"
    rf"|(?P<level>[A-D][1-3]?|I{{1,3}}|IV|VI{{0,3}}){_LEVEL}|(?P<kind>[A-D]类)(?!别))"
    r"(?![A-Za-z0-9+.-])"
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}
_PENCIL = re.compile(r"(?:[1-9]H|H|HB|F|[1-9]?B)(?![A-Za-z0-9+])")
_DIGITS = re.compile(
    rf"(?P<many>[1-5])A{_LEVEL}|(?P<value>\d{{1,2}}(?:\.\d{{1,2}})?)(?:-(?P<next>\d))?{_LEVEL}"
    r"|(?P<star>[1-7])星级?(?![期座])|(?P<article>[123])等品"
)
_HAN = re.compile(
    rf"(?P<level>[一二三四五六七八九十]){_LEVEL}(?P<article>品)?"
    r"|(?P<star>[一二三四五六七])星级?(?![期座])"
    r"|(?P<word>优等品|[一二三]等品|合格品|优级品|特级品|[优一二三]等(?!级|候|分)|特级|优级|合格级|高效级|[甲乙丙]级(?!医))"
)
_STARS = re.compile("★{1,7}|☆{1,7}")
_HAN_DIGITS = "零一二三四五六七八九十"

TAIL = re.compile("(?:(?:能效|水效)?(?:等级|标识)?|标准|品|要求|水平|规定|指标|的|产品|能效|水效)*")
"""What may follow a grade without changing it."""

_KIND = re.compile("[能水]效")


def kind(tail: str) -> str | None:
    """What a grade is a grade of, where the words behind it say so: 能效, 水效."""
    found = _KIND.search(tail)
    return found[0] if found else None


def letters(text: str, at: int) -> tuple[str, int] | None:
    """A grade that starts with a Latin letter, and where it ends: `E0级` is (`E0`, …)."""
    found = _LETTERS.match(text, at)
    if found is None:
        return None
    if plain := found["plain"]:
        grade = plain.upper().replace("★", "☆")
    elif level := found["level"]:
        grade = _ROMAN.get(level, level)
    else:
        grade = found["ingress"] or found["kind"]
    return grade, found.end()


def pencil(text: str, at: int) -> tuple[str, int] | None:
    """A pencil hardness: only behind ≥ or 不低于, because 2H is also a sloppy 2 h."""
    found = _PENCIL.match(text, at)
    return (found[0], found.end()) if found else None


def digits(text: str, at: int) -> tuple[str, int] | None:
    """A grade that starts with a digit: 2级, 5A级, 4-5级 (colour fastness), 5星级."""
    found = _DIGITS.match(text, at)
    if found is None:
        return None
    if many := found["many"]:
        grade = "A" * int(many)
    elif value := found["value"]:
        following = found["next"]
        if following is not None and value != str(int(following) - 1):
            return None
        grade = f"{value}-{following}" if following else value
    elif star := found["star"]:
        grade = f"{_HAN_DIGITS[int(star)]}星"
    else:
        grade = f"{_HAN_DIGITS[int(found['article'])]}等品"
    return grade, found.end()


def han(text: str, at: int) -> tuple[str, int] | None:
    """A grade in Chinese or in stars: 一级, 优等品, 五星级, ★★★."""
    found = _STARS.match(text, at)
    if found:
        return f"{_HAN_DIGITS[len(found[0])]}星", found.end()
    found = _HAN.match(text, at)
    if found is None:
        return None
    if level := found["level"]:
        grade = f"{level}级品" if found["article"] else str(_HAN_DIGITS.index(level))
    elif star := found["star"]:
        grade = f"{star}星"
    else:
        grade = found["word"]
    return grade, found.end()
