"""Conditions of leaders: shortlist, documents, validity, exit (D1 part 3 (2) 3 to 6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.ledger.bans import years_later
from pipelines.ledger.case import BoardFacts, Case, Condition, RefusedError, state_on
from pipelines.ledger.conditions.schemes import scheme_of

if TYPE_CHECKING:
    from pipelines.ledger.decision import Decision

_CRITERIA = ("consumer_choice", "industry_development", "public_standards")
"""便于消费者选择, 产业发展水平, 公开标准数量 (D1 part 3 (2) 3)."""


def annual_board_is_published(case: Case, _: Any) -> None:
    """The board that leaders are taken from is published, of the field, category and year.

    Our reading: of a scheme with quarterly boards any of the year's quarters, the body names it.
    """
    year, field_code, category = case.draft.subject.split("/")
    name = case.need("board")
    parts = name.split("/")
    if parts[:2] != [field_code, category] or not parts[-1].startswith(year):
        raise RefusedError(f"board 是 {name}，应为 {field_code}/{category} 在 {year} 年的榜单")
    if case.state_of(name) != "published":
        raise RefusedError(f"榜单 {name} 还没有发布；领跑者从发布的年度榜单产生")


def everyone_at_the_level(case: Case, _: Any) -> None:
    """The shortlist is everyone at the scheme's level; fewer only by a choice with its reasons.

    Never one below the level, and nobody twice.
    """
    board, level = _board_of(case), scheme_of(case).leader_level
    names = {entry.declaration_id: entry.org_name for entry in board.entries}
    at_level = {
        entry.declaration_id
        for entry in board.entries
        if entry.level is not None and entry.level <= level
    }
    chosen, left_out = case.need("declarations", list), case.draft.payload.get("left_out", [])
    if len(set(chosen)) != len(chosen):
        raise RefusedError("declarations 中有重复的声明编号")
    for each in chosen:
        if each not in names:
            raise RefusedError(f"{each} 不在榜单上")
        if each not in at_level:
            raise RefusedError(f"{names[each]} 没有达到 {level} 级，不能入围")
    missing = at_level - set(chosen)
    if missing - set(left_out):
        who = "、".join(sorted(names[each] for each in missing - set(left_out)))
        raise RefusedError(
            f"{who} 达到 {level} 级却未入围；减少名额须列入 left_out 并写明 criteria"
        )
    if missing:
        criteria = case.need("criteria", dict)
        if absent := [name for name in _CRITERIA if not criteria.get(name)]:
            raise RefusedError(f"减少名额须就三项因素说明理由，缺少 {'、'.join(absent)}")


def each_leader_has(case: Case, argument: Any) -> None:
    """For each on the list certain decisions are recorded, those that the scheme asks for too."""
    kinds = dict.fromkeys((*argument, *scheme_of(case).leaders_need))
    for declaration_id in on_list(case, case.draft.subject):
        past = case.of(f"{case.draft.subject}/{declaration_id}")
        held = {each.draft.kind for each in past}
        refused = [each for each in past if each.draft.kind.startswith("leader_consent_")]
        if refused and refused[-1].draft.kind == "leader_consent_refused":
            raise RefusedError(f"{declaration_id} 不同意列入；请先记录 leader_withdrawn")
        if missing := [kind for kind in kinds if kind not in held]:
            raise RefusedError(f"{declaration_id} 还缺少：{'、'.join(missing)}")


def certificates(case: Case, argument: Any) -> dict[str, Any]:
    """Each leader gets a certificate number; titles are valid for so many years (our reading)."""
    day = case.draft.effective_on
    year, field_code, category = case.draft.subject.split("/")
    prefix = f"{case.draft.programme}-{year}-{field_code}-{category}"
    listed = sorted(on_list(case, case.draft.subject))
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
    return {"enterprise_id": enterprise_id} if enterprise_id else {}


def exit_was_proposed(case: Case, _: Any) -> None:
    """Somebody proposed the exit, or the current release found it (payload `proposal_id`)."""
    if state_on(case.past, case.draft.effective_on) == "exit_proposed":
        return
    proposal = case.draft.payload.get("proposal_id")
    if not isinstance(proposal, str) or not case.facts.has_exit_proposal(proposal):
        raise RefusedError(
            "没有人提出退出，发布快照也没有这条 proposal_id；提出与确认须由两个岗位作出"
        )


def renewed_by_a_year(case: Case, _: Any) -> None:
    """A renewal is by one year."""
    published = _published(case, case.draft.subject.rsplit("/", 1)[0])
    if published is None:
        raise RefusedError(f"{case.draft.subject} 不是领跑者")
    due = years_later(_valid_to(case, published), 1).isoformat()
    if case.draft.payload["valid_to"] != due:
        raise RefusedError(f"valid_to 应为 {due}（有效期延长一年）")


def has_exited(case: Case, _: Any) -> None:
    """What follows an exit needs one."""
    if state_on(case.past, case.draft.effective_on) != "exited":
        raise RefusedError(f"{case.draft.subject} 没有退出")


def on_list(case: Case, subject: str) -> list[str]:
    """Declarations on a list of leaders, without those withdrawn."""
    fixed = [each for each in case.of(subject) if each.draft.kind == "shortlist_fixed"]
    chosen: list[str] = fixed[-1].draft.payload["declarations"] if fixed else []
    return [each for each in chosen if case.state_of(f"{subject}/{each}") != "withdrawn"]


def _board_of(case: Case) -> BoardFacts:
    board = case.facts.board(case.draft.programme, case.need("board"))
    if board is None:
        raise RefusedError(f"最新发布快照中没有榜单 {case.need('board')}")
    return board


def _published(case: Case, subject: str) -> Decision | None:
    published = [each for each in case.of(subject) if each.draft.kind == "leaders_published"]
    return published[-1] if published else None


def _valid_to(case: Case, published: Decision) -> date:
    renewed = case.last("leader_renewed")
    return date.fromisoformat((renewed or published).draft.payload["valid_to"])


CONDITIONS: dict[str, Condition] = {
    "annual_board_is_published": annual_board_is_published,
    "everyone_at_the_level": everyone_at_the_level,
    "each_leader_has": each_leader_has,
    "certificates": certificates,
    "is_on_an_unpublished_list": is_on_an_unpublished_list,
    "is_a_valid_leader": is_a_valid_leader,
    "exit_was_proposed": exit_was_proposed,
    "renewed_by_a_year": renewed_by_a_year,
    "has_exited": has_exited,
}
