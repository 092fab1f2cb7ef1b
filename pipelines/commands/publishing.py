"""Commands that write papers and pages out of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.shared import DATA_ROOT, Day, say, settings_of, telling_why

if TYPE_CHECKING:
    from datetime import date


@click.group()
def report() -> None:
    """表格、函件与报告：由最新发布快照生成 docx 等文件。"""


@report.command("consent")
@click.argument("field")
@click.argument("category")
@click.argument("period")
@click.option("--programme", default="national", show_default=True, help="项目代码。")
@click.option("--on", "on", type=Day(), help="落款日期；默认留空。")
@click.option("--reply-by", type=Day(), help="请企业在这一天前答复；默认留空。")
@click.option("--contact", help="评估机构的联系方式；默认留空。")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)
@DATA_ROOT
@telling_why
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

    发出后请逐家记录 consent_requested：答复即对应发出时的名次、水平和得分，此后有变化的须重新征询。
    """
    from pipelines.stages.letters import write_consent_letters

    written = write_consent_letters(
        settings_of(data_root),
        programme,
        field,
        category,
        period,
        dated=on,
        reply_by=reply_by,
        contact=contact,
        out=out,
    )
    click.echo(f"征求意见函 {len(written)} 封（内部资料，公示前不公开）")
    for folder in dict.fromkeys(path.parent for path in written):
        click.echo(folder)


@report.command("exit")
@click.argument("leader", metavar="LEADER")
@click.option("--programme", default="national", show_default=True, help="项目代码。")
@click.option("--on", "on", type=Day(), help="落款日期；默认留空。")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)
@DATA_ROOT
@telling_why
def report_exit(
    leader: str, programme: str, on: date | None, out: Path | None, data_root: Path | None
) -> None:
    """领跑者退出的公示，以及报监管部门、纳入信用体系的两份函。

    LEADER 是 年份/领域/产品类别/声明编号，须已记录 exit_confirmed 并已发布。
    """
    from pipelines.stages.letters import write_exit_notices

    for path in write_exit_notices(settings_of(data_root), programme, leader, dated=on, out=out):
        click.echo(path)


@report.command("annual")
@click.argument("year", type=int)
@click.option("--programme", default="national", show_default=True, help="项目代码。")
@DATA_ROOT
@telling_why
def report_annual(year: int, programme: str, data_root: Path | None) -> None:
    """年度工作报告：由最新发布快照写草稿（docx）与附表（xlsx），放在数据根目录的 reports 下。

    草稿的文字可以修改。记录 annual_report_approved（对象为年份，digest 见 figures.json，
    --evidence 附上所批准的 docx）之后，再写一次即得定稿：所附的报告去掉“草稿”二字。
    """
    from pipelines.stages.annual_report import write_annual_report

    for path in write_annual_report(settings_of(data_root), programme, year):
        click.echo(path)


@click.command("site")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="写到这个目录下的 internal/、public/、feeds/；默认为数据根目录下的 site/ 与 feeds/。",
)
@DATA_ROOT
@telling_why
def build_site(out: Path | None, data_root: Path | None) -> None:
    """把发布快照做成网页与数据源：internal/ 供机构内部，public/ 与 feeds/ 只含已公开的内容。

    网页不访问网络，用浏览器打开 index.html，或放到任何网页服务器上；数据源供其他平台读取。
    """
    from pipelines.stages.reading import write_feeds, write_pages

    settings = settings_of(data_root)
    say("正在把发布快照做成网页与数据源……")
    for folder in write_pages(settings, say, out).values():
        click.echo(f"网页：  {folder / 'index.html'}")
    click.echo(f"数据源：{write_feeds(settings, out and out / 'feeds')}")
