"""What a terminal shows of one core indicator: from its declared text to what it gives."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipelines.core.wording import NATURES
from pipelines.reports.explain.words import (
    bound,
    level_name,
    limit_text,
    number,
    reading_text,
    score,
    step_text,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.reports.explain.model import Cell, Chain, Limit, Overruling, Step


def chain_lines(chain: Chain, method: str) -> Iterator[tuple[str, str]]:
    """Label and value of each line.

    Args:
        chain: the indicator.
        method: of the scheme: bands, points or weighted.
    """
    if not chain.cells:
        is_undisclosed = chain.reason_code == "indicators_not_disclosed"
        yield "声明原文", "（指标未公开）" if is_undisclosed else "（没有这项指标）"
    yield from cells_lines(chain.cells)
    if chain.test_method is not None:
        tested = f"{_tested(chain)}；" if chain.cells else ""
        yield "试验方法", f"{tested}方案规定：{chain.test_method}"
    yield "比较值", _value(chain)
    if chain.limits:
        for place, limit in enumerate(chain.limits):
            yield "有效限值" if place == 0 else "", _limit(limit)
    else:
        yield "有效限值", "截止日没有适用的国家或行业标准限值"
    if method == "weighted":
        yield from _weighted(chain)
    else:
        yield from _stepped(chain, method)
    if chain.list_rank is not None:
        yield "单项名次", f"第 {chain.list_rank} 名"


def cells_lines(cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    """What declared cells say, each once, and how their parts are read.

    Where a reading was overruled, both are told.
    """
    for row_no, of_row in groupby(cells, key=lambda cell: cell.row_no):
        parts = list(of_row)
        first = parts[0]
        page = f"，标准第 {first.page_no} 页" if first.page_no else ""
        said = f"{first.name}：{first.requirement or '（空）'}"
        yield "声明原文", f"{said}（第 {row_no} 行{page}）"
        several = len(parts) > 1
        for part in parts:
            overruling = part.overruling
            which = f"第 {part.part_no} 项 " if several else ""
            counts = "（计入比较）" if part.decides and len(cells) > 1 else ""
            read = f"{which}{reading_text(part.reading)}{counts}"
            if overruling is None:
                yield "读作", read
                continue
            if overruling.parsed is not None:
                yield "原读作", f"{which}{reading_text(overruling.parsed)}（已被决定更正）"
            if overruling.reads is not None:
                yield "更正为", read
        if first.overruling is not None:
            yield from _decision(first.overruling)


def _decision(found: Overruling) -> Iterator[tuple[str, str]]:
    said = f"把该格读作“{found.reads}”" if found.reads else "更正了该格的读法"
    yield (
        "更正依据",
        f"决定 {found.decision_id}（{found.effective_on} 生效）{said}：{found.evidence}",
    )
    yield "", f"依据文件 SHA-256 {found.evidence_sha256}"


def _tested(chain: Chain) -> str:
    """The cited texts with what they mean, each once."""
    return "；".join(dict.fromkeys(_cited(cell) for cell in chain.cells))


def _cited(cell: Cell) -> str:
    if not cell.test_method_text:
        return "未注明"
    if cell.test_method is None:
        return f"“{cell.test_method_text}”，无法确定是哪种方法"
    means = f"，即{cell.test_method}" if cell.test_method != cell.test_method_text else ""
    return f"“{cell.test_method_text}”{means}"


def _value(chain: Chain) -> str:
    if chain.value is None:
        return "没有可比的数值"
    value = value_text(chain, chain.value, chain.grade, is_inclusive=chain.is_inclusive)
    deciding = next((cell.reading for cell in chain.cells if cell.decides), None)
    made = chain.conversion
    if made is not None:
        return (
            f"{value}（{number(made.declared)} {made.from_unit} × {number(made.factor)} = "
            f"{number(made.value)} {made.to_unit}）"
        )
    if chain.grade is not None:
        return f"{value}（由优到劣：{chain.grades_text}）"
    if deciding is not None and deciding.status == "grade":
        return f"{value}（等级 {deciding.grade} 按 {chain.grades_per} 折算）"
    if deciding is not None and deciding.status == "none_detected":
        return f"{value}（“未检出”按方案的检出限计）"
    return value


def _limit(limit: Limit) -> str:
    clause = f" {limit.clause}" if limit.clause else ""
    until = f"，至 {limit.in_force_to} 前" if limit.in_force_to else ""
    method = f"，{limit.test_method}" if limit.test_method else ""
    comparable = "" if limit.is_same_method else "，与方案的试验方法不同，不可比"
    nature = NATURES.get(limit.nature, limit.nature)
    in_force = f"{limit.in_force_from} 起有效{until}"
    said = f"{nature}，{in_force}{method}{comparable}"
    return f"{limit_text(limit)}：{limit.standard_no}{clause}（{said}）"


def _stepped(chain: Chain, method: str) -> Iterator[tuple[str, str]]:
    source = f"，界值出自 {chain.source_standard}" if chain.source_standard else ""
    if method == "points":
        if chain.points is not None:
            reached = f"（界值 {step_text(chain.reached, chain)}）" if chain.reached else ""
            yield "得分", f"{number(chain.points)} 分{reached}{source}"
    elif chain.value is not None:
        reached = f"（界值 {step_text(chain.reached, chain)}{source}）" if chain.reached else ""
        yield "水平", f"{level_name(method, chain.level)}{reached}"
    if chain.reached is None and chain.steps:
        yield "各档界值", "；".join(_step(step, chain, method) for step in chain.steps)
    if chain.next_step is not None:
        yield "再上一档", _step(chain.next_step, chain, method)
    elif chain.reached is not None:
        yield "再上一档", "已在最高一档"


def _step(step: Step, chain: Chain, method: str) -> str:
    gives = (
        f"{score(step.points or 0)} 分" if method == "points" else level_name(method, step.level)
    )
    return f"{step_text(step, chain)}，{gives}"


def _weighted(chain: Chain) -> Iterator[tuple[str, str]]:
    if chain.goalpost_worst is not None and chain.goalpost_best is not None:
        unit = f" {chain.unit}" if chain.unit else ""
        yield (
            "折算",
            f"最差 {number(chain.goalpost_worst)}{unit}，最好 {number(chain.goalpost_best)}{unit}"
            + ("" if chain.normalised is None else f"；本声明折算为 {score(chain.normalised)}"),
        )
    elif chain.normalised is not None:
        yield "折算", f"{score(chain.normalised)}"
    if chain.contribution is not None:
        yield "贡献", f"{score(chain.contribution)}（权重 {number(chain.weight or 0)}）"
    elif chain.weight is not None:
        yield "权重", number(chain.weight)
    if chain.goalpost_best is not None and chain.value is not None:
        is_best = (
            chain.value >= chain.goalpost_best
            if chain.better == "higher"
            else chain.value <= chain.goalpost_best
        )
        best = bound(chain.better, chain.goalpost_best, is_inclusive=True, unit=chain.unit)
        yield "满分需要", f"{best}，已达到" if is_best else best
