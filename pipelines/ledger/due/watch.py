"""What follows by time: certificates, titles and bans that end, exits, milestones, pilots."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.core.procedures import NO_STATE
from pipelines.ledger.bans import barred, years_later
from pipelines.ledger.due.model import AHEAD, DAY, Due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.core.milestones import DatedMilestone
    from pipelines.ledger.decision import Decision
    from pipelines.ledger.due.day import Day

_REPORT_YEARS = 1
"""Between two progress reports of a pilot; D5 says 及时 only (our reading)."""
_COMPARED_IN = "national"
"""The programme whose work institution compares the lists and reports upward (D1 part 4)."""
_AFTER_EXIT = {
    "exit_publicised": "公示退出",
    "departments_notified": "将退出报有关监管部门",
    "credit_system_notified": "将退出纳入企业信用体系",
    "benefits_ended": "停止享受优惠政策",
}


def titles_that_end(day: Day) -> Iterator[Due]:
    """Titles whose validity ends soon, unless they are renewed."""
    for programme, subject, published in _published_lists(day):
        for declaration_id in published.draft.payload["certificates"]:
            leader = f"{subject}/{declaration_id}"
            own = day.past(programme, leader)
            renewed = [each for each in own if each.draft.kind == "leader_renewed"]
            until = date.fromisoformat((renewed or [published])[-1].draft.payload["valid_to"])
            if day.state(programme, leader) == NO_STATE and day.on < until <= day.on + AHEAD:
                what = f"领跑者有效期到 {until - DAY} 为止：延长，或届时期满"
                yield from day.named(
                    programme, "leader", leader, "leader_renewed", what, due_on=until - DAY
                )


def certificates_to_issue(day: Day) -> Iterator[Due]:
    """Certificates of the leaders of a published list, as long as its titles are valid."""
    for programme, subject, published in _published_lists(day):
        until = date.fromisoformat(published.draft.payload["valid_to"])
        issued = [e for e in day.past(programme, subject) if e.draft.kind == "certificates_issued"]
        leading = [
            declaration_id
            for declaration_id in published.draft.payload["certificates"]
            if day.state(programme, f"{subject}/{declaration_id}") != "exited"
        ]
        if leading and not issued and day.on < until:
            what = f"发放 {len(leading)} 份领跑者电子证书（有效期到 {until - DAY} 为止）"
            yield from day.named(
                programme, "leader_list", subject, "certificates_issued", what, due_on=until - DAY
            )


def _published_lists(day: Day) -> Iterator[tuple[str, str, Decision]]:
    """Programme and subject of every list of leaders that was published, by which decision."""
    for programme, subject, past in day.subjects():
        published = [each for each in past if each.draft.kind == "leaders_published"]
        if published:
            yield programme, subject, published[-1]


def exits_to_complete(day: Day) -> Iterator[Due]:
    """Publicity, two notices and the loss of benefits after an exit (D1 part 3 (2) 6)."""
    for programme, subject, past in day.subjects():
        if day.state(programme, subject) == "exited":
            taken = {each.draft.kind for each in past}
            for kind, what in _AFTER_EXIT.items():
                if kind not in taken:
                    yield from day.named(programme, "leader", subject, kind, what)


def exits_to_settle(day: Day) -> Iterator[Due]:
    """Exits that the pipeline found and nobody has confirmed or rejected."""
    settled = {
        each.draft.payload.get("proposal_id")
        for each in day.decisions
        if each.draft.kind in ("exit_confirmed", "exit_rejected")
    }
    for proposal_id, (programme, subject) in day.known.proposals.items():
        leads = day.state(programme, subject.rsplit("/", 1)[0]) == "published"
        if leads and proposal_id not in settled and day.state(programme, subject) == NO_STATE:
            what = f"确认或驳回系统发现的退出情形（proposal_id {proposal_id}）"
            yield from day.named(programme, "leader", subject, "exit_confirmed", what)


def findings_to_handle(day: Day) -> Iterator[Due]:
    """Names in supervision lists to settle, and findings to report upward (D1 part 4)."""
    found = day.procedures.get(_COMPARED_IN)
    if found is None:
        return
    settle, report = found.facts["match_settled"], found.facts["findings_reported"]
    for match_id, (name, since) in day.known.matches.items():
        if since <= day.on and not day.past(_COMPARED_IN, match_id):
            what = f"认定监督名单中的“{name}”是哪家企业"
            by = tuple(settle.by)
            yield Due(_COMPARED_IN, match_id, what, "match_settled", by, None, None, settle.place)
    reported = [e.draft.effective_on for e in day.decisions if e.draft.kind == "findings_reported"]
    fresh = [
        since
        for since in day.known.unreported
        if since <= day.on and (not reported or since > max(reported))
    ]
    if fresh:
        what = f"将 {len(fresh)} 条不利的比对结果上报主管部门"
        subject, by = f"{day.on.year}/findings", tuple(report.by)
        kind = "findings_reported"
        yield Due(_COMPARED_IN, subject, what, kind, by, None, None, report.place)


def bans_that_end(day: Day) -> Iterator[Due]:
    """Bans that end soon: from then on an enterprise may be listed again."""
    for programme in day.procedures:
        rule = day.rules(programme, "ban").get("ban")
        if rule is None:
            continue
        for enterprise_id, until in barred(day.decisions, {programme}, day.on).items():
            if until <= day.on + AHEAD:
                what = f"禁止纳入到 {until - DAY} 为止，此后可重新纳入评估"
                by = tuple(rule.by)
                yield Due(programme, enterprise_id, what, None, by, until, None, rule.place)


def pilots_to_report(day: Day) -> Iterator[Due]:
    """Running pilots whose last report of progress, or whose order, is almost a year old."""
    told = ("pilot_ordered", "pilot_progress_reported")
    for programme, subject, past in day.subjects():
        last = [each.draft.effective_on for each in past if each.draft.kind in told]
        if last and day.state(programme, subject) == "running":
            due_on = years_later(max(last), _REPORT_YEARS)
            kind = "pilot_progress_reported"
            if due_on <= day.on + AHEAD:
                what = "报告试点工作进展"
                yield from day.named(programme, "pilot", subject, kind, what, due_on=due_on)


def milestones_to_do(day: Day) -> Iterator[Due]:
    """Milestones that nobody has said are done; past days that only close something are none."""
    for programme, dated in day.known.milestones:
        milestone = dated.milestone
        past = day.past(programme, dated.subject)
        is_over = milestone.closes and dated.due_on < day.on
        is_far = min(dated.starts_on or dated.due_on, dated.due_on - AHEAD) > day.on
        if is_over or is_far or any(each.draft.kind == "milestone_done" for each in past):
            continue
        if milestone.each_body:
            yield from _of_each_body(day, programme, dated, milestone.each_body)
            continue
        yield Due(
            programme=programme,
            subject=dated.subject,
            what=milestone.what,
            kind=None if milestone.closes else "milestone_done",
            by=tuple(milestone.by),
            starts_on=dated.starts_on,
            due_on=dated.due_on,
            place=f"{day.procedures[programme].document} {milestone.place}",
        )


def _of_each_body(day: Day, programme: str, dated: DatedMilestone, kind: str) -> Iterator[Due]:
    """What each body whose scheme was published for the year has to do, and has not done."""
    bodies = {
        scheme.body_uscc: scheme.body_name
        for subject, scheme in day.known.schemes.items()
        if scheme.programme == programme
        and scheme.year == dated.year
        and day.state(programme, subject) == "published"
        and not day.is_removed(scheme)
    }
    for uscc, name in sorted(bodies.items()):
        subject = f"{uscc}/{dated.year}"
        if not any(each.draft.kind == kind for each in day.past(programme, subject)):
            what = f"{dated.milestone.what}（{name}）"
            yield Due(
                programme=programme,
                subject=subject,
                what=what,
                kind=kind,
                by=tuple(dated.milestone.by),
                starts_on=dated.starts_on,
                due_on=dated.due_on,
                place=f"{day.procedures[programme].document} {dated.milestone.place}",
            )
