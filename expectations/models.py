"""What a file of `standards/` or `grades/` says: its entries and what must hold within one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (pydantic reads it at run time)
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from expectations.files import Entry

_Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Text = Annotated[str, StringConstraints(min_length=1)]
_Evidence = Literal["seen", "seen-draft"]


class InForce(Entry):
    """The days on which a standard is law: from the first one on, to the day it no longer holds."""

    from_: date = Field(alias="from")
    to: date | None

    @model_validator(mode="after")
    def _is_an_interval(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise ValueError(f"失效日期 {self.to} 不晚于实施日期 {self.from_}")
        return self


class Rule(Entry):
    """One limit on one indicator of one product category and its children.

    Attributes:
        clause: of the standard's text, null where the text was not seen.
        product_category: code of `product_categories.yml`; holds for its children.
        indicator: code of the indicator dictionary.
        test_method: code of `test_methods.yml`; null: by any method.
        unit: of the bound.
        max: the declared upper bound may not lie above it.
        min: the declared lower bound may not lie below it. A range is two rules.
        note: a Chinese remark for who reads a violation.
    """

    rule_id: _Code
    clause: _Text | None
    product_category: _Code
    indicator: _Code
    test_method: _Code | None
    unit: _Text
    max: float | None = None
    min: float | None = None
    note: _Text | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if (self.max is None) == (self.min is None):
            raise ValueError(f"规则 {self.rule_id} 应写 max 或 min 中的一个；区间写成两条规则")
        return self


class Graded(Entry):
    """Indicators that a standard grades or gives numbers for, of one category and its children."""

    product_category: _Code
    indicators: list[_Code]


class Standard(Entry):
    """One file of `standards/`: what a standard limits, and when (domain.md §4).

    Attributes:
        kind: who issued it; only national standards are checked.
        nature: mandatory ones exclude from boards, recommended ones count for “stricter”; null: it
            is no standard at all.
        in_force: null where it cannot be told or never was; `why` says so.
        replaced_by: the successor. A standard whose successor has no known date is not in force.
        evidence: seen, or seen-draft, which is never in force.
        source: where the values were read.
        rules: only rows that are limits; classes, levels and stars are none.
        graded: indicators that it quantifies without a limit, as far as that was seen: a scheme
            that cites it should take them up (D1 annex 1).
    """

    standard_no: _Text
    subject: _Text
    kind: Literal["national", "industry", "local", "group", "other"]
    nature: Literal["mandatory", "recommended"] | None
    issued_on: date | None
    in_force: InForce | None
    why: _Text | None = None
    replaced_by: _Text | None
    evidence: _Evidence
    source: list[_Text]
    rules: list[Rule]
    graded: list[Graded] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_why_not_in_force(self) -> Self:
        if (self.in_force is None) != (self.why is not None):
            raise ValueError("in_force 为空时用 why 说明原因，不为空时不写 why")
        if self.evidence == "seen-draft" and self.in_force is not None:
            raise ValueError("征求意见稿（seen-draft）不得写 in_force")
        if self.rules and self.nature is None:
            raise ValueError("有规则的标准应写明 nature")
        if self.rules and not self.source:
            raise ValueError("有规则的标准应写明 source")
        return self

    @property
    def known_from(self) -> date | None:
        """The day from which a board may know it: issued, or if that was not seen, in force."""
        return self.issued_on or (self.in_force.from_ if self.in_force else None)


class GradeScale(Entry):
    """The grades of one indicator and the number that each stands for."""

    indicator: _Code
    test_method: _Code
    unit: _Text
    values: dict[str, float]


class GradeFile(Entry):
    """One file of `grades/`: a standard by which grades stand for numbers (domain.md §4)."""

    standard_no: _Text
    in_force_from: date
    evidence: Literal["seen"]
    source: list[_Text]
    grades: list[GradeScale]


@dataclass(frozen=True)
class Limit:
    """A rule with what its standard says about it: the columns of `LIMITS_SCHEMA`, and `kind`.

    Attributes:
        low: the declared lower bound may not lie below it, in `unit`.
        high: the declared upper bound may not lie above it, in `unit`.
        in_force_from, in_force_to: half-open; both null where the rule takes part in no comparison.
    """

    rule_id: str
    standard_no: str
    clause: str | None
    nature: str | None
    product_category: str
    indicator_code: str
    test_method: str | None
    unit: str
    low: float | None
    high: float | None
    in_force_from: date | None
    in_force_to: date | None
    known_from: date | None
    evidence: str
    kind: str

    @property
    def is_checked(self) -> bool:
        """Whether breaking it excludes: a mandatory national standard with days in force."""
        return (
            self.kind == "national"
            and self.nature == "mandatory"
            and self.in_force_from is not None
        )


@dataclass(frozen=True)
class GradeValue:
    """What a grade stands for: the columns of `GRADE_VALUES_SCHEMA`."""

    standard_no: str
    indicator_code: str
    grade: str
    value: float
    unit: str
    test_method: str
    in_force_from: date
    evidence: str
