"""Digits that are no values: standards and their clauses, tables, dates, names with digits."""

from __future__ import annotations

import re

from pipelines.core.standard_numbers import INDUSTRY_PREFIXES

_PREFIXES = "|".join(sorted(INDUSTRY_PREFIXES, key=len, reverse=True))
_SERIAL = r"\d[\d.]{0,11}(?:[-/、]\.?\d[\d.]{0,11}){0,6}"
_STEPS = r"(?:\.\d{1,3}){1,5}"  # of 5.2.3
_NUMBER = (
    r"(?:(?:GB/?[TZ]?|GBZ/?T?|DB ?\d{2,6}/?T?|T/[A-Z]{2,12}|Q/[A-Z0-9]{1,16}|GSB|CNCA|CNAS|TSG"
    r"|ISO(?:/[A-Z]{2,5})?|IEC|EN(?: ISO)?|ASTM ?[A-Z]|DIN|JIS ?[A-Z]|ANSI|BS|UL|AATCC|OEKO-TEX)"
    rf"|(?:{_PREFIXES})(?:/[TZ]| ?(?=\d{{3,5}}(?:\.\d{{1,3}})?-(?:19|20)?\d\d)))"
    rf"[ -]?{_SERIAL}(?:[-:] ?(?:19|20)\d\d)?(?:/XG\d{{1,2}}-\d{{4}})?(?![A-Za-z0-9])"
)
_EXHIBIT = rf"(?:[表图] ?[A-Z]?\.?\d{{1,3}}(?:[-.]\d{{1,3}}){{0,5}}|附录 ?[A-Z](?:{_STEPS})?)"
_PLACE_OF_STANDARD = (
    rf"(?:第? ?[1-9]\d{{0,2}}{_STEPS}(?![\d.]{{0,9}} ?[%‰°×^A-Za-zμΩ])"
    r"|第 ?\d{1,3} ?(?:部分|[章节条款号])"
    rf"|\d{{1,3}}[章节条款]|{_EXHIBIT}|[A-Z]{_STEPS})"
)
_JOINT = r"(?:《[^》]{0,80}》|[ 的中内之,、和及与或第]|标准|规定|方法|条款|试验)"
STANDARD = re.compile(rf"{_NUMBER}(?:{_JOINT}{{0,6}}{_PLACE_OF_STANDARD}){{0,6}}")
"""A standard with the clauses that are cited of it."""

TITLE = re.compile(r"《[^《》]{0,120}》")

_CITING = "见|按照?|依照|依据|根据|参照?|参见|符合|满足|执行|标准|规范|文件"
_THIS = "(?:本?(?:标准|规范|文件)|[中的])"
PLACE = re.compile(
    rf"(?:(?:{_CITING}){_THIS}{{0,3}}(?:第? ?\d{{1,3}}{_STEPS}[章节条款]?|\d{{1,3}}[章节条款])"
    rf"|第 ?\d{{1,3}}(?:{_STEPS})? ?(?:部分|[章节条款项页版号期批类方])|\d{{1,3}}{_STEPS}[章节条款]"
    rf"|(?<![代仪报列手水电外]){_EXHIBIT})"
    rf"(?:[、和及至~-] ?(?:第|[表图]|附录)? ?\d{{1,3}}(?:{_STEPS})?[章节条款]?)?"
    r"(?=[的中内之]|规定|要求|所|执行|进行|检|测|试|方法|列|给|$|[,;。)])"
)
"""A place in the text at hand: 见5.2, 表1, 附录A."""

DATE = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}[日号]"
    r"|(?:19|20)\d\d(?P<mark>[-/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)

NAME = re.compile(
    r"PM(?:2\.5|10|1\.0)|CO2?|SO[23x]?|NO[23x]?|H2O2?|H2S|O[23]|N2|NH3(?:-N)?|CH4|COD|BOD5"
    r"|C\d{1,2}H\d{1,2}(?:O\d?)?|V?[BDK]\d{1,2}|IPv[46]|[345]G"
)
"""Names whose digits count nothing."""
