"""Commands around decisions: recorded, imported, due, checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.shared import DATA_ROOT, Day, say, settings_of, telling_why, this_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipelines.ledger.decision import Decision


@click.command("record")
@click.argument("kind")
@click.argument("subject")
@click.option("--programme", required=True, help="项目代码，如 national。")
@click.option("--office", required=True, help="作出决定的岗位，如 评审一岗；不写姓名。")
@click.option("--role", required=True, help="角色，如 work_institution、assessment_body。")
@click.option("--on", "on", type=Day(), help="生效日；默认今天。")
@click.option(
    "--set",
    "members",
    multiple=True,
    metavar="NAME=VALUE",
    help="内容的一项；VALUE 是 JSON 时按 JSON 读，否则按文字读，编号写作 '\"007\"'；可重复。",
)
@click.option(
    "--evidence",
    multiple=True,
    help="依据文件，随决定一起保存；可重复。",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@DATA_ROOT
@telling_why
def record_decision(
    kind: str,
    subject: str,
    programme: str,
    office: str,
    role: str,
    on: date | None,
    members: tuple[str, ...],
    evidence: tuple[Path, ...],
    data_root: Path | None,
) -> None:
    """记录一项决定：KIND 是决定的种类，SUBJECT 是对象（榜单、名单、企业……）。

    不合程序的决定会被拒绝，并说明理由与依据。更正也是一项新的决定；已记录的不能改动。
    """
    from pipelines.ledger.decision import Draft
    from pipelines.stages.recording import Attachment, record

    payload = dict(_member(text) for text in members)
    draft = Draft(kind, subject, programme, on or this_day(), office, role, payload)
    attachments = [Attachment(path.name, path.read_bytes()) for path in evidence]
    [decision] = record(settings_of(data_root), [draft], attachments)
    _show_decisions([decision])


_FIGURE_DIGITS = 15  # more digits are a code: most credit codes are all digits


def _member(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise click.BadParameter(f"{text!r} 应为 NAME=VALUE", param_hint="--set")
    if value.isdigit() and len(value) > _FIGURE_DIGITS:
        return name, value
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _show_decisions(decisions: Sequence[Decision]) -> None:
    from pipelines.core.procedures import STATES

    for decision in decisions:
        moved = ""
        if decision.state_before is not None and decision.state_after is not None:
            moved = f"，{STATES[decision.state_before]} → {STATES[decision.state_after]}"
        draft = decision.draft
        click.echo(f"已记录 {decision.decision_id}：{draft.kind} {draft.subject}{moved}")


@click.command("due")
@click.option("--on", "on", type=Day(), help="站在这一天看；默认今天。")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text 给人看，json 给程序。",
)
@DATA_ROOT
@telling_why
def list_due(on: date | None, layout: str, data_root: Path | None) -> None:
    """接下来该办什么、由谁、到哪天为止；逾期的在前。

    依据已记录的决定、参考文件中的时间节点和最新发布快照。
    """
    from pipelines.stages.due import due_on, due_row

    day = on or this_day()
    rows = [due_row(item, day) for item in due_on(settings_of(data_root), day)]
    if layout == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    _show_due(rows, day)


_DUE_WORDS = {"overdue": "逾期", "due": "待办", "waiting": "未到时间"}


def _show_due(rows: Sequence[dict[str, Any]], day: date) -> None:
    for row in rows:
        until = f"截至 {row['due_on']}" if row["due_on"] else "无期限"
        since = f"（{row['starts_on']} 起）" if row["state"] == "waiting" else ""
        colour = "red" if row["state"] == "overdue" else None
        click.secho(
            f"{_DUE_WORDS[row['state']]}  {until}{since}  {'、'.join(row['by_zh'])}：{row['what']}",
            fg=colour,
        )
        kind = f"，记录 {row['kind']}" if row["kind"] else ""
        where = f"{row['programme']} {row['subject']}"
        click.echo(f"      {where}{kind}；依据 {row['place']}")
    overdue = sum(row["state"] == "overdue" for row in rows)
    click.echo(f"{day}：{len(rows)} 项，其中逾期 {overdue} 项")


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--programme", help="项目代码，如 national；决定表自带，不用写。")
@click.option("--office", help="记录的岗位，如 评估一岗；不写姓名；决定表自带，不用写。")
@click.option("--role", help="角色，如 assessment_body；决定表自带，不用写。")
@click.option("--on", "on", type=Day(), help="文件没有写明日期时的生效日；默认今天。")
@click.option("--field", help="领域；标题没有写明产品时用。")
@click.option("--category", help="产品类别；标题没有写明产品时用。")
@click.option("--period", help="周期，如 2026Q2、2026；标题没有写明时用。")
@click.option(
    "--set",
    "members",
    multiple=True,
    metavar="NAME=VALUE",
    help="内容的一项，如修订时的 erratum；可重复。",
)
@DATA_ROOT
@telling_why
def import_sent(
    files: tuple[Path, ...],
    programme: str | None,
    office: str | None,
    role: str | None,
    on: date | None,
    field: str | None,
    category: str | None,
    period: str | None,
    members: tuple[str, ...],
    data_root: Path | None,
) -> None:
    """导入报送的文件：附件2-1、附件2-2、年度工作情况总结、征求意见答复表、决定表。

    文件可以是 docx、xlsx 或 CSV；年度工作情况总结是 lingpao report body-summary 生成后填好的 docx。

    附件的每一行都与计算结果核对。全部无误才记录，否则逐行指明问题与改法，一项也不记录。
    """
    from pipelines.stages.imports.faults import Sender
    from pipelines.stages.imports.importing import import_files

    sender = None
    if programme or office or role:
        if not (programme and office and role):
            raise click.UsageError("--programme、--office、--role 须一并写明")
        given = dict(_member(text) for text in members)
        sender = Sender(programme, office, role, on or this_day(), field, category, period, given)
    _show_decisions(import_files(settings_of(data_root), files, sender))


@click.group()
def ledger() -> None:
    """决定库：谁在何时依据什么决定了什么。"""


@ledger.command("verify")
@DATA_ROOT
@telling_why
def verify_ledger(data_root: Path | None) -> None:
    """核对决定库：逐条重算哈希，并与历次发布快照记载的链头比对。"""
    from pipelines.stages.recording import check_ledger

    checked = check_ledger(settings_of(data_root))
    for fault in checked.faults:
        click.secho(fault, err=True, fg="red")
    if checked.faults:
        sys.exit(1)
    click.echo(
        f"决定库完好：{checked.head.seq} 条决定，与 {checked.heads} 个发布快照记载的链头相符；"
        f"链头 {checked.head.hash}"
    )


@click.command()
@DATA_ROOT
@telling_why
def verify(data_root: Path | None) -> None:
    """由原始页面重新计算每一份已发布的榜单，说明是否一致；不一致的说明差别与原因。"""
    from pipelines.defs.run import run_verify

    checked = differing = 0
    for verdict in run_verify(settings_of(data_root), say=say):
        checked += 1
        draft = verdict.decision.draft
        name = f"{draft.programme} {draft.subject}（{verdict.decision.decision_id}）"
        if not verdict.differences:
            click.secho(f"{name}：重现一致", fg="green")
            continue
        differing += 1
        click.secho(f"{name}：与发布时不一致", fg="red")
        for sentence in verdict.differences:
            click.echo(f"  差别：{sentence}")
        for sentence in verdict.causes or ("代码、限值、参考数据、原始页面与决定都没有变动",):
            click.echo(f"  原因：{sentence}")
    click.echo(f"核对已发布榜单 {checked} 份，不一致 {differing} 份")
    if differing:
        sys.exit(1)
