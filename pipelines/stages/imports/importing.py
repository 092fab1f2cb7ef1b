"""Importing what bodies send: the content tells what a file is; all of it is recorded, or nothing.

A file is form 2-1 (a board), form 2-2 (leaders), a body's December summary, a table of replies, or
a table of decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.ledger.case import RefusedError
from pipelines.sources.submitted import LIMIT, find_headed, read_submitted
from pipelines.sources.tabular import UnreadableError
from pipelines.stages.decision_tables import DecisionTableError
from pipelines.stages.imports import consents, forms
from pipelines.stages.imports.boards import board_draft
from pipelines.stages.imports.faults import ImportRefusedError, Sender
from pipelines.stages.imports.leaders import leaders_draft
from pipelines.stages.imports.summaries import is_summary, summary_draft
from pipelines.stages.recording import Attachment, Placed, placed_decisions, record_placed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipelines.ledger.decision import Decision
    from pipelines.settings import Settings
    from pipelines.sources.submitted import Headed, Submitted

_DECISIONS = {"kind": ("kind", "决定"), "subject": ("subject", "对象")}
_BOARD, _LEADERS, _REPLIES, _TABLE = "附件2-1", "附件2-2", "征求意见答复表", "决定表"
_SUMMARY = "评估机构年度工作情况总结"
_KINDS = (
    (_LEADERS, forms.COLUMNS, ("key_field", *forms.SHARED)),
    (_BOARD, forms.COLUMNS, ("number", *forms.SHARED)),
    (_TABLE, _DECISIONS, ("kind", "subject")),
    (_REPLIES, consents.COLUMNS, ("org", "answer")),
    (_REPLIES, consents.COLUMNS, ("uscc", "answer")),
)
"""What a table is, its columns, and those that tell."""


def import_files(
    settings: Settings,
    paths: Sequence[Path],
    sender: Sender | None,
    *,
    now: Callable[[], datetime] | None = None,
) -> list[Decision]:
    """Records what files say, all of them or nothing; each file is kept as evidence.

    Args:
        settings: of the installation.
        paths: docx, xlsx or CSV files.
        sender: who records them; None: a table of decisions says so itself.
        now: the clock, naive UTC; the machine's by default.

    Raises:
        ImportRefusedError: with everything that is wrong in any of the files.
        LedgerError: the ledger cannot be used.
        ReleaseError: there is no release to compare with.
    """
    placed: list[Placed] = []
    faults: list[str] = []
    for path in paths:
        try:
            placed += _placed(settings, path, sender)
        except ImportRefusedError as error:
            faults += error.faults
        except DecisionTableError as error:
            faults += str(error).split("\n")
        except UnreadableError as error:
            faults.append(f"{path.name}：{error}")
    if faults:
        raise ImportRefusedError([*faults, "没有记录任何决定"])
    try:
        return record_placed(settings, placed, now=now)
    except RefusedError as error:
        raise ImportRefusedError([*str(error).split("\n"), "没有记录任何决定"]) from error


def _placed(settings: Settings, path: Path, sender: Sender | None) -> list[Placed]:
    if path.stat().st_size > LIMIT:
        raise UnreadableError(f"文件超过 {LIMIT} 字节；请拆成几个文件")
    body, name = path.read_bytes(), path.name
    submitted = read_submitted(body)
    attachment = Attachment(name, body)
    if is_summary(submitted):
        draft = summary_draft(submitted, name, _named(sender, name, _SUMMARY))
        return [Placed(name, draft, (attachment,))]
    kind, headed = _recognised(submitted)
    if kind == _TABLE:
        if sender is not None:
            raise ImportRefusedError(
                [f"{name} 是决定表，每行自带项目、岗位与角色；请去掉 --programme、--office、--role"]
            )
        return placed_decisions(body, name, path.parent)
    sender = _named(sender, name, kind)
    if not headed.rows:
        raise ImportRefusedError([f"{name}（{kind}）表头之下没有内容；请填写后重试"])
    if kind == _REPLIES:
        return consents.consent_drafts(settings, headed, submitted.texts, name, sender, attachment)
    made = board_draft if kind == _BOARD else leaders_draft
    draft = made(settings, headed, submitted.texts, name, sender)
    return [Placed(name, draft, (attachment,))]


def _named(sender: Sender | None, name: str, kind: str) -> Sender:
    if sender is None:
        raise ImportRefusedError(
            [f"{name} 是{kind}；请用 --programme、--office、--role 写明由谁为哪个项目记录"]
        )
    return sender


def _recognised(submitted: Submitted) -> tuple[str, Headed]:
    """What a file is, and its table.

    Raises:
        UnreadableError: it is none of what can be imported, or holds several tables of the kind.
    """
    for kind, columns, needed in _KINDS:
        found = [
            headed
            for grid in submitted.grids
            if (headed := find_headed(grid, columns, needed)) is not None
        ]
        if len(found) > 1:
            names = "、".join(headed.name for headed in found)
            raise UnreadableError(f"有 {len(found)} 张{kind}（{names}）；请分成几个文件导入")
        if found:
            return kind, found[0]
    raise UnreadableError(
        "认不出是什么表：附件2-1 有“序号”与“执行标准”等 7 列，附件2-2 首列为“重点领域”，"
        "答复表有“企业名称”与“答复”，决定表有“决定”与“对象”；请按附件的表头填写。"
        "年度工作情况总结请填写在 lingpao report body-summary 生成的 docx 中"
    )
