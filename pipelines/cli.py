"""Commands: what a person types, and how the answer is shown; no logic."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.defs.run import Failure
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
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
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
