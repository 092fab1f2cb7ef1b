"""Annex 1: a scheme as its form, out of its file and, when it is given, the contacts file (D1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.core.contacts import Contacts
from pipelines.reports.pages import Paper, day_text, filled, find_template, safe_name
from pipelines.reports.scheme_text import (
    PERIODS,
    board_text,
    leaders_text,
    method_text,
    scale_text,
    stricter_text,
)
from pipelines.reports.submissions import DRAFT, EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pipelines.core.scheme_models import AssessmentBody, Indicator, Scheme

_FOLDED = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uffe5]) (?=[\u3001-\u9fff\uff01-\uffe5])")
_EMPTY, _TICKED = "□", "■"
_ATTACHED = (
    ("legal_person_certificate", "business_licence"),
    ("standards_led",),
    ("staff_titles",),
    ("assessment_projects",),
)
"""The four attachments of annex 1, part 4; the first is of two papers."""
_OTHER_CLASSES = {"basic": "基础指标", "innovative": "创新性指标"}


@dataclass(frozen=True)
class SchemeNames:
    """What a scheme's codes are called.

    Attributes:
        key_field: of the scheme.
        test_methods: by code.
    """

    key_field: str
    test_methods: Mapping[str, str]


def scheme_form(
    scheme: Scheme,
    names: SchemeNames,
    own_templates: Path,
    *,
    contacts: Contacts | None = None,
    dated: date | None = None,
) -> Paper:
    """Annex 1 of a scheme.

    Args:
        scheme: as its file says it.
        names: of what it refers to.
        own_templates: folder of programmes' own templates.
        contacts: of the body; what is absent is left blank.
        dated: day of submission; None leaves room to write it.

    Raises:
        ValueError: the scheme belongs to no programme, so there is no form of it.
        FileNotFoundError: there is no template.
        TemplateFaultError: the template cannot be filled.
    """
    body = scheme.assessment_body
    if scheme.is_offline or body is None:
        raise ValueError(
            f"方案 {scheme.scheme_id} 不属于任何项目或没有评估机构，没有附件1可填；"
            "请写上 programme 和 assessment_body"
        )
    targets = scheme.targets
    values: dict[str, Any] = {
        "marks": _marks(scheme, body),
        "body": body.model_dump(),
        "ownership": _ownership(body.ownership),
        "contacts": (contacts or Contacts()).model_dump(),
        "key_field": names.key_field,
        "period": PERIODS.get(scheme.period or "", ""),
        "dated": day_text(dated),
        "authority": _unfolded(body.authority),
        "purpose": _unfolded(scheme.purpose),
        "products": [
            {
                "no": place,
                "name": product.name,
                "definition": _unfolded(product.definition),
                "scope": _unfolded(product.scope),
                "standards": "\n".join(product.standards),
            }
            for place, product in enumerate(scheme.products, 1)
        ],
        "indicators": [
            _indicator(scheme, item, place, names) for place, item in enumerate(scheme.core, 1)
        ],
        "others": _others(scheme),
        "stricter": stricter_text(scheme),
        "method": method_text(scheme),
        "board": board_text(scheme),
        "enterprise_information": _unfolded(scheme.enterprise_information),
        "leaders": leaders_text(scheme),
        "verification": targets and _unfolded(targets.verification),
        "conformity": targets and _unfolded(targets.conformity),
        "target": targets and targets.leaders,
        "attached": [_attached(scheme.attachments, papers) for papers in _ATTACHED],
    }
    template = find_template("scheme", scheme.programme, own_templates)
    return Paper(f"附件1-{safe_name(scheme.title)}.docx", filled(template, values))


def _unfolded(text: str | None) -> str | None:
    """A text without the blanks that YAML leaves where a line of Chinese was folded."""
    return None if text is None else _FOLDED.sub("", text.strip())


def _marks(scheme: Scheme, body: AssessmentBody) -> list[str]:
    marks = [] if body.charges_no_fee else [f"{DRAFT}方案没有声明不向企业收取评估费用，不得提交"]
    return [*marks, EXAMPLE] if scheme.evidence == "example" else marks


def _ownership(chosen: str | None) -> list[str]:
    """单位性质 with its box ticked, in the form's two lines."""
    boxes = {
        name: _TICKED if name == chosen else _EMPTY
        for name in (
            "内资（国有）",
            "内资（集体）",
            "内资（民营）",
            "中外合资",
            "港澳台",
            "外商独资",
        )
    }
    state, collective, private, joint, islands, foreign = boxes.values()
    return [
        f"内资（{state}国有{collective}集体{private}民营）{joint}中外合资{islands}港澳台",
        f"{foreign}外商独资",
    ]


def _indicator(scheme: Scheme, item: Indicator, place: int, names: SchemeNames) -> dict[str, Any]:
    asked = [each for each in scheme.products if each.category in scheme.categories_of(item)]
    only = "" if len(asked) == len(scheme.products) else "、".join(each.name for each in asked)
    standards = dict.fromkeys(number for each in asked for number in each.standards)
    return {
        "no": place,
        "name": f"{item.name}\n注：仅{only}" if only else item.name,
        "method": names.test_methods.get(item.test_method or "", item.test_method or "—"),
        "standard": item.source or "\n".join(standards) or "—",
        "scale": scale_text(scheme, item),
    }


def _others(scheme: Scheme) -> list[str]:
    """Indicators that are not ranked, a sentence a class."""
    said = []
    for kind, name in _OTHER_CLASSES.items():
        found = [item for item in scheme.indicators if item.class_ == kind]
        if found:
            what = "只判定是否合格，不参与排行" if kind == "basic" else "只列出，不参与排行"
            said.append(f"{name}（{what}）：{'、'.join(item.name for item in found)}。")
    return said


def _attached(given: Sequence[str], papers: Sequence[str]) -> str:
    missing = [each for each in papers if each not in given]
    if not missing:
        return "（已附）"
    return "（未附）" if len(missing) == len(papers) else "（未附齐）"
