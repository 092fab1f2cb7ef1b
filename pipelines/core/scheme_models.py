"""The file format of assessment schemes (评估方案); the field names are contract."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    FiniteFloat,
    NonNegativeInt,
    PositiveInt,
    PrivateAttr,
    StringConstraints,
    model_validator,
)

from pipelines.core.yaml_files import (
    Code,
    FileModel,
    ProgrammeCode,
    Text,
    YamlDocument,
    spelled,
    wrong,
)

NO_PROGRAMME = "none"
"""`programme` of a scheme that only ranks a table: no annex 1, test methods or eligibility."""

LevelName = Literal["advanced", "average", "baseline"]
LEVEL_NAMES: tuple[LevelName, ...] = ("advanced", "average", "baseline")
"""The usual template (先进, 平均, 基准), best first: levels 1, 2 and 3 (domain.md §4)."""

IndicatorCode = Annotated[
    str, spelled(r"[A-Za-z][A-Za-z0-9_]*", "应为字母开头的字母、数字和下划线")
]
PositiveFloat = Annotated[FiniteFloat, Field(gt=0)]


def _number_or_grade(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong('应为数，或等级的名称（数字样的等级要加引号，如 "1"）')
    return value


class Levels(FileModel):
    """Inclusive thresholds of the levels in the indicator's unit, or grades; each is optional."""

    advanced: Annotated[FiniteFloat | str, BeforeValidator(_number_or_grade)] | None = None
    average: Annotated[FiniteFloat | str, BeforeValidator(_number_or_grade)] | None = None
    baseline: Annotated[FiniteFloat | str, BeforeValidator(_number_or_grade)] | None = None

    def given(self) -> list[tuple[int, LevelName, float | str]]:
        """(level, name, threshold) of the levels that the file gives, best first."""
        values = (self.advanced, self.average, self.baseline)
        return [
            (level, name, value)
            for level, (name, value) in enumerate(zip(LEVEL_NAMES, values, strict=True), 1)
            if value is not None
        ]


class Grades(FileModel):
    """Grades of an indicator: numbers that a named standard gives them, or their order, best first.

    `{per: GB/T 39600-2021, ENF: 0.025, E0: 0.050}` or `{order: ["1", "2", "3"]}`.
    """

    per: Text | None = None
    numbers: dict[str, FiniteFloat] = Field(default_factory=dict)
    order: list[Text] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _grades_beside_per(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        fields = {key: value[key] for key in ("per", "order") if key in value}
        numbers = {key: number for key, number in value.items() if key not in fields}
        return {**fields, "numbers": numbers} if numbers else fields

    @model_validator(mode="after")
    def _one_kind(self) -> Grades:
        if bool(self.order) == bool(self.per) or bool(self.per) != bool(self.numbers):
            raise wrong("应写 per（标准编号）和各等级的数值，或只写 order（由优到劣）")
        if len(set(self.order)) != len(self.order):
            raise wrong("order 中每个等级只写一次")
        return self


class PointStep(FileModel):
    """Points for a value that reaches a bound, inclusive, in the indicator's unit."""

    at_least: FiniteFloat | None = None
    at_most: FiniteFloat | None = None
    points: FiniteFloat


class Indicator(FileModel):
    """An indicator: core ones are ranked, basic ones pass or fail, innovative ones are shown."""

    code: IndicatorCode
    name: Text
    aliases: list[Text] = Field(default_factory=list)
    class_: Literal["core", "basic", "innovative"] = Field(alias="class")
    unit: Text | None = None
    better: Literal["lower", "higher", "best_first"] | None = None
    test_method: Code | None = None
    applies_to: Annotated[list[Code], Field(min_length=1)] | None = None
    grades: Grades | None = None
    levels: Levels | None = None
    points: list[PointStep] = Field(default_factory=list)
    accept: list[Text] = Field(default_factory=list)
    detection_limit: PositiveFloat | None = None
    evidence: Literal["seen", "example"] | None = None
    source: Text | None = None


class Bands(FileModel):
    """Overall level = worst core indicator; equal levels share a rank."""

    kind: Literal["bands"]


class Points(FileModel):
    """Rank by the sum of points, level by the cut-offs (best first); who is vetoed ranks last."""

    kind: Literal["points"]
    cut_offs: Annotated[list[FiniteFloat], Field(min_length=1)]
    veto: list[IndicatorCode] = Field(default_factory=list)


class Weighted(FileModel):
    """A disclosed weighted score of values normalised to a scale."""

    kind: Literal["weighted"]
    weights: Annotated[dict[str, PositiveFloat], Field(min_length=1)]
    normalise: Literal["goalposts", "sample", "none"]
    goalposts: dict[str, Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)]] = Field(
        default_factory=dict
    )
    cap: bool = True
    aggregate: Literal["arithmetic", "geometric"] = "arithmetic"
    scale: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] = Field(
        default_factory=lambda: [0.0, 1.0]
    )
    missing: Literal["exclude", "reweight"] = "exclude"
    cut_offs: list[FiniteFloat] = Field(default_factory=list)


class AssessmentBody(FileModel):
    """The institution (annex 1, parts 1 and 2); contacts and signatures are never committed."""

    name: Text
    uscc: Text
    kind: (
        Literal["标准化技术机构", "科研机构", "行业协会", "检测机构", "认证机构", "咨询服务机构"]
        | None
    ) = None
    ownership: (
        Literal["内资（国有）", "内资（集体）", "内资（民营）", "中外合资", "港澳台", "外商独资"]
        | None
    ) = None
    address: Text | None = None
    postcode: Text | None = None
    registration_authority: Text | None = None
    registered_capital: Text | None = None
    registered_on: dt.date | None = None
    valid_until: Text | None = None
    charges_no_fee: bool | None = None
    authority: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None


class Product(FileModel):
    """A product or service that the scheme covers (annex 1, part 3, 2)."""

    category: Code
    name: Text
    definition: Text | None = None
    scope: Text | None = None
    standards: list[Text] = Field(default_factory=list)


class Eligibility(FileModel):
    """Which standards a declared one must be stricter than, and how that is judged."""

    stricter_than: list[Literal["national", "industry"]] = Field(default_factory=list)
    how: Literal["any", "all"] | None = None


class Board(FileModel):
    """The worst level that enters the board."""

    lowest_level: PositiveInt


class Leaders(FileModel):
    """Who can lead; `target` is a wish, never a cut."""

    level: PositiveInt
    target: NonNegativeInt | None = None
    requires: list[Literal["consent", "conformity_report", "commitment"]] = Field(
        default_factory=list
    )


class Targets(FileModel):
    """实施目标, 结果验证要求, 一致性说明 (annex 1, part 3, 7)."""

    leaders: NonNegativeInt | None = None
    verification: Text | None = None
    conformity: Text | None = None


class Scheme(FileModel):
    """A scheme as an assessment body writes it (annex 1 of the national implementation scheme).

    A scheme of `programme: none` may leave out all that serves publication. Facts that only the
    form reads are optional here: whether they are complete is for the formal examination to say.
    """

    scheme_id: Code
    programme: ProgrammeCode
    field_code: Code
    year: Annotated[int, Field(ge=1900, le=2999)]
    version: PositiveInt = 1
    published_on: dt.date | None = None
    title: Text
    assessment_body: AssessmentBody | None = None
    purpose: Text | None = None
    enterprise_information: Text | None = None
    period: Literal["quarterly", "yearly"] | None = None
    targets: Targets | None = None
    attachments: list[
        Literal[
            "legal_person_certificate",
            "business_licence",
            "standards_led",
            "staff_titles",
            "assessment_projects",
        ]
    ] = Field(default_factory=list)
    products: list[Product] = Field(default_factory=list)
    indicators: Annotated[list[Indicator], Field(min_length=1)]
    eligibility: Eligibility | None = None
    method: Annotated[Bands | Points | Weighted, Field(discriminator="kind")]
    board: Board | None = None
    leaders: Leaders | None = None
    _document: YamlDocument | None = PrivateAttr(default=None)

    @property
    def document(self) -> YamlDocument:
        """The file that the scheme was read from.

        Raises:
            ValueError: the scheme was not read from a file.
        """
        if self._document is None:
            raise ValueError(f"方案 {self.scheme_id} 不是从文件读入的，没有出处可查")
        return self._document

    def remember(self, document: YamlDocument) -> None:
        """Keeps the file that the scheme was read from."""
        self._document = document

    @property
    def is_offline(self) -> bool:
        """Whether it only ranks a table, for no programme."""
        return self.programme == NO_PROGRAMME

    @property
    def categories(self) -> list[str]:
        """Product categories; an offline scheme has one, named after its field."""
        return [p.category for p in self.products] or [self.field_code]

    def categories_of(self, indicator: Indicator) -> list[str]:
        """Product categories that an indicator is asked of, in the order of the products."""
        return [c for c in self.categories if c in (indicator.applies_to or self.categories)]

    @property
    def core(self) -> list[Indicator]:
        """The indicators that are ranked."""
        return [i for i in self.indicators if i.class_ == "core"]

    @property
    def level_count(self) -> int | None:
        """How many levels the method tells apart; None when it gives a score alone."""
        if isinstance(self.method, Bands):
            return len(LEVEL_NAMES)
        return len(self.method.cut_offs) + 1 if self.method.cut_offs else None

    @property
    def evidence(self) -> Literal["seen", "example"]:
        """`example` when any core value is one: such a scheme is refused for a publication."""
        is_seen = all(i.evidence == "seen" for i in self.core)
        return "seen" if is_seen else "example"
