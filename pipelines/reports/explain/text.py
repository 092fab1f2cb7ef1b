"""What a terminal shows of an explanation, in the order in which a rank comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from pipelines.core.wording import METHODS, STATUSES, VERDICTS
from pipelines.reports.explain.chain_text import cells_lines, chain_lines
from pipelines.reports.explain.words import (
    STATES,
    level_name,
    number,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from pipelines.reports.explain.model import (
        BoardExplanation,
        BoardKey,
        Explanation,
        Page,
        Place,
        Robustness,
        Rule,
        Scheme,
        Standing,
        Version,
        Violation,
    )

_EVIDENCE = {
    "seen": "见于标准原文",
    "remembered": "凭记忆，待核对原文",
    "example": "示例数值，不得用于发布",
}


def explanation_text(explained: Explanation) -> Iterator[RenderableType]:
    """Parts for a terminal: the declaration, then each board."""
    name = explained.org_name or "（名称不详）"
    yield Text(
        f"{name}  {explained.standard_no or explained.standard_no_raw or '（无编号）'}", "bold"
    )
    yield _lines(
        [
            ("标准", f"《{explained.standard_name}》" if explained.standard_name else "（无名称）"),
            ("声明编号", explained.declaration_id),
            ("信用代码", explained.uscc or "（只有旧代码）"),
            ("公开", f"{explained.published_on or '日期不详'}，{_status(explained)}"),
            ("产品类别", "、".join(explained.categories) or "未能归类"),
        ]
    )
    yield _heading("原始页面与修订")
    for version in explained.versions:
        yield _lines(_version(version, is_only=len(explained.versions) == 1))
    if explained.revisions:
        yield _lines(
            ("同一标准", f"{each.declaration_id}  {each.standard_no}，{each.published_on} 公开，"
             f"{STATUSES.get(each.status or '', '状态未说明')}")
            for each in explained.revisions
        )  # fmt: skip
    if explained.violations:
        yield _heading("违反强制性国家标准")
        yield _violations(explained.violations)
    if explained.unexamined is not None:
        yield _heading("榜单与声明的指标")
        yield _lines([("说明", explained.unexamined)])
        yield _lines(cells_lines(explained.cells))
    for board in explained.boards:
        yield from _board(board)
    if explained.others:
        yield _heading("审查过它的其他榜单（用 --field、--period 查看）")
        yield _others(explained.others)


def _status(explained: Explanation) -> str:
    said = STATUSES.get(explained.status or "", "状态未说明")
    return f"{said}，平台已不再列出" if explained.is_gone else said


def _version(version: Version, *, is_only: bool) -> Iterator[tuple[str, str]]:
    until = f"至 {version.observed_to} 前" if version.observed_to else "起"
    if not is_only:
        yield f"版本 {version.version}", f"{version.observed_from} {until}"
    for change in version.changes:
        yield "变更", change
    yield from _page("页面", version.page)
    if version.indicators is None:
        yield "指标", "各平台均未公开"
    elif version.indicators != version.page:
        yield from _page("指标页", version.indicators)


def _page(label: str, page: Page) -> Iterator[tuple[str, str]]:
    yield label, f"{page.source}，{page.fetched_on} 采集"
    yield "", f"raw/{page.path}"
    yield "", f"SHA-256 {page.sha256}"


def _violations(violations: Iterable[Violation]) -> Table:
    table = _table(["标准", "条款", "指标", "限值", "声明值", "违反期间", "版本"])
    for each in violations:
        unit = f" {each.unit}" if each.unit else ""
        table.add_row(
            each.standard_no,
            each.clause or "—",
            each.indicator,
            f"{number(each.limit)}{unit}",
            f"{number(each.declared)}{unit}",
            f"{each.valid_from} 起" + (f"，至 {each.valid_to} 前" if each.valid_to else ""),
            str(each.version),
        )
    return table


def _board(explained: BoardExplanation) -> Iterator[RenderableType]:
    board, method = explained.board, explained.scheme.method
    provisional = "  【未截止，结果会变】" if board.is_provisional else ""
    yield Text()
    names = dict.fromkeys([board.field_name, board.category_name])
    title = f"{'·'.join(names)}  {board.period}{provisional}"
    yield Line(Text(title, "bold"), align="left", characters="━")
    knowledge = "按公开时间重建" if explained.knowledge == "reconstructed" else "按当时采集所知"
    yield _lines(
        [
            ("活动", f"{board.programme_name}（{board.programme}）"),
            ("方案", _scheme(explained.scheme)),
            ("方法", explained.note or METHODS[method]),
            (
                "截止",
                f"{explained.cut_off_on}（{knowledge}）；审查 {explained.candidate_count} 条，"
                f"上榜 {explained.entry_count} 条；计入声明的版本 {explained.version}",
            ),
            ("状态", STATES.get(explained.state, explained.state)),
        ]
    )
    if explained.standing is None:
        yield Text("结果：未上榜", "bold")
        yield _lines((f"原因 {no}", each) for no, each in enumerate(explained.reasons, start=1))
    else:
        yield Text(f"结果：{_result(explained.standing, method)}", "bold")
        doubts = [rule.name for rule in explained.rules if rule.verdict == "doubt"]
        if doubts:
            yield _lines([("存疑", f"{'、'.join(doubts)}（不影响上榜，请核实）")])
    yield _heading("核心指标：从声明原文到水平")
    for number_, each in enumerate(explained.indicators, start=1):
        yield Text(f"{number_} {each.name}", "bold")
        yield _lines(chain_lines(each, method), indent=2)
    if explained.standing is not None:
        yield _heading("同榜比较")
        yield _lines(_places(explained.standing, method))
    if explained.robustness is not None:
        lines = list(_robustness(explained.robustness, method))
        if lines:
            yield _heading("稳健性（只供参考，不影响名次）")
            yield _lines(lines)
    yield _heading("资格审查")
    yield _rules(explained.rules)


def _scheme(scheme: Scheme) -> str:
    evidence = _EVIDENCE.get(scheme.evidence or "", scheme.evidence or "未注明")
    return (
        f"《{scheme.title}》{scheme.scheme_id} 第 {scheme.scheme_version} 版，{scheme.body_name}，"
        f"{scheme.published_on} 发布；数值依据：{evidence}"
    )


def _result(standing: Standing, method: str) -> str:
    parts = [f"第 {standing.rank} 名"]
    if standing.is_tied and standing.tied is not None:
        parts[0] += f"（与另 {standing.tied.count} 条声明并列）"
    parts.append(level_name(method, standing.level))
    if standing.score is not None:
        parts.append(f"得分 {score(standing.score)}")
    if standing.is_vetoed:
        parts.append("一票否决，列末等")
    return "，".join(parts)


def _places(standing: Standing, method: str) -> Iterator[tuple[str, str]]:
    if standing.above is None:
        yield "前一名", "无"
    else:
        yield from _place("前一名", standing.above, method, standing)
    if standing.tied is not None:
        yield "并列", f"第 {standing.tied.rank} 名另有 {standing.tied.count} 条声明"
        yield from _named(standing.tied)
    if standing.below is None:
        yield "后一名", "无"
    else:
        yield from _place("后一名", standing.below, method, standing)
    if standing.next_level is not None:
        cut_off = standing.next_score
        need = "" if cut_off is None else f"，须得 {score(cut_off)} 分"
        if standing.is_vetoed:
            need = f"，只须一票否决的项目合格（得分 {score(standing.score or 0)}）"
        elif cut_off is not None and standing.score is not None:
            need += f"，还差 {score(cut_off - standing.score)} 分"
        yield "升一档", f"{level_name(method, standing.next_level)}{need}"
    yield "完整性", f"已声明方案所列指标的 {standing.completeness:.0%}"
    if standing.models:
        yield "型号", standing.models


def _place(label: str, place: Place, method: str, standing: Standing) -> Iterator[tuple[str, str]]:
    facts = [f"第 {place.rank} 名", level_name(method, place.level)]
    if place.score is not None:
        facts.append(f"得分 {score(place.score)}")
        if standing.score is not None and place.is_vetoed == standing.is_vetoed:
            facts.append(f"相差 {score(abs(place.score - standing.score))} 分")
    if place.is_vetoed != standing.is_vetoed:
        facts.append(f"{'对方' if place.is_vetoed else '本声明'}被一票否决")
    yield label, f"{'，'.join(facts)}：{place.count} 条声明"
    yield from _named(place)
    for each in place.differences:
        whose = place.rivals[0].org_name
        yield "", f"差别在{each.name}：本声明 {each.own}，{whose} {each.theirs}"


def _named(place: Place) -> Iterator[tuple[str, str]]:
    for each in place.rivals:
        yield "", f"{each.org_name}  {each.standard_no or '（无编号）'}"
    if place.count > len(place.rivals):
        yield "", f"其余 {place.count - len(place.rivals)} 条见 fct_board_entries"


def _robustness(found: Robustness, method: str) -> Iterator[tuple[str, str]]:
    if found.rank_p05 is not None:
        yield (
            "扰动",
            f"权重与界值扰动 {found.draw_count} 次，名次的 5%—95% 区间为 "
            f"{found.rank_p05}—{found.rank_p95}",
        )
    if found.rank_best_without_one is not None:
        decisive = f"，影响最大的是{found.decisive_indicator}" if found.decisive_indicator else ""
        yield (
            "逐项剔除",
            f"任去一项核心指标，名次在 {found.rank_best_without_one}—"
            f"{found.rank_worst_without_one} 之间{decisive}",
        )
    if found.held_text:
        then = f"；改进后可达{level_name(method, found.next_level)}" if found.next_level else ""
        yield "受限于", f"{found.held_text}{then}"
    if found.breaks_on is not None:
        yield "将违反", f"{found.breaks_on} 起：{found.breaks_text}"


def _rules(rules: Iterable[Rule]) -> Table:
    table = _table(["规则", "结论", "依据"])
    for rule in rules:
        said = rule.evidence
        if rule.verdict == "doubt" and rule.remedy:
            said += f"。{rule.remedy}"
        style = {"fail": "red", "doubt": "yellow"}.get(rule.verdict, "")
        table.add_row(rule.name, Text(VERDICTS[rule.verdict], style), Text(said))
    return table


def _others(boards: Iterable[BoardKey]) -> Table:
    table = _table(["评估活动", "领域", "类别", "周期", "结果", "说明"])
    for board in boards:
        table.add_row(
            board.programme,
            board.field_code,
            board.category_name,
            board.period,
            "未上榜" if board.rank is None else f"第 {board.rank} 名",
            "未截止" if board.is_provisional else "",
        )
    return table


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold cyan")


def _lines(pairs: Iterable[tuple[str, str]], indent: int = 0) -> Padding:
    """Label and value a line; long values fold under themselves."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in pairs:
        # names and requirements are somebody else's words, no markup
        grid.add_row(Text(label, "dim"), Text(value))
    return Padding(grid, (0, 0, 0, indent), expand=False)


def _table(columns: list[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table
