"""The December summary of an assessment body: its seven parts, and what only the body can say."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
"""A telephone number of a person; none belongs in a summary."""

PARTS = {
    "overview": "评估工作概况",
    "standards": "所负责类别的企业标准及“领跑者”水平说明",
    "effect": "评估工作实施效果分析",
    "staff": "机构和人员情况",
    "difficulties": "存在的困难",
    "scheme_changes": "评估方案调整",
    "other": "其他应说明的情况",
}
"""The parts by code, in the order and the words of D1 part 4; the first two are data alone."""


@dataclass(frozen=True)
class Blank:
    """What a body fills in.

    Attributes:
        code: of the part that it belongs to.
        hint: what stands there until it is filled in.
        is_mandatory: whether a summary without it is sent back.
    """

    code: str
    hint: str
    is_mandatory: bool = True

    @property
    def title(self) -> str:
        """The part's name."""
        return PARTS[self.code]


BIDDING = "请填写"
"""How the hint of a blank begins."""

_NO_PERSONS = "不写个人姓名、电话"
BLANKS = (
    Blank(
        "effect",
        f"{BIDDING}：评估对企业标准、产品质量、消费选择和市场推广的实际效果，列举做法与事例"
        f"（{_NO_PERSONS}）。",
    ),
    Blank(
        "staff",
        f"{BIDDING}：承担评估工作的部门、岗位、人数、职称与专业构成、能力与经费保障及本年变化"
        f"（只写人数和构成，{_NO_PERSONS}）。",
    ),
    Blank(
        "difficulties",
        f"{BIDDING}：评估工作中存在的困难、原因和建议；没有的写“无”（{_NO_PERSONS}）。",
    ),
    Blank(
        "scheme_changes",
        f"{BIDDING}：评估方案拟作的调整（产品范围、核心指标、分档、评估周期等）及理由；没有的写“无”"
        f"（{_NO_PERSONS}）。",
    ),
    Blank(
        "other",
        f"{BIDDING}：其他应说明的情况；没有的可以不填（{_NO_PERSONS}）。",
        is_mandatory=False,
    ),
)
"""The blanks of a summary, in their order."""

SUBJECT_TAG = "lingpao.summary.subject"
"""Tag of the control that holds whose summary of which programme and year a paper is."""


def tag_of(part_code: str) -> str:
    """Tag of a part's content control."""
    return f"lingpao.summary.{part_code}"
