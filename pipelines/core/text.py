"""Folding of what people typed: one spelling for texts, titles, names and dictionary keys.

Nothing here decides what a text means; callers keep the original beside the folded form.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
"""Chinese characters, as the inside of a regular expression's character class."""

# NFKC makes full-width forms, squared units (㎎/㎥) and compatibility characters plain. Left alone
# is what it would turn into another value: 1½ → 11/2 and ①甲醛 → 1甲醛; … is a marker, not stops.
_KEPT_FROM_NFKC = "¼-¾⅐-⅞↉①-⓿❶-➓…"
_NFKC_RUN = re.compile(f"[^{_KEPT_FROM_NFKC}]+")
_SUPERSCRIPT_RUN = re.compile("(?<=([0-9)]))?[⁰¹²³⁴-⁹⁺⁻]+")
_TO_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_FROM_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_ONE_FORM = str.maketrans("〔〕【】〖〗‐‑−⁃∕⁄", "()[][]----//")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def fold(text: str) -> str:
    """One spelling for a text: full-width forms, brackets, hyphens and blanks folded.

    Invisible characters are removed. A superscript after a digit keeps its meaning (10⁵ → 10^5),
    elsewhere it is a plain digit (m³ → m3). Total and idempotent.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _VARIATION_SELECTORS.sub("", "".join(filter(_is_visible, text)))
    text = _SUPERSCRIPT_RUN.sub(_plain_superscript, text)
    text = _NFKC_RUN.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return " ".join(text.translate(_ONE_FORM).split())


def _is_visible(character: str) -> bool:
    # Cf: zero-width characters, marks of right-to-left text; Cc: controls; Cs: broken pairs
    return character.isspace() or unicodedata.category(character) not in ("Cf", "Cc", "Cs")


def _plain_superscript(run: re.Match[str]) -> str:
    plain = run[0].translate(_FROM_SUPERSCRIPT)
    return f"^{plain}" if run[1] else plain


_SUP_TAG = re.compile(r"<sup>([0-9+\-−]+)</sup>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?P<name>sacinfo|a|b|big|br|center|code|div|em|font|h[1-6]|hr|i|img|label|li|mark|ol|p"
    r"|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_BREAKING_TAG = re.compile(r"br|div|h[1-6]|hr|li|ol|p|table|tbody|td|th|tr|ul", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def strip_tags(text: str) -> str:
    """Removes markup: `<sacinfo>…</sacinfo>` around search hits, HTML tags by name, and entities.

    Only known tag names go, so that `甲醛<E1>0.05` stays as it is.
    """
    text = _SUP_TAG.sub(lambda tag: tag[1].translate(_TO_SUPERSCRIPT), text)
    text = _TAG.sub(lambda tag: " " if _BREAKING_TAG.fullmatch(tag["name"]) else "", text)
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


_BOOK_MARKED = re.compile(r"\s*《([^《》]*)》\s*")


def strip_book_marks(name: str) -> str:
    """The name without the 《》 around it; marks inside a name stay."""
    marked = _BOOK_MARKED.fullmatch(name)
    return marked[1].strip() if marked else name


# A copier's gloss is lower case: 锂(Li), 钠(Na) are elements, though “li”, “na” are their readings.
_GLOSS = re.compile(
    rf"\s*[(（]\s*([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+(?:\s[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+)*)\s*[)）]"
    rf"(?:\s+(?=[{HAN}\W]|$))?"
)
_HAN_CHARACTER = re.compile(f"[{HAN}]")


def drop_glosses(text: str) -> str:
    """Drops pinyin glosses that a copier left: brackets that hold a reading of what is before them.

    What is no reading stays: 铅(Pb), 尺寸(mm). A single letter is a gloss only beside a longer one,
    because it is more often a symbol.
    """
    glosses = [gloss for gloss in _GLOSS.finditer(text) if _is_gloss(text[: gloss.start()], gloss)]
    if all(len(gloss[1]) == 1 for gloss in glosses):
        return text
    kept, end = [], 0
    for gloss in glosses:
        kept.append(text[end : gloss.start()])
        end = gloss.end()
    return "".join(kept) + text[end:]


def _is_gloss(before: str, gloss: re.Match[str]) -> bool:
    syllables = gloss[1].split()
    characters = before[-len(syllables) :]
    return len(characters) == len(syllables) and all(
        _HAN_CHARACTER.match(character) and _toneless(syllable) in _readings(character)
        for character, syllable in zip(characters, syllables, strict=True)
    )


def _toneless(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _readings(character: str) -> frozenset[str]:
    """Toneless readings of a character; lü is accepted as lv and as lu."""
    from pypinyin import Style, pinyin  # its tables load slowly, and glosses are rare

    readings = set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
    return frozenset(readings | {reading.replace("v", "u") for reading in readings})


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads its dictionaries from disk

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def to_simplified(text: str) -> str:
    """Simplified characters, pinyin glosses dropped first: `體(ti) 係` → `体系`."""
    if not _HAN_CHARACTER.search(text):
        return text
    return _converter()(drop_glosses(text))


def clean(text: str) -> str:
    """A label as it is shown and compared: no markup, no glosses, folded, simplified characters."""
    return to_simplified(fold(strip_tags(text)))


def strip_title(text: str) -> str:
    """The name of a standard or product: cleaned, without the 《》 around it."""
    return strip_book_marks(clean(text))


_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{HAN}（）])\s+|\s+(?=[{HAN}（）])")
_NAME_BRACKETS = str.maketrans("()[]", "（）（）")


def fold_name(text: str) -> str:
    """An organisation's name as registers spell it.

    Simplified characters, full-width brackets, no blank beside a Chinese character.
    """
    name = clean(text).translate(_NAME_BRACKETS)
    return _BLANK_BESIDE_HAN.sub("", name)


_UNIT = (
    r"(?:10\^-?\d+|[µμmcdknMG]?(?:g|L|l|m|Pa|Wh|W|V|A|Hz|J|N|K|s|mol|bar|lx|lm|Ω)(?:\^?-?[1-3])?"
    r"|h|min|d|a|%|‰|ppm|ppb|dB(?:\(A\))?|°C|CFU|cfu)"
)
_FACTOR = rf"(?:\d*{_UNIT}|\({_UNIT}(?:[·*]{_UNIT})*\))"
_UNITS = rf"{_FACTOR}(?:[/·* ]{_FACTOR})*"
_HAN_UNITS = (
    "(?:百万|[十百千万亿]?(?:毫克|微克|千克|公斤|克|吨|毫升|升|立方米|平方米|立方厘米|毫米|厘米|米|小时|分钟|秒|工作日"
    "|天|日|年|月|分贝|分|级|摄氏度|度|千瓦时|千瓦|瓦|千帕|帕|个|件|项|辆|次|台|元|倍|百分比)|[/·每])+"
)
_NOTE = "单位[:：]?.*|注\\d*|见.*|必填|选填|可选|限值|限量值|适用时|如适用|若有"
_SYMBOL = r"[A-Za-z][A-Za-z0-9.+\-]*"
_BRACKET = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)|\[([^\[\]]*)\]")
_UNIT_OR_NOTE = re.compile(rf"\s*(?:{_UNITS}|{_HAN_UNITS}|{_NOTE}|{_SYMBOL}|)\s*")
_UNIT_TAIL = re.compile(
    rf"(?:\s*[,;:/|、]\s*|\s+)(?![AVWKNJ]$){_UNITS}$|(?<=[{HAN}])(?=\S*[/·%‰°(]){_UNITS}$"
)

_LEADING_MARK = re.compile(r"^(?:\(?\d{1,2}[).、](?!\d)|[a-z]\)|[①-⓿]|[★☆*●•·#△▲])\s*")
_TRAILING_MARK = re.compile(r"[\s:;,。.、*★☆#/≤≥<>=^]+$")
_FOOTNOTE = re.compile(f"(?<=[{HAN})])[¹²³⁴-⁹ᵃᵇᶜᵈᵉ]+")


def fold_key(text: str) -> str:
    """Key of a dictionary entry: `甲醛释放量(mg/m³)`, `* 甲醛釋放量，mg/m3` are one.

    Cleaned; brackets and tails that hold only a unit, a symbol or a note are removed, also leading
    numbers and trailing marks; no blanks, lower case. A bracket that says more stays, such as the
    method in 甲醛释放量(干燥器法). Total and idempotent.
    """
    key = _fold_key(clean(_FOOTNOTE.sub("", text)))
    while (again := _fold_key(fold(key))) != key:
        key = again
    return key


def _fold_key(text: str) -> str:
    text = _TRAILING_MARK.sub("", _LEADING_MARK.sub("", text))
    text = _UNIT_TAIL.sub("", text)
    bare = _TRAILING_MARK.sub("", _BRACKET.sub(_without_unit_or_note, text))
    return "".join((bare or text).split()).lower()


def _without_unit_or_note(bracket: re.Match[str]) -> str:
    inside = bracket[1] if bracket[1] is not None else bracket[2]
    return "" if _UNIT_OR_NOTE.fullmatch(inside) else bracket[0]


_EMPTY = re.compile(
    r"[-‒–—―_/\\.。·…~*\s]*|无|暂无|不详|未知|没有|nan|none|null|n/?a", re.IGNORECASE
)


def is_empty_marker(text: str | None) -> bool:
    """Whether a text says nothing: blank, `——`, `/`, 无, 不详, nan … (wire-formats.md §6.8)."""
    return text is None or _EMPTY.fullmatch(fold(strip_tags(text)).rstrip("。.")) is not None


_LOST_BYTES = re.compile("\ufffd|锟斤|斤拷|烫烫|屯屯")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{3,}")
_UTF8_TAIL = 2  # bytes of a character that was cut off at the end of a run
# A run with lost bytes is judged by how much of it is Chinese in UTF-8; of a run this long, real
# text never has so much.
_LONG_RUN, _MOST = 8, 0.75


def is_mojibake(text: str) -> bool:
    """Whether a text was read in the wrong encoding.

    Lost bytes (U+FFFD, 锟斤拷, 烫烫), or a run that is UTF-8 read as GBK or as Latin-1 (cp1252).
    """
    return _LOST_BYTES.search(text) is not None or any(
        _was_utf8(body, len(run[0]))
        for run in _FOREIGN_RUN.finditer(text)
        for body in (_gbk(run[0]), _latin(run[0]))
    )


def _gbk(run: str) -> bytes:
    try:
        return run.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _latin(run: str) -> bytes:
    """The bytes as browsers read cp1252: where it has no character, as Latin-1."""
    try:
        return b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in run)
    except UnicodeEncodeError:
        return b""


def _was_utf8(body: bytes, run_length: int) -> bool:
    """Whether the bytes that a run was read from are Chinese in UTF-8."""
    for cut in range(_UTF8_TAIL + 1):
        try:
            read = body[: len(body) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return bool(read) and all(map(_is_chinese, read))
    share = sum(map(_is_chinese, body.decode("utf-8", errors="ignore"))) * 3 / len(body)
    return run_length >= _LONG_RUN and share >= _MOST


def _is_chinese(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uf900" <= character <= "\uffef"
