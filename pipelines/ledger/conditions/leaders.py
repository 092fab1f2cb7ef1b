"""Conditions of leaders: shortlist, documents, validity, exit (D1 part 3 (2) 3 to 6)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.ledger.bans import years_later
from pipelines.ledger.case import Case, Condition, RefusedError, state_on
from pipelines.ledger.conditions.lookups import (
    barred_for,
    board_of,
    left_out_of,
    on_list,
    scheme_of,
    subject_of_board,
)

if TYPE_CHECKING:
    from pipelines.ledger.decision import Decision

_CRITERIA = ("consumer_choice", "industry_development", "public_standards")
"""便于消费者选择, 产业发展水平, 公开标准数量 (D1 part 3 (2) 3)."""


def annual_board_is_named(case: Case, _: Any) -> None:
    """The list names a board of its field, category and year that leaders are taken from.

    Our reading: of a scheme with quarterly boards any of the year's quarters, the body names it.
    """
    year, field_code, category = case.draft.subject.split("/")
    name = case.need("board")
    if not re.fullmatch(rf"{field_code}/{category}/{year}(?:Q[1-4])?", name):
        raise RefusedError(f"board 是 {name}，应为 {field_code}/{category} 在 {year} 年的榜单")


def annual_board_is_published(case: Case, _: Any) -> None:
    """The board that leaders are taken from is published, and still computed as it was then."""
    annual_board_is_named(case, None)
    name = subject_of_board(case)
    if case.state_of(name) != "published":
        raise RefusedError(f"榜单 {name} 还没有发布；领跑者从发布的年度榜单产生")
    [*_, published] = [each for each in case.of(name) if each.draft.kind == "board_published"]
    if published.draft.payload["digest"] != board_of(case).digest:
        raise RefusedError(
            f"榜单 {name} 现在的计算结果与发布时不同；请先用 lingpao verify 查明差别"
        )


def everyone_at_the_level(case: Case, _: Any) -> None:
    """The shortlist is everyone at the scheme's level; fewer only by a choice with its reasons.

    Never one below the level, and nobody twice. Who was left out of the board, is barred, or has
    withdrawn is neither demanded nor allowed.
    """
    level, until = scheme_of(case).leader_level, barred_for(case)
    not_listed = left_out_of(case, subject_of_board(case))
    offered = {
        entry.declaration_id: entry
        for entry in board_of(case).entries
        if entry.declaration_id not in not_listed
    }
    withdrawn = {
        each for each in offered if case.state_of(f"{case.draft.subject}/{each}") == "withdrawn"
    }
    chosen = case.texts("declarations")
    for each in chosen:
        if each not in offered:
            raise RefusedError(f"{each} 不在榜单上")
        entry = offered[each]
        if entry.enterprise_id in until:
            end = until[entry.enterprise_id]
            raise RefusedError(f"{entry.org_name} 在 {end} 之前不得纳入，不能入围")
        if each in withdrawn:
            raise RefusedError(f"{entry.org_name} 已退出入围名单")
        if entry.level is None or entry.level > level:
            raise RefusedError(f"{entry.org_name} 没有达到 {level} 级，不能入围")
    missing = {
        each: entry.org_name
        for each, entry in offered.items()
        if entry.level is not None
        and entry.level <= level
        and entry.enterprise_id not in until
        and each not in withdrawn
        and each not in chosen
    }
    _check_choice(case, missing, level)


def _check_choice(case: Case, missing: dict[str, str], level: int) -> None:
    """Whom a list does not name although they are at the level is left out for stated reasons."""
    left_out = case.texts("left_out")
    if unnamed := sorted(name for each, name in missing.items() if each not in left_out):
        raise RefusedError(
            f"{'、'.join(unnamed)} 达到 {level} 级却未入围；减少名额须列入 left_out 并写明 criteria"
        )
    if strangers := [each for each in left_out if each not in missing]:
        raise RefusedError(f"left_out 中的 {'、'.join(strangers)} 并非达到 {level} 级而未入围")
    if missing:
        criteria = case.need("criteria", dict)
        if absent := [name for name in _CRITERIA if not criteria.get(name)]:
            raise RefusedError(f"减少名额须就三项因素说明理由，缺少 {'、'.join(absent)}")


def each_leader_has(case: Case, argument: Any) -> None:
    """For each on the list certain decisions are recorded, those that the scheme asks for too."""
    kinds = dict.fromkeys((*argument, *scheme_of(case).leaders_need))
    names = {entry.declaration_id: entry.org_name for entry in board_of(case).entries}
    for declaration_id in on_list(case, case.draft.subject):
        who = f"{names.get(declaration_id, '')}（{declaration_id}）"
        past = case.of(f"{case.draft.subject}/{declaration_id}")
        held = {each.draft.kind for each in past}
        refused = [each for each in past if each.draft.kind.startswith("leader_consent_")]
        if refused and refused[-1].draft.kind == "leader_consent_refused":
            raise RefusedError(f"{who}不同意列入；请先记录 leader_withdrawn")
        if missing := [kind for kind in kinds if kind not in held]:
            raise RefusedError(f"{who}还缺少：{'、'.join(missing)}")


def certificates(case: Case, argument: Any) -> dict[str, Any]:
    """Each leader gets a certificate number; titles are valid for so many years (our reading)."""
    day = case.draft.effective_on
    year, field_code, category = case.draft.subject.split("/")
    prefix = f"{case.draft.programme}-{year}-{field_code}-{category}"
    listed = sorted(on_list(case, case.draft.subject))
    if not listed:
        raise RefusedError("名单上已没有企业；不能发布")
    return {
        "valid_from": day.isoformat(),
        "valid_to": years_later(day, argument).isoformat(),
        "certificates": {each: f"{prefix}-{n:03}" for n, each in enumerate(listed, start=1)},
    }


def is_on_an_unpublished_list(case: Case, _: Any) -> None:
    """A declaration is on a list that is not published yet."""
    subject, declaration_id = case.draft.subject.rsplit("/", 1)
    state = case.state_of(subject)
    if state in ("none", "published") or declaration_id not in on_list(case, subject):
        raise RefusedError(f"{declaration_id} 不在 {subject} 的未发布名单上；已发布的请按退出处理")


def is_a_valid_leader(case: Case, _: Any) -> dict[str, str]:
    """The title was published and is valid on that day; the enterprise is kept with it."""
    subject, declaration_id = case.draft.subject.rsplit("/", 1)
    published = _published(case, subject)
    if published is None or declaration_id not in published.draft.payload["certificates"]:
        raise RefusedError(f"{declaration_id} 不是 {subject} 的领跑者")
    until = _valid_to(case, published)
    if not published.draft.effective_on <= case.draft.effective_on < until:
        raise RefusedError(
            f"领跑者称号自 {published.draft.effective_on} 至 {until} 前有效，"
            f"{case.draft.effective_on} 不在其内"
        )
    enterprise_id = case.facts.enterprise_of(declaration_id)
    if enterprise_id is None:  # without it an exit would bar nobody
        raise RefusedError(f"最新发布快照中没有声明 {declaration_id}，查不到企业；请核对")
    return {"enterprise_id": enterprise_id}


def exit_was_proposed_by_another(case: Case, _: Any) -> None:
    """Another desk proposed the exit, or the current release found it (payload `proposal_id`).

    Who proposes neither confirms nor rejects. What was rejected once has to be proposed anew.
    """
    if state_on(case.past, case.draft.effective_on) == "exit_proposed":
        proposed = case.last("exit_proposed")
        if proposed is not None and proposed.draft.office == case.draft.office:
            raise RefusedError(
                f"exit_proposed（{proposed.decision_id}）也由 {case.draft.office} 作出；"
                "提出与确认须由两个岗位作出"
            )
        return
    proposal = case.draft.payload.get("proposal_id")
    if not isinstance(proposal, str) or not case.facts.has_exit_proposal(
        case.draft.programme, case.draft.subject, proposal
    ):
        raise RefusedError(
            "没有人提出退出，发布快照也没有对它的这条 proposal_id；提出与确认须由两个岗位作出"
        )
    for each in case.past:
        if each.draft.kind == "exit_rejected" and each.draft.payload.get("proposal_id") == proposal:
            raise RefusedError(
                f"{each.decision_id} 已驳回 proposal_id {proposal}；有新的事实请记录 exit_proposed"
            )


def renewed_by_a_year(case: Case, _: Any) -> dict[str, str]:
    """A renewal is by one year."""
    published = _published(case, case.draft.subject.rsplit("/", 1)[0])
    if published is None:
        raise RefusedError(f"{case.draft.subject} 不是领跑者")
    due = years_later(_valid_to(case, published), 1)
    if case.need_day("valid_to") != due:
        raise RefusedError(f"valid_to 应为 {due}（有效期延长一年）")
    return {"valid_to": due.isoformat()}


def has_exited(case: Case, _: Any) -> None:
    """What follows an exit needs one."""
    if state_on(case.past, case.draft.effective_on) != "exited":
        raise RefusedError(f"{case.draft.subject} 没有退出")


def _published(case: Case, subject: str) -> Decision | None:
    published = [each for each in case.of(subject) if each.draft.kind == "leaders_published"]
    return published[-1] if published else None


def _valid_to(case: Case, published: Decision) -> date:
    renewed = case.last("leader_renewed")
    return date.fromisoformat((renewed or published).draft.payload["valid_to"])


CONDITIONS: dict[str, Condition] = {
    "annual_board_is_named": annual_board_is_named,
    "annual_board_is_published": annual_board_is_published,
    "everyone_at_the_level": everyone_at_the_level,
    "each_leader_has": each_leader_has,
    "certificates": certificates,
    "is_on_an_unpublished_list": is_on_an_unpublished_list,
    "is_a_valid_leader": is_a_valid_leader,
    "exit_was_proposed_by_another": exit_was_proposed_by_another,
    "renewed_by_a_year": renewed_by_a_year,
    "has_exited": has_exited,
}
