"""Commands: what a person types, and how the answer is shown; no logic."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipelines.defs.run import Failure
    from pipelines.ledger.decision import Decision
    from pipelines.reports.pages import Paper
    from pipelines.settings import Settings

_P = ParamSpec("_P")
_DATA_ROOT = click.option(
    "--data-root",
    type=click.Path(file_okay=False, path_type=Path),
    help="数据根目录；默认取 LINGPAO_DATA_ROOT，再默认为检出目录下的 data/。",
)


class _Day(click.ParamType[date]):
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} 不是 2026-05-30 这样的日期", param, ctx)


def _telling_why(command: Callable[_P, None]) -> Callable[_P, None]:
    """Shows the sentence of an error that a person can mend, and ends with 1.

    Others keep their traceback.
    """

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ValueError, LookupError, OSError, RuntimeError) as error:
            click.secho(f"失败：{error}", err=True, fg="red")
            sys.exit(1)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lingpao")
def main() -> None:
    """企业标准“领跑者”数据管道：采集、规范化、核对国家标准、排行、发布。"""


@main.command()
@_DATA_ROOT
@_telling_why
def demo(data_root: Path | None) -> None:
    """在本机启动样例平台，对它跑一遍夜间作业，并说明结果在哪里。"""
    from pipelines.defs.sample import run_demo

    settings = _settings(data_root)
    failures = run_demo(settings, say=_say)
    _show_night(settings, failures)


@main.command()
@click.option("--on", "on", type=_Day(), help="采集日（上海时间当天开始的采集）；默认今天。")
@click.option(
    "--source", "sources", multiple=True, help="只采集这个来源；可重复。默认全部启用的来源。"
)
@click.option(
    "--accept-shrink", multiple=True, metavar="SOURCE",
    help="核实属实后，接受该来源全量采集缩减 10% 以上的结果；可重复。",
)  # fmt: skip
@_DATA_ROOT
@_telling_why
def nightly(
    on: date | None,
    sources: tuple[str, ...],
    accept_shrink: tuple[str, ...],
    data_root: Path | None,
) -> None:
    """夜间作业：采集、规范化、核对、建仓、发布。重复运行是安全的。"""
    from pipelines.defs.run import run_nightly

    settings = _settings(data_root)
    today = _today()
    failures = run_nightly(
        settings,
        fetched_on=on or today,
        today=today,
        sources=sources,
        accept_shrink=frozenset(accept_shrink),
        say=_say,
    )
    _show_night(settings, failures)


@main.command()
@click.argument(
    "scheme", metavar="SCHEME.yml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument(
    "indicators",
    metavar="INDICATORS.csv",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--on", "on", type=_Day(), help="截止日；默认今天。")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把排行榜写成文件，扩展名为 .csv、.xlsx 或 .parquet。",
)
@_DATA_ROOT
@_telling_why
def rank(
    scheme: Path, indicators: Path, on: date | None, out: Path | None, data_root: Path | None
) -> None:
    """按方案给一张表排行，不联网，也不用已采集的数据。

    SCHEME.yml 是评估方案，programme 写 none 的只需指标与方法。INDICATORS.csv 有 id 一列和每个核心
    指标代码一列，每格是以方案单位计的数、等级，或“≤0.05”这样的要求；也可以是 xlsx 或 Parquet 文件。
    """
    from rich.console import Console

    from pipelines.reports.ranking import ranking_summary
    from pipelines.stages.ranking import rank_table
    from pipelines.stages.ranking_output import OutputError, check_ending, write_table

    if out is not None:
        try:
            check_ending(out)
        except OutputError as error:
            raise click.BadParameter(str(error), param_hint="--out") from error
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    _say(f"正在按 {scheme.name} 给 {indicators.name} 排行……")
    ranking = rank_table(_settings(data_root), scheme, indicators, on or today)
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    for part in ranking_summary(ranking.board, ranking.rejected, ranking.remarks):
        console.print(part)
    if out is not None:
        write_table(ranking.board, out)
        click.echo(f"排行榜：{out}")


@main.command("record")
@click.argument("kind")
@click.argument("subject")
@click.option("--programme", required=True, help="项目代码，如 national。")
@click.option("--office", required=True, help="作出决定的岗位，如 评审一岗；不写姓名。")
@click.option("--role", required=True, help="角色，如 work_institution、assessment_body。")
@click.option("--on", "on", type=_Day(), help="生效日；默认今天。")
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
@_DATA_ROOT
@_telling_why
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
    draft = Draft(kind, subject, programme, on or _today(), office, role, payload)
    attachments = [Attachment(path.name, path.read_bytes()) for path in evidence]
    [decision] = record(_settings(data_root), [draft], attachments)
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


@main.command("due")
@click.option("--on", "on", type=_Day(), help="站在这一天看；默认今天。")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text 给人看，json 给程序。",
)
@_DATA_ROOT
@_telling_why
def list_due(on: date | None, layout: str, data_root: Path | None) -> None:
    """接下来该办什么、由谁、到哪天为止；逾期的在前。

    依据已记录的决定、参考文件中的时间节点和最新发布快照。
    """
    from pipelines.stages.due import due_on, due_row

    day = on or _today()
    rows = [due_row(item, day) for item in due_on(_settings(data_root), day)]
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


@main.command("import")
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
@click.option("--on", "on", type=_Day(), help="文件没有写明日期时的生效日；默认今天。")
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
@_DATA_ROOT
@_telling_why
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
    """导入报送的文件：附件2-1、附件2-2、征求意见答复表、决定表（docx、xlsx、CSV）。

    附件的每一行都与计算结果核对。全部无误才记录，否则逐行指明问题与改法，一项也不记录。
    """
    from pipelines.stages.import_faults import Sender
    from pipelines.stages.importing import import_files

    sender = None
    if programme or office or role:
        if not (programme and office and role):
            raise click.UsageError("--programme、--office、--role 须一并写明")
        given = dict(_member(text) for text in members)
        sender = Sender(programme, office, role, on or _today(), field, category, period, given)
    _show_decisions(import_files(_settings(data_root), files, sender))


@main.group()
def ledger() -> None:
    """决定库：谁在何时依据什么决定了什么。"""


@ledger.command("verify")
@_DATA_ROOT
@_telling_why
def verify_ledger(data_root: Path | None) -> None:
    """核对决定库：逐条重算哈希，并与历次发布快照记载的链头比对。"""
    from pipelines.stages.recording import check_ledger

    checked = check_ledger(_settings(data_root))
    for fault in checked.faults:
        click.secho(fault, err=True, fg="red")
    if checked.faults:
        sys.exit(1)
    click.echo(
        f"决定库完好：{checked.head.seq} 条决定，与 {checked.heads} 个发布快照记载的链头相符；"
        f"链头 {checked.head.hash}"
    )


@main.command()
@_DATA_ROOT
@_telling_why
def verify(data_root: Path | None) -> None:
    """由原始页面重新计算每一份已发布的榜单，说明是否一致；不一致的说明差别与原因。"""
    from pipelines.defs.run import run_verify

    checked = differing = 0
    for verdict in run_verify(_settings(data_root), say=_say):
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


@main.group()
def report() -> None:
    """表格、函件与报告：由最新发布快照生成 docx 等文件。"""


@report.command("consent")
@click.argument("field")
@click.argument("category")
@click.argument("period")
@click.option("--programme", default="national", show_default=True, help="项目代码。")
@click.option("--on", "on", type=_Day(), help="落款日期；默认留空。")
@click.option("--reply-by", type=_Day(), help="请企业在这一天前答复；默认留空。")
@click.option("--contact", help="评估机构的联系方式；默认留空。")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)
@_DATA_ROOT
@_telling_why
def report_consent(
    field: str,
    category: str,
    period: str,
    programme: str,
    on: date | None,
    reply_by: date | None,
    contact: str | None,
    out: Path | None,
    data_root: Path | None,
) -> None:
    """征求意见函：给一期榜单的每家企业一封，只写它自己的名次与指标，附回执。

    例如 lingpao report consent air_cleaner air_cleaner 2026Q2。公示前为内部资料。
    """
    from pipelines.reports.consent_letters import consent_letters, find_board
    from pipelines.store.manifest import current_database

    settings = _settings(data_root)
    database = current_database(settings.release)
    board = find_board(database, programme, field, category, period)
    made = consent_letters(
        database,
        board,
        settings.reference / "templates",
        dated=on,
        reply_by=reply_by,
        contact=contact,
    )
    # a folder for each release: letters to who stands on the board no more are not mixed in
    named = f"{programme}-{board.subject.replace('/', '-')}"
    folder = out or settings.reports / "consent" / named / database.stem.removeprefix("lingpao-")
    written = _write_papers(made, folder)
    click.echo(f"征求意见函 {len(written)} 封：{folder}（内部资料，公示前不公开）")


@report.command("exit")
@click.argument("leader", metavar="LEADER")
@click.option("--programme", default="national", show_default=True, help="项目代码。")
@click.option("--on", "on", type=_Day(), help="落款日期；默认留空。")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)
@_DATA_ROOT
@_telling_why
def report_exit(
    leader: str, programme: str, on: date | None, out: Path | None, data_root: Path | None
) -> None:
    """领跑者退出的公示，以及报监管部门、纳入信用体系的两份函。

    LEADER 是 年份/领域/产品类别/声明编号，须已记录 exit_confirmed 并已发布。
    """
    from pipelines.reports.exit_notices import exit_notices
    from pipelines.store.manifest import current_database

    settings = _settings(data_root)
    database = current_database(settings.release)
    templates = settings.reference / "templates"
    made = exit_notices(database, programme, leader, templates, dated=on)
    for path in _write_papers(made, out or settings.reports / "exit" / programme):
        click.echo(path)


def _write_papers(papers: Iterable[Paper], folder: Path) -> list[Path]:
    from pipelines.store.files import write_bytes

    written = []
    for paper in papers:
        write_bytes(folder / paper.name, paper.body)
        written.append(folder / paper.name)
    return written


@main.command("backup")
@click.argument("file", metavar="FILE.tar", type=click.Path(dir_okay=False, path_type=Path))
@_DATA_ROOT
@_telling_why
def make_backup(file: Path, data_root: Path | None) -> None:
    """备份：把原始页面、决定库与参考文件存入一个 tar 文件。

    其余内容都可由它们重建。夜间作业运行时也可以备份。
    """
    from pipelines.stages.backup import backup

    made = backup(_settings(data_root), file)
    seq = made.ledger_head.partition(":")[0]
    click.echo(
        f"备份 {file}：原始文件 {made.count('raw')} 个，决定 {seq} 条，"
        f"依据文件 {made.count('ledger/files')} 个，参考文件 {made.count('reference')} 个；"
        f"链头 {made.ledger_head}"
    )


@main.command("restore")
@click.argument(
    "file", metavar="FILE.tar", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_DATA_ROOT
@_telling_why
def restore_backup(file: Path, data_root: Path | None) -> None:
    """恢复：把备份放回空的数据根目录与空的决定库。

    先核对全部摘要与决定链，再一次放入；SQLite 与 PostgreSQL 可以互换。之后请运行 lingpao rebuild。
    """
    from pipelines.stages.backup import RESTORED_REFERENCE, restore

    settings = _settings(data_root)
    done = restore(settings, file)
    seq = done.manifest.ledger_head.partition(":")[0]
    click.echo(
        f"已恢复：原始文件 {done.manifest.count('raw')} 个，决定 {seq} 条；"
        f"链头 {done.manifest.ledger_head}"
    )
    if done.differing:
        click.echo(
            f"备份中有 {len(done.differing)} 个参考文件与本检出目录不同（{done.differing[0]} 等），"
            f"已放在 {settings.data_root / RESTORED_REFERENCE}；请核对后再重建"
        )
    if done.other_code:
        click.echo(
            f"备份由程序版本 {done.manifest.code_version} 写成，与现在的不同，重建结果可能不同"
        )
    click.echo("请接着运行 lingpao rebuild")


@main.command()
@_DATA_ROOT
@_telling_why
def rebuild(data_root: Path | None) -> None:
    """由原始页面与决定重新生成一切派生数据，然后发布。"""
    from pipelines.defs.run import run_rebuild

    settings = _settings(data_root)
    failures = run_rebuild(settings, say=_say)
    _show_night(settings, failures)


@main.command()
@click.option("--port", default=3000, show_default=True, help="界面端口，只在本机监听。")
@_DATA_ROOT
@_telling_why
def dev(port: int, data_root: Path | None) -> None:
    """打开 Dagster 界面与守护进程，带上夜间调度。"""
    from pipelines.defs.dev import run_dev

    sys.exit(run_dev(_settings(data_root), port))


@main.command()
@_telling_why
def parse() -> None:
    """逐行解析标准输入中的指标要求，每行输出一行 JSON（空行也输出）。"""
    from pipelines.core.requirements import to_json_line

    for line in sys.stdin:
        click.echo(to_json_line(line.rstrip("\r\n")))


@main.command()
@click.option("--since", metavar="RELEASE", help="与这个发布快照比较；默认上一个。")
@_DATA_ROOT
@_telling_why
def changes(since: str | None, data_root: Path | None) -> None:
    """最新发布快照改变了什么：声明、违反、榜单、领跑者。"""
    from pipelines.store.changes import changes as compare

    click.echo(compare(_settings(data_root).release, since).text())


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--on", "on", type=_Day(), help="按这一天有效的限值审查；默认今天。")
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@_DATA_ROOT
@_telling_why
def check(files: tuple[Path, ...], on: date | None, layout: str, data_root: Path | None) -> None:
    """形式审查：评估方案、评估活动与领域清单的全部问题，逐条指明位置、依据与改法。"""
    from pipelines.stages.examination import examine_files

    found = examine_files(_settings(data_root), files, on or _today())
    errors = sum(finding.severity == "error" for finding in found)
    if layout == "json":
        click.echo(json.dumps([f.plain() for f in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            click.secho(str(finding), fg="red" if finding.severity == "error" else "yellow")
        click.echo(f"审查 {len(files)} 个文件：错误 {errors} 处，存疑 {len(found) - errors} 处")
    if errors:
        sys.exit(1)


class _Trial(click.ParamType[tuple[str, tuple[float, ...]]]):
    name = "CODE=先进[,平均[,基准]]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[float, ...]]:
        code, _, thresholds = str(value).partition("=")
        try:
            return code.strip(), tuple(float(part) for part in thresholds.split(","))
        except ValueError:
            self.fail(f"{value!r} 不是 pm_ccm=12000,8000,3000 这样的试划", param, ctx)


@main.command()
@click.argument("field")
@click.option("--on", "on", type=_Day(), help="这一天的声明和方案；默认今天。")
@click.option("--programme", metavar="P", help="评估活动的代码；默认方案最新的那个。")
@click.option(
    "--trial", "trials", type=_Trial(), multiple=True,
    help="试划一个指标的水平，由优到劣，以方案单位计；可重复。",
)  # fmt: skip
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@_DATA_ROOT
@_telling_why
def survey(
    field: str,
    on: date | None,
    programme: str | None,
    trials: tuple[tuple[str, tuple[float, ...]], ...],
    layout: str,
    data_root: Path | None,
) -> None:
    """领域现状：各指标有多少声明写有、数值如何分布、各水平上会有多少；供编写方案参考。

    FIELD 是有方案的重点领域，或产品类别的代码。
    """
    from rich.console import Console

    from pipelines.reports.survey import survey as survey_field
    from pipelines.reports.survey_summary import survey_summary
    from pipelines.store.manifest import current_database

    database = current_database(_settings(data_root).release)
    found = survey_field(database, field, on or _today(), programme, dict(trials))
    if layout == "json":
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
        return
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    for part in survey_summary(found):
        console.print(part)


@main.command("site")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="写到这个目录；默认为数据根目录下的 site/。",
)
@_DATA_ROOT
@_telling_why
def build_site(out: Path | None, data_root: Path | None) -> None:
    """把发布快照做成网页：internal/ 供机构内部，public/ 只含已公示、已发布的内容。

    网页不访问网络，用浏览器打开 index.html，或放到任何网页服务器上。
    """
    from pipelines.site.build import ReleaseStamp, build_sites
    from pipelines.store.manifest import current_release

    settings = _settings(data_root)
    release = current_release(settings.release)
    if release is None:
        raise LookupError(f"{settings.release} 还没有发布快照；请先运行 lingpao nightly")
    _say(f"正在把发布快照 {release.release_id} 做成网页……")
    stamp = ReleaseStamp(
        release.release_id, release.code_version or "不详", release.reference_digest or "不详"
    )
    made = build_sites(settings.release / release.database, stamp, out or settings.site)
    for folder in made.values():
        click.echo(f"网页：{folder / 'index.html'}")


@main.command()
@click.argument("declaration", metavar="DECLARATION")
@click.option("--field", help="只看这个领域或产品类别；默认审查过它的全部领域。")
@click.option("--period", help="只看这一期，如 2026Q2；默认各类别最近一期已截止的榜单。")
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@_DATA_ROOT
@_telling_why
def explain(
    declaration: str, field: str | None, period: str | None, layout: str, data_root: Path | None
) -> None:
    """说明一条声明的名次从何而来，或为何未上榜：从平台页面直到榜单。

    DECLARATION 是声明编号；标准编号只有一条声明使用的，也可以写标准编号。
    """
    from rich.console import Console

    from pipelines.reports.explain import explain as explain_declaration
    from pipelines.reports.explain_text import explanation_text

    database = _settings(data_root).release / "lingpao.duckdb"
    if not database.exists():
        raise LookupError(f"还没有发布快照 {database}；请先运行 lingpao nightly 或 lingpao demo")
    explained = explain_declaration(database, declaration, field, period)
    if layout == "json":
        click.echo(json.dumps(explained.plain(), ensure_ascii=False, indent=1))
        return
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    for part in explanation_text(explained):
        console.print(part)


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _settings(data_root: Path | None) -> Settings:
    from pipelines.settings import Settings

    return Settings.load(data_root)


def _say(line: str) -> None:
    click.echo(f"{datetime.now(ZoneInfo('Asia/Shanghai')):%H:%M:%S} {line}")


def _show_night(settings: Settings, failures: Sequence[Failure]) -> None:
    from rich.console import Console

    from pipelines.reports.night import night_summary

    database = settings.release / "lingpao.duckdb"
    if not failures:
        console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
        for part in night_summary(database):
            console.print(part)
        click.echo(f"发布快照：{database}")
        click.echo(f"运行记录：{settings.dagster_home}（lingpao dev 打开界面）")
        click.echo(f"日志：    {settings.logs}")
        return
    for failure in failures:
        click.secho(f"失败：{failure.step}：{failure.message}", err=True, fg="red")
    kept = "上一个发布快照保持不变" if database.exists() else "还没有发布快照"
    click.secho(f"未发布，{kept}；记录见 {settings.logs / 'failures.jsonl'}", err=True, fg="red")
    sys.exit(1)


if __name__ == "__main__":
    main()
