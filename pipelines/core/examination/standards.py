"""A scheme against national and industry standards: limits, grades, standards cited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pipelines.core.scheme_models import Bands, Points
from pipelines.core.units import UnitError, convert
from pipelines.core.yaml_files import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipelines.core.scheme_models import Indicator, Scheme
    from pipelines.core.scheme_rules import Vocabulary

_DECIMALS = 9  # so that 80 μg/m3 is 0.08 mg/m3 and not a little more
_KINDS = ("national", "industry")


@dataclass(frozen=True)
class Limit:
    """A limit of a standard, with the columns of table `limits`, and its kind.

    Attributes:
        low: the declared lower bound may not lie below it, in `unit`.
        high: the declared upper bound may not lie above it, in `unit`.
        test_method: None: by any method.
    """

    standard_no: str
    kind: str
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


@dataclass(frozen=True)
class GradeValue:
    """The number that a standard gives a grade, as table `grade_values` has it."""

    standard_no: str
    indicator_code: str
    grade: str
    value: float
    unit: str
    test_method: str


@dataclass(frozen=True)
class StandardFacts:
    """What is known of a standard that a scheme may cite.

    Attributes:
        in_force_from, in_force_to: half-open; both None where it cannot be told, see `why`.
        replaced_by: its successor.
        graded: (category, indicator) pairs that it quantifies or grades; a category's children too.
    """

    in_force_from: date | None
    in_force_to: date | None
    replaced_by: str | None
    why: str | None
    graded: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Standards:
    """What the standards say, by the files of `expectations/`."""

    limits: Sequence[Limit] = ()
    grade_values: Sequence[GradeValue] = ()
    facts: Mapping[str, StandardFacts] = field(default_factory=dict)


def standard_faults(
    scheme: Scheme, known: Vocabulary, standards: Standards, on: date
) -> Iterator[Fault]:
    """Where a scheme falls behind the standards as they are, or will be, on a day."""
    for number, item in enumerate(scheme.indicators):
        at: Location = ("indicators", number)
        yield from _limit_faults(scheme, item, at, known, standards.limits, on)
        yield from _grade_faults(item, at, standards.grade_values)
    for number, product in enumerate(scheme.products):
        line = set(known.line(product.category))
        own = {i.code for i in scheme.indicators if product.category in scheme.categories_of(i)}
        for position, standard_no in enumerate(product.standards):
            facts = standards.facts.get(standard_no)
            if facts is None:
                continue
            place: Location = ("products", number, "standards", position)
            yield from _outdated(standard_no, facts, place, on)
            codes = sorted({code for category, code in facts.graded if category in line} - own)
            if codes and not (facts.in_force_to and facts.in_force_to <= on):
                titles = known.titles or {}
                names = [f"{code}（{titles[code]}）" if code in titles else code for code in codes]
                problem = f"{standard_no} 中可分级的指标没有列入：{'、'.join(names)}"
                remedy = "请列为指标，或说明它们不属于所声明标准的承诺"
                yield Fault(place, problem, remedy, "graded_indicator_left_out")


def _limit_faults(
    scheme: Scheme,
    item: Indicator,
    at: Location,
    known: Vocabulary,
    limits: Sequence[Limit],
    on: date,
) -> Iterator[Fault]:
    """The lowest level may not lie below a national or industry limit (domain.md §4)."""
    found = _lowest(scheme, item, at)
    if found is None or item.unit is None:
        return
    place, lowest = found
    for limit in limits:
        bound = limit.high if item.better == "lower" else limit.low
        if (
            limit.indicator_code != item.code
            or limit.kind not in _KINDS
            or bound is None
            or (limit.test_method is not None and limit.test_method != item.test_method)
            or not (begins := _begins(limit, scheme.year, on))
        ):
            continue
        categories = [
            c for c in scheme.categories_of(item) if limit.product_category in known.line(c)
        ]
        try:
            value = round(convert(bound, limit.unit, item.unit), _DECIMALS)
        except UnitError:
            continue
        is_below = lowest > value if item.better == "lower" else lowest < value
        if categories and is_below:
            sign = "≤" if item.better == "lower" else "≥"
            nature = "强制性" if limit.nature == "mandatory" else "推荐性"
            problem = (
                f"最低一等 {sign}{lowest:g} {item.unit} 低于{nature}标准 {limit.standard_no} 对 "
                f"{'、'.join(categories)} 的规定 {sign}{value:g} {item.unit}（{begins} 起施行）"
            )
            word = "不大于" if item.better == "lower" else "不小于"
            code = "level_below_limit" if begins <= on else "level_below_coming_limit"
            yield Fault(place, problem, f"应{word} {value:g} {item.unit}", code)


def _begins(limit: Limit, year: int, on: date) -> date | None:
    """The first day of a limit that counts: in force on the day, or coming within the year."""
    begins = limit.in_force_from
    if begins is None or limit.known_from is None or limit.known_from > on:
        return None
    if limit.in_force_to is not None and limit.in_force_to <= on:
        return None
    return begins if begins <= max(on, date(year, 12, 31)) else None


def _lowest(scheme: Scheme, item: Indicator, at: Location) -> tuple[Location, float] | None:
    """The least demanding value that still counts for something, and where it stands."""
    if item.class_ != "core" or item.better not in ("lower", "higher"):
        return None
    method = scheme.method
    if isinstance(method, Bands):
        levels = item.levels.given() if item.levels else []
        if not levels or isinstance(levels[-1][2], str):
            return None
        return (*at, "levels", levels[-1][1]), levels[-1][2]
    if isinstance(method, Points):
        last = len(item.points) - 1
        if last < 0:
            return None
        bound = item.points[last].at_most if item.better == "lower" else item.points[last].at_least
        return None if bound is None else ((*at, "points", last), bound)
    goalposts = method.goalposts.get(item.code)
    return (("method", "goalposts", item.code), goalposts[0]) if goalposts else None


def _grade_faults(
    item: Indicator, at: Location, grade_values: Sequence[GradeValue]
) -> Iterator[Fault]:
    """A grade stands for the number that the standard named gives it."""
    if item.grades is None or item.grades.per is None or item.unit is None:
        return
    per = item.grades.per
    given = {
        value.grade: value
        for value in grade_values
        if value.standard_no == per and value.indicator_code == item.code
    }
    if not given:
        problem = f"没有 {per} 对指标 {item.code} 的分级数据，无法核对各等级的数值"
        remedy = "请对照标准原文核对，并在 expectations/grades/ 里登记"
        yield Fault((*at, "grades"), problem, remedy, "grade_not_verified")
        return
    for grade, number in item.grades.numbers.items():
        place: Location = (*at, "grades", grade)
        if grade not in given:
            remedy = f"应为 {'、'.join(given)} 之一"
            yield Fault(place, f"{per} 没有等级 {grade}", remedy, "grade_differs")
            continue
        try:
            right = round(convert(given[grade].value, given[grade].unit, item.unit), _DECIMALS)
        except UnitError:
            continue
        if number != right:
            problem = f"等级 {grade} 写成 {number:g}，{per} 规定的是 {right:g} {item.unit}"
            yield Fault(place, problem, f"应为 {right:g}", "grade_differs")
    methods = sorted({value.test_method for value in given.values()})
    if item.test_method is not None and item.test_method not in methods:
        problem = f"{per} 的等级按 {'、'.join(methods)} 试验，不是 {item.test_method}"
        remedy = f"应为 {'、'.join(methods)}，或不用这些等级"
        yield Fault((*at, "test_method"), problem, remedy, "grade_differs")


def _outdated(standard_no: str, facts: StandardFacts, at: Location, on: date) -> Iterator[Fault]:
    by = facts.replaced_by
    remedy = f"请改用 {by}，并核对其中的指标" if by else "请核对它是否仍然有效"
    if facts.in_force_to is not None and facts.in_force_to <= on:
        problem = f"{standard_no} 自 {facts.in_force_to} 起不再有效"
    elif facts.in_force_from is not None and on < facts.in_force_from:
        problem = f"{standard_no} 到 {facts.in_force_from} 才施行"
        remedy = "请同时写明现行的标准"
    elif facts.why is not None:
        problem = f"{standard_no} 是否现行不能确定：{facts.why}"
    else:
        return
    yield Fault(at, problem, remedy, "standard_outdated")
