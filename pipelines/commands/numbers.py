"""Commands that write papers with numbers: what a body, a field or a quarter came to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.shared import DATA_ROOT, settings_of, telling_why

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROGRAMME = click.option("--programme", default="national", show_default=True, help="项目代码。")
_OUT = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)


@click.command("body-summary")
@click.argument("body_uscc")
@click.argument("year", type=int)
@_PROGRAMME
@_OUT
@DATA_ROOT
@telling_why
def report_body_summary(
    body_uscc: str, year: int, programme: str, out: Path | None, data_root: Path | None
) -> None:
    """评估机构年度工作情况总结：数据能说的已写好，其余留空，由机构填写。

    例如 lingpao report body-summary 51990000990002020J 2026。填好的 docx 用 lingpao import 导入。
    """
    from pipelines.stages.body_summary import write_body_summary

    _tell(write_body_summary(settings_of(data_root), programme, body_uscc, year, out))


@click.command("field")
@click.argument("field")
@_PROGRAMME
@_OUT
@DATA_ROOT
@telling_why
def report_field(field: str, programme: str, out: Path | None, data_root: Path | None) -> None:
    """重点领域企业标准水平提升分析报告：只有统计数据，不涉及具体企业，可以公开。

    例如 lingpao report field panel_furniture。
    """
    from pipelines.stages.statistics import write_field_analysis

    _tell(write_field_analysis(settings_of(data_root), programme, field, out))


@click.command("quarter")
@click.argument("quarter")
@_OUT
@DATA_ROOT
@telling_why
def report_quarter(quarter: str, out: Path | None, data_root: Path | None) -> None:
    """一个季度的宏观统计：声明的存量与新增、地区与行业、不符限值的声明、截止的排行榜。

    例如 lingpao report quarter 2026Q2。
    """
    from pipelines.stages.statistics import write_quarter_statistics

    _tell(write_quarter_statistics(settings_of(data_root), quarter, out))


def _tell(written: Iterable[Path]) -> None:
    for path in written:
        click.echo(path)
