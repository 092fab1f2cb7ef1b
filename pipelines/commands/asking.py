"""Commands that answer questions and change nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    from datetime import date


@click.command()
@telling_why
def parse() -> None:
    """逐行解析标准输入中的指标要求，每行输出一行 JSON（空行也输出）。"""
    from pipelines.core.requirements import to_json_line

    for line in sys.stdin:
        click.echo(to_json_line(line.rstrip("\r\n")))


@click.command()
@click.argument(
    "scheme", metavar="SCHEME.yml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument(
    "indicators",
    metavar="INDICATORS.csv",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--on", "on", type=Day(), help="截止日；默认今天。")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把排行榜写成文件，扩展名为 .csv、.xlsx 或 .parquet。",
)
@DATA_ROOT
@telling_why
def rank(
    scheme: Path, indicators: Path, on: date | None, out: Path | None, data_root: Path | None
) -> None:
    """按方案给一张表排行，不联网，也不用已采集的数据。

    SCHEME.yml 是评估方案，programme 写 none 的只需指标与方法。INDICATORS.csv 有 id 一列和每个核心
    指标代码一列，每格是以方案单位计的数、等级，或“≤0.05”这样的要求；也可以是 xlsx 或 Parquet 文件。
    """
    from pipelines.reports.ranking import ranking_summary
    from pipelines.stages.ranking import rank_table
    from pipelines.stages.ranking_output import OutputError, check_ending, write_table

    if out is not None:
        try:
            check_ending(out)
        except OutputError as error:
            raise click.BadParameter(str(error), param_hint="--out") from error
    say(f"正在按 {scheme.name} 给 {indicators.name} 排行……")
    ranking = rank_table(settings_of(data_root), scheme, indicators, on or this_day())
    show(ranking_summary(ranking.board, ranking.rejected, ranking.remarks))
    if out is not None:
        write_table(ranking.board, out)
        click.echo(f"排行榜：{out}")


@click.command()
@click.option("--since", metavar="RELEASE", help="与这个发布快照比较；默认上一个。")
@DATA_ROOT
@telling_why
def changes(since: str | None, data_root: Path | None) -> None:
    """最新发布快照改变了什么：声明、违反、榜单、领跑者。"""
    from pipelines.store.changes import changes as compare

    click.echo(compare(settings_of(data_root).release, since).text())


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--on", "on", type=Day(), help="按这一天有效的限值审查；默认今天。")
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@DATA_ROOT
@telling_why
def check(files: tuple[Path, ...], on: date | None, layout: str, data_root: Path | None) -> None:
    """形式审查：评估方案、评估活动与领域清单的全部问题，逐条指明位置、依据与改法。"""
    from pipelines.stages.examination import examine_files

    found = examine_files(settings_of(data_root), files, on or this_day())
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


@click.command()
@click.argument("field")
@click.option("--on", "on", type=Day(), help="这一天的声明和方案；默认今天。")
@click.option("--programme", metavar="P", help="评估活动的代码；默认方案最新的那个。")
@click.option(
    "--trial", "trials", type=_Trial(), multiple=True,
    help="试划一个指标的水平，由优到劣，以方案单位计；可重复。",
)  # fmt: skip
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@DATA_ROOT
@telling_why
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
    from pipelines.reports.survey.field import survey as survey_field
    from pipelines.reports.survey.summary import survey_summary
    from pipelines.store.manifest import current_database

    database = current_database(settings_of(data_root).release)
    found = survey_field(database, field, on or this_day(), programme, dict(trials))
    if layout == "json":
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
        return
    show(survey_summary(found))


@click.command()
@click.argument("declaration", metavar="DECLARATION")
@click.option("--field", help="只看这个领域或产品类别；默认审查过它的全部领域。")
@click.option("--period", help="只看这一期，如 2026Q2；默认各类别最近一期已截止的榜单。")
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@DATA_ROOT
@telling_why
def explain(
    declaration: str, field: str | None, period: str | None, layout: str, data_root: Path | None
) -> None:
    """说明一条声明的名次从何而来，或为何未上榜：从平台页面直到榜单。

    DECLARATION 是声明编号；标准编号只有一条声明使用的，也可以写标准编号。
    """
    from pipelines.reports.explain.declaration import explain as explain_declaration
    from pipelines.reports.explain.text import explanation_text

    database = settings_of(data_root).release / "lingpao.duckdb"
    if not database.exists():
        raise LookupError(f"还没有发布快照 {database}；请先运行 lingpao nightly 或 lingpao demo")
    explained = explain_declaration(database, declaration, field, period)
    if layout == "json":
        click.echo(json.dumps(explained.plain(), ensure_ascii=False, indent=1))
        return
    show(explanation_text(explained))
