"""What the method of a scheme, its board and its leaders must hold to rank as they say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.core.scheme_models import Bands, Indicator, Points, Scheme, Weighted
from pipelines.core.yaml_files import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def method_faults(scheme: Scheme) -> Iterator[Fault]:
    """What is wrong with points, weights, goalposts and cut-offs; bands need none."""
    method = scheme.method
    if isinstance(method, Bands):
        return
    if any(first <= second for first, second in pairwise(method.cut_offs)):
        yield Fault(
            ("method", "cut_offs"),
            "分数线没有由高到低排列",
            "应由优到劣逐个变小",
            "cut_offs_disordered",
        )
    for number, item in enumerate(scheme.indicators):
        if item.class_ == "core" and item.better == "best_first":
            problem = f"{method.kind} 法要用数，指标 {item.code} 只有等级的先后"
            remedy = "请用 grades: {per: 标准编号, 等级: 数值}，或改用 bands 法"
            yield Fault(("indicators", number, "grades"), problem, remedy, "levels_not_comparable")
        elif item.class_ == "core" and isinstance(method, Points):
            yield from _point_faults(item, ("indicators", number, "points"))
    if isinstance(method, Points):
        basic = [i.code for i in scheme.indicators if i.class_ == "basic"]
        for number, code in enumerate(method.veto):
            if code not in basic:
                remedy = f"应为 class: basic 的指标代码：{'、'.join(basic) or '（没有）'}"
                yield Fault(
                    ("method", "veto", number), f"{code} 不是基础指标", remedy, "unknown_reference"
                )
    else:
        yield from _weight_faults(scheme, method)


def _point_faults(item: Indicator, at: Location) -> Iterator[Fault]:
    """Steps go from the most demanding to the least, and so do their points."""
    if not item.points:
        yield Fault(
            at, f"核心指标 {item.code} 没有分值", "请写 points，至少一档", "points_incomplete"
        )
    bound = "at_most" if item.better == "lower" else "at_least"
    qualities: list[float] = []
    for number, step in enumerate(item.points):
        value = step.at_most if item.better == "lower" else step.at_least
        if value is None or None not in (step.at_least, step.at_most):
            problem = f"第 {number + 1} 档的界限与 better: {item.better} 不合"
            yield Fault((*at, number), problem, f"每档只写 {bound}", "points_incomplete")
            return
        qualities.append(-value if item.better == "lower" else value)
    for number, (first, second) in enumerate(pairwise(item.points), 1):
        if qualities[number - 1] <= qualities[number] or first.points <= second.points:
            problem = f"第 {number + 1} 档没有比第 {number} 档宽，或分值没有更低"
            yield Fault((*at, number), problem, "应由严到宽，分值逐档减少", "levels_disordered")
    if item.points and item.points[-1].points < 0:
        problem = "分值小于 0，达到这一档反而不如一档也没达到的 0 分"
        yield Fault((*at, len(item.points) - 1), problem, "分值应不小于 0", "points_negative")


def _weight_faults(scheme: Scheme, method: Weighted) -> Iterator[Fault]:
    core = {i.code: i for i in scheme.core}
    tables: list[tuple[str, Mapping[str, object]]] = [("weights", method.weights)]
    if method.normalise == "goalposts":
        tables.append(("goalposts", method.goalposts))
    elif method.goalposts:
        problem = f"normalise: {method.normalise} 不看 goalposts"
        yield Fault(
            ("method", "goalposts"),
            problem,
            "请删去，或改为 normalise: goalposts",
            "goalposts_unused",
        )
    for name, table in tables:
        at: Location = ("method", name)
        for code in [c for c in core if c not in table]:
            yield Fault(
                at, f"缺少核心指标 {code}", f"请在 {name} 里补上 {code}", f"{name}_incomplete"
            )
        for code in [c for c in table if c not in core]:
            yield Fault(
                (*at, code),
                f"{code} 不是核心指标",
                f"应为 {'、'.join(core)} 之一",
                "unknown_reference",
            )
    for code, (worst, best) in method.goalposts.items():
        item = core.get(code)
        if item is None or item.better not in ("lower", "higher"):
            continue
        if (best <= worst) if item.better == "higher" else (best >= worst):
            problem = f"[{worst:g}, {best:g}] 的方向与 better: {item.better} 相反"
            yield Fault(
                ("method", "goalposts", code), problem, "应先写最差，后写最好", "goalposts_reversed"
            )
    if method.scale[0] >= method.scale[1]:
        yield Fault(("method", "scale"), "下限不小于上限", "应为 [小, 大]，如 [0, 1]")
    if method.aggregate == "geometric" and method.scale[0] < 0:
        problem = "几何平均不能计入负值"
        yield Fault(("method", "scale"), problem, "下限应不小于 0", "scale_negative")
    if method.normalise == "none":
        # raw values are added as they are: nothing would turn the direction round
        for number, item in enumerate(scheme.indicators):
            if item.class_ == "core" and item.better == "lower":
                problem = (
                    f"normalise: none 不看方向，{item.code} 越高得分越高，与 better: lower 相反"
                )
                remedy = "请改为 normalise: goalposts，由最差值和最好值定方向"
                yield Fault(("indicators", number, "better"), problem, remedy, "direction_ignored")


def board_faults(scheme: Scheme) -> Iterator[Fault]:
    """Levels that the method does not have, and two targets that differ."""
    levels = scheme.level_count
    lowest = levels
    if scheme.board is not None and levels is not None:
        lowest = scheme.board.lowest_level
        if lowest > levels:
            problem = f"本方法只有 {levels} 等，没有第 {lowest} 等"
            yield Fault(
                ("board", "lowest_level"), problem, f"应为 1 至 {levels}", "level_out_of_range"
            )
    if scheme.leaders is None:
        return
    if lowest is not None and scheme.leaders.level > lowest:
        problem = f"领跑者的第 {scheme.leaders.level} 等进不了榜"
        yield Fault(("leaders", "level"), problem, f"应为 1 至 {lowest}", "level_out_of_range")
    target, wish = scheme.leaders.target, scheme.targets.leaders if scheme.targets else None
    if target is not None and wish is not None and target != wish:
        problem = f"领跑者数 {target} 与 targets.leaders 的 {wish} 不一致"
        yield Fault(("leaders", "target"), problem, "两处应写同一个数", "targets_differ")
