"""What the rules ask of a scheme's indicators: how many, tested how, in which unit, how common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.core.scheme_models import Weighted
from pipelines.core.yaml_files import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipelines.core.examination.standards import Limit
    from pipelines.core.scheme_models import Indicator, Scheme
    from pipelines.core.scheme_rules import Vocabulary

_LEAST_CORE = 3
"""Core indicators that each product category needs (domain.md §4)."""

_COMMON = 0.5
"""Share of a field's declarations that a core indicator needs: 大部分企业标准共有 (D1 annex 1)."""


@dataclass(frozen=True)
class Coverage:
    """How many of a category's declarations carry each indicator.

    Attributes:
        disclosing: declarations of the category that disclose indicators at all.
        carrying: of these the ones that carry an indicator, by its code.
    """

    disclosing: int
    carrying: Mapping[str, int]


def indicator_faults(scheme: Scheme, known: Vocabulary, limits: Sequence[Limit]) -> Iterator[Fault]:
    """What is wrong with the choice of indicators, as far as no declaration is needed to tell."""
    for number, category in enumerate(product.category for product in scheme.products):
        core = [i.code for i in scheme.core if category in scheme.categories_of(i)]
        if 0 < len(core) < _LEAST_CORE:
            problem = f"类别 {category} 只有 {len(core)} 个核心指标（{'、'.join(core)}）"
            remedy = f"每个类别应至少有 {_LEAST_CORE} 个 class: core 的指标，按 applies_to 分别计"
            yield Fault(("products", number), problem, remedy, "few_core_indicators")
    for number, item in enumerate(scheme.indicators):
        at: Location = ("indicators", number)
        if item.class_ != "core" and item.test_method is None:
            problem = f"指标 {item.code} 没有试验方法"
            remedy = "请在 test_method 写明 test_methods.yml 中的代码"
            yield Fault((*at, "test_method"), problem, remedy, "missing_test_method")
        if item.evidence == "example":
            problem = f"指标 {item.code} 的数值是示例，没有出处"
            remedy = "含示例数值的方案不得用于发布；请换成有出处的数值，写 evidence: seen 和 source"
            yield Fault((*at, "evidence"), problem, remedy, "example_evidence")
        yield from _dimension_faults(scheme, item, at, known, limits)
    method = scheme.method
    if isinstance(method, Weighted) and method.normalise == "sample":
        problem = "按样本的最小值和最大值归一，新企业入榜会改变其他企业的名次"
        remedy = "请改为 normalise: goalposts，写明各指标固定的最差值和最好值"
        yield Fault(("method", "normalise"), problem, remedy, "goalposts_of_sample")


def _dimension_faults(
    scheme: Scheme, item: Indicator, at: Location, known: Vocabulary, limits: Sequence[Limit]
) -> Iterator[Fault]:
    """An indicator is one quantity: its unit converts into the dictionary's or a limit's."""
    usual = (known.indicator_units or {}).get(item.code)
    table = known.units
    if item.unit is None or usual is None or table is None or item.better == "best_first":
        return
    lines = {code for c in scheme.categories_of(item) for code in known.line(c)}
    units = [usual] + [
        limit.unit
        for limit in limits
        if limit.indicator_code == item.code and limit.product_category in lines
    ]
    dimensions = {table.units[unit].dimension if unit in table.units else unit for unit in units}
    own = table.units[item.unit].dimension if item.unit in table.units else item.unit
    if own not in dimensions:
        spelled = "、".join(dict.fromkeys(units))
        problem = f"单位 {item.unit} 与指标 {item.code} 的 {spelled} 量纲不同，不能换算"
        remedy = f"应为 {spelled} 或同量纲的单位；量不同的，请另用一个指标代码"
        yield Fault((*at, "unit"), problem, remedy, "unit_dimension")


def coverage_faults(scheme: Scheme, coverage: Mapping[str, Coverage] | str) -> Iterator[Fault]:
    """Core indicators that fewer than half of a category's declarations carry.

    Args:
        scheme: the scheme.
        coverage: by category; or the sentence that says why there is none.
    """
    if isinstance(coverage, str):
        remedy = "请先运行 lingpao nightly，再审查一次"
        problem = f"没有核对核心指标是否为大部分声明共有：{coverage}"
        yield Fault(("indicators",), problem, remedy, "coverage_not_examined")
        return
    for number, category in enumerate(product.category for product in scheme.products):
        found = coverage.get(category)
        if found is None or not found.disclosing:
            problem = f"类别 {category} 没有已公开指标的声明，无法核对核心指标是否为大部分声明共有"
            remedy = "请先采集该类别的声明，或导入批量文件、指标摘录表"
            yield Fault(("products", number), problem, remedy, "coverage_not_examined")
    for number, item in enumerate(scheme.indicators):
        if item.class_ != "core":
            continue
        rare = [
            f"{category} {found.carrying.get(item.code, 0)}/{found.disclosing}"
            for category in scheme.categories_of(item)
            if (found := coverage.get(category)) is not None
            and found.carrying.get(item.code, 0) < _COMMON * found.disclosing
        ]
        if rare:
            problem = f"写有核心指标 {item.code} 的声明不到一半（{'，'.join(rare)}）"
            remedy = "应选大部分声明共有的指标：请改为基础或创新性指标，或补上声明中的别名"
            yield Fault(("indicators", number), problem, remedy, "rare_core_indicator")
