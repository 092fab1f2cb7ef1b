"""What a terminal shows of a surveyed field: who carries what, how good, and under which levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from pipelines.reports.survey.field import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from pipelines.reports.survey.field import (
        Count,
        Levels,
        Overall,
        Survey,
        SurveyedCategory,
        SurveyedIndicator,
    )

SHOWN = 20
"""Unknown names that a terminal shows; JSON has them all."""

_CLASSES = {"core": "核心", "basic": "基础", "innovative": "创新性", None: "—"}
_BASES = {"quartiles": "四分位", "trial": "试划", "scheme": "方案"}
_SIGNS = {"lower": "≤", "higher": "≥", "best_first": "", None: ""}
_HALF = 0.5


def survey_summary(survey: Survey) -> Iterator[RenderableType]:
    """A heading, then the tables of each category, for a terminal of at least 120 columns."""
    scheme = f"{survey.title}（{survey.scheme}）" if survey.scheme else "到这一天没有公布的方案"
    yield Text(f"领域 {survey.field}，截至 {survey.on}；方案：{scheme}")
    for category in survey.categories:
        yield Text("")
        yield Text(
            f"{category.name}（{category.product_category}）：现行企业标准声明 "
            f"{category.declarations} 项，其中公开了指标的 {category.disclosing} 项",
            style="bold",
        )
        if category.indicators:
            yield _carried(category)
        if any(indicator.distributions for indicator in category.indicators):
            yield _distributed(category)
        if any(indicator.levels for indicator in category.indicators):
            yield _levelled(category)
        if category.overall is not None:
            yield Text(_placed(category.overall))
        if category.unknown_names:
            yield Text(_unknown(category.unknown_names))


def _carried(category: SurveyedCategory) -> Table:
    table = _table("写有各指标的声明", ["指标", "类型", "声明", "占比", "试验方法", "单位与等级"])
    for indicator in category.indicators:
        share, is_core = indicator.share, indicator.indicator_class == "core"
        is_rare = is_core and share is not None and share < _HALF
        table.add_row(
            Text(f"{indicator.name}\n{indicator.indicator_code}"),
            _CLASSES.get(indicator.indicator_class, indicator.indicator_class),
            str(indicator.carrying),
            Text(
                "—" if share is None else f"{share:.1%}" + ("\n不到一半" if is_rare else ""),
                style="yellow" if is_rare else "",
            ),
            Text("\n".join(_counted(indicator.methods))),
            Text("\n".join(_spelled(indicator))),
        )
    return table


def _distributed(category: SurveyedCategory) -> Table:
    bounds = ["最小", "下四分位", "中位", "上四分位", "最大"]
    table = _table("声明值的分布", ["指标", "试验方法", "声明", *bounds, "单位"])
    for indicator in category.indicators:
        for found in indicator.distributions:
            values = (found.low, found.quartile_1, found.median, found.quartile_3, found.high)
            table.add_row(
                Text(indicator.name),
                Text(found.method_name),
                str(found.declarations),
                *(f"{value:.6g}" for value in values),
                indicator.unit or "",
            )
    return table


def _levelled(category: SurveyedCategory) -> Table:
    levels = [f"水平 {level}" for level in LEVELS]
    counts = [*(f"{level} 级" for level in LEVELS), "未达", "不可比"]
    table = _table("各水平上的声明", ["指标", "界限取自", *levels, *counts])
    for indicator in category.indicators:
        for found in indicator.levels:
            table.add_row(
                Text(indicator.name),
                _basis(found, category),
                *(_threshold(value, indicator) for value in found.thresholds),
                *(
                    "—" if threshold is None else str(count)
                    for threshold, count in zip(found.thresholds, found.declarations, strict=True)
                ),
                str(found.below),
                "—" if found.not_comparable is None else str(found.not_comparable),
            )
    return table


def _basis(levels: Levels, category: SurveyedCategory) -> str:
    period = category.overall.period if levels.basis == "scheme" and category.overall else ""
    return f"{_BASES[levels.basis]}{f'（{period} 榜单）' if period else ''}"


def _threshold(value: float | str | None, indicator: SurveyedIndicator) -> str:
    match value:
        case None:
            return "—"
        case float():
            return f"{_SIGNS[indicator.better]}{value:.6g}"
        case _:
            return value


def _placed(overall: Overall) -> str:
    placed = sum(entry.entries for entry in overall.entries)
    parts = [
        f"{'未分水平' if entry.level is None else f'水平 {entry.level}'}：{entry.entries} 项"
        for entry in overall.entries
    ]
    left_out = overall.candidates - placed
    return (
        f"综合（{overall.period} 榜单，候选 {overall.candidates} 项）："
        f"{'，'.join([*parts, f'未上榜：{left_out} 项'])}"
    )


def _unknown(names: Sequence[Count]) -> str:
    shown = "、".join(_counted(names[:SHOWN]))
    more = f"；另有 {len(names) - SHOWN} 个名称未显示" if len(names) > SHOWN else ""
    return f"未识别的指标名称及声明数：{shown}{more}"


def _spelled(indicator: SurveyedIndicator) -> Iterator[str]:
    """How the values are written: in which units, as which grades, in words."""
    yield from _counted(indicator.units)
    yield from (f"等级 {each}" for each in _counted(indicator.grades))
    if indicator.texts:
        yield f"文字或不能识读：{indicator.texts}"


def _counted(counts: Iterable[Count]) -> Iterator[str]:
    return (f"{count.name}：{count.declarations}" for count in counts)


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    texts = {"指标", "类型", "试验方法", "单位与等级", "界限取自", "单位"}
    for name in columns:
        table.add_column(name, justify="left" if name in texts else "right", overflow="fold")
    return table
