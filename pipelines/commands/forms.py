"""Commands that write the forms of D1, certificates and notices out of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.shared import DATA_ROOT, Day, settings_of, telling_why

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipelines.reports.notices import Notice

_PROGRAMME = click.option("--programme", default="national", show_default=True, help="项目代码。")
_ON = click.option("--on", "on", type=Day(), help="落款日期；默认留空。")
_OUT = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="放在这个目录；默认在数据根目录的 reports 下。",
)


@click.command("scheme")
@click.argument(
    "file", metavar="FILE.yml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--contacts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="联系信息文件（YAML，键为附件1的栏目名，如 联系人）；是个人信息，不入库。",
)
@_ON
@_OUT
@DATA_ROOT
@telling_why
def report_scheme(
    file: Path,
    contacts: Path | None,
    on: date | None,
    out: Path | None,
    data_root: Path | None,
) -> None:
    """附件1：由方案文件生成评估方案表；没有联系信息文件的，有关栏目留空。

    例如 lingpao report scheme data/reference/schemes/national/2026/air_cleaner.yml。
    """
    from pipelines.stages.forms import write_scheme_form

    _tell(write_scheme_form(settings_of(data_root), file, contacts=contacts, dated=on, out=out))


@click.command("board")
@click.argument("field")
@click.argument("category")
@click.argument("period")
@_PROGRAMME
@_ON
@_OUT
@DATA_ROOT
@telling_why
def report_board(
    field: str,
    category: str,
    period: str,
    programme: str,
    on: date | None,
    out: Path | None,
    data_root: Path | None,
) -> None:
    """附件2-1：报送一期排行榜的函与表（docx），以及同一张表的 xlsx。

    例如 lingpao report board air_cleaner air_cleaner 2026Q2。不同意列入的企业不在其中，备注写明
    项数；公示前的注明内部资料，企业没有全部同意的注明草稿。
    """
    from pipelines.stages.forms import write_board_form

    _tell(
        write_board_form(
            settings_of(data_root), programme, field, category, period, dated=on, out=out
        )
    )


@click.command("leaders")
@click.argument("year", type=int)
@click.argument("field")
@click.argument("category")
@_PROGRAMME
@_ON
@_OUT
@DATA_ROOT
@telling_why
def report_leaders(
    year: int,
    field: str,
    category: str,
    programme: str,
    on: date | None,
    out: Path | None,
    data_root: Path | None,
) -> None:
    """附件2-2：报送一年“领跑者”评估结果的函与表（docx），以及同一张表的 xlsx。

    例如 lingpao report leaders 2026 air_cleaner air_cleaner。已撤下、已退出的不在其中。
    """
    from pipelines.stages.forms import write_leaders_form

    _tell(
        write_leaders_form(
            settings_of(data_root), programme, year, field, category, dated=on, out=out
        )
    )


@click.command("certificate")
@click.argument("leader", metavar="LEADER")
@_PROGRAMME
@click.option("--site", metavar="URL", help="公开网页的网址，写在证书上供查验；默认只写页名。")
@_OUT
@DATA_ROOT
@telling_why
def report_certificate(
    leader: str, programme: str, site: str | None, out: Path | None, data_root: Path | None
) -> None:
    """领跑者证书：编号、有效期、校验值和查验的网页。

    LEADER 是 年份/领域/产品类别/声明编号，须已发布，且未退出、未到期。
    """
    from pipelines.stages.forms import write_certificate

    _tell(write_certificate(settings_of(data_root), programme, leader, site=site, out=out))


@click.command("notice")
@click.argument("kind", type=click.Choice(["publicity", "publication"]))
@click.argument("subject", metavar="SUBJECT")
@_PROGRAMME
@click.option("--starts", "starts_on", type=Day(), help="拟开始公示的日期：先出草稿。")
@_ON
@_OUT
@DATA_ROOT
@telling_why
def report_notice(
    kind: Notice,
    subject: str,
    programme: str,
    starts_on: date | None,
    on: date | None,
    out: Path | None,
    data_root: Path | None,
) -> None:
    """公示（publicity）或发布公告（publication），附名单的 docx 与 xlsx。

    SUBJECT 与决定的写法相同：方案是 代码/版本，榜单是 领域/产品类别/时期，领跑者名单是
    年份/领域/产品类别。公示须已在公示中；尚未公示的，用 --starts 出草稿。发布公告须已发布。
    """
    from pipelines.stages.forms import write_notice

    _tell(
        write_notice(
            settings_of(data_root), programme, kind, subject, starts_on=starts_on, dated=on, out=out
        )
    )


def _tell(written: Iterable[Path]) -> None:
    for path in written:
        click.echo(path)
