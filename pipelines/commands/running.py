"""Commands that run the job: the sample, a night, the UI."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipelines.commands.shared import (
    DATA_ROOT,
    Day,
    say,
    settings_of,
    show,
    telling_why,
    this_day,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pipelines.defs.run import Failure
    from pipelines.settings import Settings


@click.command()
@DATA_ROOT
@telling_why
def demo(data_root: Path | None) -> None:
    """在本机启动样例平台，对它跑一遍夜间作业，写一份排行榜表格和年度报告，并说明结果在哪里。"""
    from pipelines.defs.sample import run_demo
    from pipelines.stages.papers_due import write_sample_papers

    settings = settings_of(data_root)
    failures = run_demo(settings, say=say)
    papers = []
    if not failures:
        say("== 附件2-1 与年度工作报告（草稿） ==")
        papers = write_sample_papers(settings)
    _show_night(settings, failures, papers)


@click.command()
@click.option("--on", "on", type=Day(), help="采集日（上海时间当天开始的采集）；默认今天。")
@click.option(
    "--source", "sources", multiple=True, help="只采集这个来源；可重复。默认全部启用的来源。"
)
@click.option(
    "--accept-shrink", multiple=True, metavar="SOURCE",
    help="核实属实后，接受该来源全量采集缩减 10% 以上的结果；可重复。",
)  # fmt: skip
@DATA_ROOT
@telling_why
def nightly(
    on: date | None,
    sources: tuple[str, ...],
    accept_shrink: tuple[str, ...],
    data_root: Path | None,
) -> None:
    """夜间作业：采集、规范化、核对、建仓、发布。重复运行是安全的。"""
    from pipelines.defs.run import run_nightly

    settings = settings_of(data_root)
    today = this_day()
    failures = run_nightly(
        settings,
        fetched_on=on or today,
        today=today,
        sources=sources,
        accept_shrink=frozenset(accept_shrink),
        say=say,
    )
    _show_night(settings, failures)


@click.command()
@DATA_ROOT
@telling_why
def rebuild(data_root: Path | None) -> None:
    """由原始页面与决定重新生成一切派生数据，然后发布。"""
    from pipelines.defs.run import run_rebuild

    settings = settings_of(data_root)
    failures = run_rebuild(settings, say=say)
    _show_night(settings, failures)


@click.command()
@click.option("--port", default=3000, show_default=True, help="界面端口，只在本机监听。")
@DATA_ROOT
@telling_why
def dev(port: int, data_root: Path | None) -> None:
    """打开 Dagster 界面与守护进程，带上夜间调度。"""
    from pipelines.defs.dev import run_dev

    sys.exit(run_dev(settings_of(data_root), port))


def _show_night(
    settings: Settings, failures: Sequence[Failure], papers: Sequence[Path] = ()
) -> None:
    from pipelines.reports.night import night_summary

    database = settings.release / "lingpao.duckdb"
    if not failures:
        show(night_summary(database))
        click.echo(f"发布快照：{database}")
        click.echo(f"机构网页：{settings.site / 'internal' / 'index.html'}")
        click.echo(f"公众网页：{settings.site / 'public' / 'index.html'}")
        click.echo(f"数据源：  {settings.feeds / 'v1'}")
        for path in papers:
            if path.suffix == ".docx":
                click.echo(f"文件：    {path}")
        click.echo(f"运行记录：{settings.dagster_home}（lingpao dev 打开界面）")
        click.echo(f"日志：    {settings.logs}")
        return
    for failure in failures:
        click.secho(f"失败：{failure.step}：{failure.message}", err=True, fg="red")
    if all(failure.is_released for failure in failures):
        told = "已发布，但网页或数据源仍是上一次的；可用 lingpao site 重做"
        click.secho(f"{told}；记录见 {settings.logs / 'failures.jsonl'}", err=True, fg="red")
        sys.exit(1)
    kept = "上一个发布快照保持不变" if database.exists() else "还没有发布快照"
    click.secho(f"未发布，{kept}；记录见 {settings.logs / 'failures.jsonl'}", err=True, fg="red")
    sys.exit(1)
