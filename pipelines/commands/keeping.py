"""Commands that save everything durable, and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.commands.shared import DATA_ROOT, settings_of, telling_why


@click.command("backup")
@click.argument("file", metavar="FILE.tar", type=click.Path(dir_okay=False, path_type=Path))
@DATA_ROOT
@telling_why
def make_backup(file: Path, data_root: Path | None) -> None:
    """备份：把原始页面、决定库与参考文件存入一个 tar 文件。

    其余内容都可由它们重建。夜间作业运行时也可以备份。
    """
    from pipelines.stages.backup import backup

    made = backup(settings_of(data_root), file)
    seq = made.ledger_head.partition(":")[0]
    click.echo(
        f"备份 {file}：原始文件 {made.count('raw')} 个，决定 {seq} 条，"
        f"依据文件 {made.count('ledger/files')} 个，参考文件 {made.count('reference')} 个；"
        f"链头 {made.ledger_head}"
    )


@click.command("restore")
@click.argument(
    "file", metavar="FILE.tar", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@DATA_ROOT
@telling_why
def restore_backup(file: Path, data_root: Path | None) -> None:
    """恢复：把备份放回空的数据根目录与空的决定库。

    先核对全部摘要与决定链，再一次放入；SQLite 与 PostgreSQL 可以互换。之后请运行 lingpao rebuild。
    """
    from pipelines.stages.backup import RESTORED_REFERENCE, restore

    settings = settings_of(data_root)
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
