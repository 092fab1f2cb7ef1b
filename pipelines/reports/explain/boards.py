"""Builds the explanation of one board: standing with competitors, or reasons for being left out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pipelines.core.wording import RULES, evidence_text, rule_name
from pipelines.reports.explain import queries
from pipelines.reports.explain.chain import chain
from pipelines.reports.explain.model import (
    BoardExplanation,
    BoardKey,
    Chain,
    Difference,
    Place,
    Rival,
    Robustness,
    Rule,
    Scheme,
    Standing,
)
from pipelines.reports.explain.words import (
    level_name,
    remedy,
    score,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Rows = list[dict[str, Any]]
    Ask = Callable[..., Rows]

_KEY = ("programme", "field_code", "product_category", "period")
_OF_INDICATORS = ("core_indicator:", "basic_indicator:")


def board_key(board: Mapping[str, Any]) -> BoardKey:
    """Which board it is; `board` is a row of `queries.BOARDS`."""
    return BoardKey(**{name: board[name] for name in BoardKey.__dataclass_fields__})


def explain_board(
    ask: Ask,
    board: Mapping[str, Any],
    declaration_id: str,
    declared: Rows,
    factors: Mapping[str, float],
) -> BoardExplanation:
    """Explains one board.

    Args:
        ask: a query and its parameters in, rows out.
        board: a row of `queries.BOARDS`.
        declaration_id: the declaration.
        declared: all its rows of `queries.CELLS`.
        factors: of units, to the base unit of their dimension.
    """
    key = {name: board[name] for name in _KEY}
    scheme_key = {name: board[name] for name in ("scheme_id", "scheme_version")}
    mine = {**key, "declaration_id": declaration_id}
    chains = _chains(ask, board, {**mine, **scheme_key}, declared, factors)
    rules = _rules(ask(queries.RULES, **mine, **scheme_key), chains, board["lowest_level"])
    robustness = ask(queries.ROBUSTNESS, **mine)
    standing = None
    if board["rank"] is not None:
        cut_offs = ask(queries.CUT_OFFS, **scheme_key)
        standing = _standing(ask, board, mine, chains, cut_offs)
    return BoardExplanation(
        board=board_key(board),
        scheme=Scheme(
            **scheme_key,
            title=board["title"],
            body_name=board["body_name"],
            published_on=board["published_on"],
            method=board["method"],
            lowest_level=board["lowest_level"],
            leader_level=board["leader_level"],
            evidence=board["evidence"],
            digest=board["scheme_digest"],
        ),
        cut_off_on=board["cut_off_on"],
        state=board["state"],
        knowledge=board["knowledge"],
        candidate_count=board["candidate_count"],
        entry_count=board["entry_count"],
        note=board["note"],
        version=board["version"],
        reasons=_reasons(rules),
        standing=standing,
        indicators=chains,
        robustness=Robustness(**robustness[0]) if robustness else None,
        rules=rules,
    )


def _chains(
    ask: Ask,
    board: Mapping[str, Any],
    key: Mapping[str, Any],
    declared: Rows,
    factors: Mapping[str, float],
) -> list[Chain]:
    limits: dict[str, Rows] = defaultdict(list)
    for limit in ask(
        queries.LIMITS,
        declaration_id=key["declaration_id"],
        product_category=board["product_category"],
        cut_off_on=board["cut_off_on"],
    ):
        limits[limit["indicator_code"]].append(limit)
    steps: dict[str, Rows] = defaultdict(list)
    scheme_key = {name: key[name] for name in ("scheme_id", "scheme_version")}
    for step in ask(queries.POINT_STEPS, **scheme_key):
        steps[step["indicator_code"]].append(step)
    found = []
    for row in ask(queries.CHAINS, **key):
        code = row["indicator_code"]
        cells = [
            each
            for each in declared
            if each["version"] == board["version"] and each["indicator_code"] == code
        ]
        found.append(chain(row, cells, limits[code], steps[code], factors))
    return found


def _rules(rows: Rows, chains: Sequence[Chain], lowest_level: int | None) -> list[Rule]:
    """In the order in which they are told; those of single indicators as the scheme has them."""
    by_code = {each.indicator_code: each for each in chains}
    order = list(RULES)

    def place(row: Mapping[str, Any]) -> tuple[int, int]:
        return order.index(row["rule_code"].partition(":")[0]), row["position"] or 0

    found = []
    for row in sorted(rows, key=place):
        kind, _, code = row["rule_code"].partition(":")
        reason = row["reason_code"]
        concerned = by_code.get(code) if kind == "core_indicator" else None
        found.append(
            Rule(
                rule_code=row["rule_code"],
                name=rule_name(row["rule_code"], row["indicator"]),
                verdict=row["verdict"],
                reason_code=reason,
                evidence=evidence_text(row["evidence"]),
                remedy=None if reason is None else remedy(reason, concerned, lowest_level),
            )
        )
    return found


def _reasons(rules: Sequence[Rule]) -> list[str]:
    """Why it was left out; what is not disclosed is said once, not for every indicator."""
    failed = [rule for rule in rules if rule.verdict == "fail"]
    undisclosed = any(rule.rule_code == "indicators_disclosed" for rule in failed)
    return [
        f"{rule.evidence}。{rule.remedy}。" if rule.remedy else f"{rule.evidence}。"
        for rule in failed
        if not (
            undisclosed
            and rule.reason_code == "indicators_not_disclosed"
            and rule.rule_code.startswith(_OF_INDICATORS)
        )
    ]


def _standing(
    ask: Ask,
    board: Mapping[str, Any],
    mine: Mapping[str, Any],
    chains: Sequence[Chain],
    cut_offs: Rows,
) -> Standing:
    places: dict[str, Place] = {}
    for row in ask(queries.PLACES, **mine, rank=board["rank"]):
        side = row.pop("side")
        rivals = [Rival(**rival) for rival in row.pop("rivals")]
        theirs = ask(
            queries.RIVAL_INDICATORS, **{**mine, "declaration_id": rivals[0].declaration_id}
        )
        is_by_veto = row["is_vetoed"] != board["is_vetoed"]
        differences = (
            [] if side == "tied" or is_by_veto else _differences(board["method"], chains, theirs)
        )
        places[side] = Place(**row, rivals=rivals, differences=differences)
    next_level, next_score = _next_level(board, chains, cut_offs)
    return Standing(
        rank=board["rank"],
        level=board["level"],
        score=board["score"],
        is_tied=board["is_tied"],
        is_vetoed=board["is_vetoed"],
        next_level=next_level,
        next_score=next_score,
        completeness=board["completeness"],
        models=board["models_text"],
        tied=places.get("tied"),
        above=places.get("above"),
        below=places.get("below"),
    )


def _next_level(
    board: Mapping[str, Any], chains: Sequence[Chain], cut_offs: Rows
) -> tuple[int | None, float | None]:
    level = board["level"]
    if level is None or level == 1:
        return None, None
    if board["is_vetoed"]:
        # what its score would give it
        cut_offs = [each for each in cut_offs if board["score"] >= each["cut_off"]]
        return (cut_offs[0]["level"], cut_offs[0]["cut_off"]) if cut_offs else (None, None)
    if board["method"] != "bands":
        better = [each for each in cut_offs if each["level"] < level]
        return (better[-1]["level"], better[-1]["cut_off"]) if better else (None, None)
    # the worst decides: where the indicators that hold it back would stand after one step
    holding = [each.next_step for each in chains if each.level == level]
    others = [each.level for each in chains if each.level is not None and each.level != level]
    reached = [step.level for step in holding if step is not None and step.level is not None]
    return (max(reached + others), None) if len(reached) == len(holding) else (None, None)


def _differences(method: str, chains: Sequence[Chain], theirs: Rows) -> list[Difference]:
    found = []
    by_code = {row["indicator_code"]: row for row in theirs}
    for each in chains:
        other = by_code.get(each.indicator_code)
        if other is None:
            continue
        match method:
            case "bands":
                is_other = each.level != other["level"]
                own, their = level_name(method, each.level), level_name(method, other["level"])
            case "points":
                is_other = each.points != other["points"]
                own, their = (f"{score(value or 0)} 分" for value in (each.points, other["points"]))
            case _:
                own, their = (_shown(value) for value in (each.contribution, other["contribution"]))
                is_other = own != their
        if is_other:
            own_value = value_text(each, each.value, each.grade, is_inclusive=each.is_inclusive)
            their_value = value_text(
                each, other["value"], other["grade"], is_inclusive=other["is_inclusive"]
            )
            found.append(
                Difference(
                    each.indicator_code,
                    each.name,
                    f"{own_value}（{own}）",
                    f"{their_value}（{their}）",
                )
            )
    return found


def _shown(contribution: float | None) -> str:
    return "不计" if contribution is None else f"贡献 {score(contribution)}"
