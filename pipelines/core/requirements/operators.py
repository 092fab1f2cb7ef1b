"""The signs and words of bounds: ≤, 不大于, 以上, 至, (含), 未检出; matched in folded text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.core.requirements.folding import DIGIT_COMMA
from pipelines.core.requirements.numbers import HAN_NUMERALS

if TYPE_CHECKING:
    from pipelines.core.requirements.model import Op

SIGNS: dict[str, Op] = {
    **dict.fromkeys(("≤", "<=", "=<"), "le"),
    **dict.fromkeys(("≥", ">=", "=>"), "ge"),
    **dict.fromkeys(("=", "=="), "eq"),
    "<": "lt",
    ">": "gt",
}
INVERSE: dict[Op, Op] = {"le": "gt", "gt": "le", "lt": "ge", "ge": "lt"}
"""What forbidding an operator asks for: 不得大于 is le."""
MIRROR: dict[Op, Op] = {"le": "ge", "ge": "le", "lt": "gt", "gt": "lt"}
"""The operator seen from the other side: 5≤X is X≥5."""

_NUMBER_AHEAD = rf"(?=:?[-+±]?[\d.{HAN_NUMERALS}半])"
_IS = "(?:为|是|有|达到|达)?"
_OR_EQUAL = r"(?:或?等于|\(或?等于\)|\(含\)|\([≤≥]\))"
_MORE = "大于|高于|多于|长于"
_LESS = "小于|低于|少于|短于"
_WORDS: tuple[tuple[Op, str], ...] = (
    ("le", rf"(?:{_LESS}){_OR_EQUAL}"),
    ("ge", rf"(?:{_MORE}){_OR_EQUAL}"),
    ("le", rf"不(?:{_MORE}|超过|超出|重于|宽于|厚于|晚于|迟于|强于|慢于|逾)|(?:未|没有)超过"),
    ("ge", rf"不(?:{_LESS}|轻于|窄于|薄于|弱于|亚于|差于|劣于|早于)"),
    ("le", f"(?:最多|至多|最大|最高|最长|最迟|最晚|上限){_IS}{_NUMBER_AHEAD}"),
    ("ge", f"(?:最少|至少|起码|最小|最低|最短|下限|达到|达){_IS}{_NUMBER_AHEAD}"),
    ("lt", f"{_LESS}|轻于|窄于|薄于|弱于"),
    ("lt", f"(?:不足|不满|未满|不到|未达到?|不及){_NUMBER_AHEAD}"),
    ("gt", f"{_MORE}|超过|超出|重于|宽于|厚于|强于|优于"),
    ("eq", f"(?:恰好)?等于{_NUMBER_AHEAD}"),
)
WORD = re.compile("|".join(f"(?P<{op}_{i}>{words})" for i, (op, words) in enumerate(_WORDS)))
FORBIDDING = re.compile(
    r"(?:均|都)?(?:不得|不应该?|不应当|不能够?|不可以?|不许|不允许|不准|不宜|不会|不要|禁止|严禁)"
    rf"(?=[<>≤≥]|{_MORE}|{_LESS}|超过|超出|重于)"
)
ENGLISH = re.compile(
    r"(?:(?P<le>[Mm]ax(?:imum)?|MAX)|(?P<ge>[Mm]in(?:imum)?|MIN))(?:\.?:? ?)(?=[\d.])"
)

SUFFIX = re.compile(
    r"(?:及其?|或|和|与)?(?:(?P<ge>以上)|(?P<le>以下|以内|之内)|(?P<within>的?范围(?:以|之)?内)"
    r"|(?P<between>之间)|(?P<inside>内(?![径部容衬壁胆外侧层置存阻含盖蒙壳孔腔燃])))"
)
"""What may stand behind a bound. 以上, 以下, 以内 include it (issue 2, part 4)."""
INCLUSION = re.compile(
    r"\((?P<no>不)?(?:包含|包括|含)"
    r"(?:本数|本级|该值|该数|本身|边界|端点|在内|(?P<what>[^()]{1,16}))?\)"
)
"""Brackets that say whether the bound itself is meant; `what` must then be the bound."""
LOOSE_INCLUSION = re.compile(
    r"(?:(?<=以上)|(?<=以下)|(?<=以内)|(?<=之内)|,)(不?(?:包含|包括|含)"
    r"(?:本数|本级|该值|[-\d.][\d.,]{0,12}[^\s,;。()\d]{0,5}))(?=[;。,\n]|$)"
)
"""`5以上，不含5`: an inclusion that lacks its brackets."""

NEGATIVE = re.compile(r"(?:零下|负)(?=\d)")
PLUS_MINUS = re.compile(r"正负(?=\d)")
APPROXIMATELY = re.compile(
    rf"(?:大约|约为|(?<![预签合契条节违])约|将近|接近|大概|大致|近似|近){_NUMBER_AHEAD}|不等于"
)
RANGE = re.compile(rf"[至到](?=[-+\d{HAN_NUMERALS}负])")
AND = re.compile(rf"[和与及、](?=[-+\d{HAN_NUMERALS}])")
RANGE_AHEAD = re.compile(rf"[~至到-](?=[\d{HAN_NUMERALS}])")
SOFT_COMMA = re.compile(
    r"(?:并且|而且|同时|且|但)(?:应|须|需|要)?(?=[<>≤≥大小高低超至]|不[大小高低超少多])"
)
SHARE = re.compile(r"([十百千]万|[百千万亿])分之")
_INTERVAL_BOUND = r"([-+]?(?:\d+(?:\.\d+)?|∞))((?:[^\d.,;\[\]()~∞][^,;\[\]()~∞]{0,11}?)?)"
INTERVAL = re.compile(rf"([\[(]){_INTERVAL_BOUND}([,~{DIGIT_COMMA}]){_INTERVAL_BOUND}([\])])")

_LIMIT = "(?:方法|仪器)?的?(?:最低)?检[出测]限"
NONE_DETECTED = re.compile(
    r"(?:(?:均|都)?(?:不得|不应|不可|不能|不允许|不准|未|无|不)(?:被|有)?检(?:出|测[到出])|检不出|未测出"
    rf"|(?:不大于|不超过|不高于|低于|小于|<|≤){_LIMIT}|N\.?D\.?(?![A-Za-z0-9])|n\.d\.)"
    r"(?![率限量数值])"
)
PER_SAMPLE = re.compile(
    r"\(?/ ?\d{1,4}(?:\.\d+)? ?(?:g|kg|mL|ml|L|cm2|m2|件|皿|克|毫升)(?![A-Za-z])\)?"
)
"""`不得检出/25g`: of how much; no value."""
