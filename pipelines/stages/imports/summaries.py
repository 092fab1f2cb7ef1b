"""The December summary of an assessment body, filled in: its blanks as a decision (D1 part 4)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pipelines.core.summaries import BIDDING, BLANKS, SUBJECT_TAG, tag_of
from pipelines.ledger.decision import Draft
from pipelines.stages.imports.faults import ImportRefusedError, RowFault, Sender

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.core.summaries import Blank
    from pipelines.sources.submitted import Submitted
    from pipelines.sources.word import WordBlank

_AGAIN = "请重新生成总结，在其中填写"
_PROMPTS = (BIDDING, "单击或点击此处", "单击此处", "点击此处", "Clickortaphere")
"""How hints begin that nobody wrote over: ours, and those of Word where a text was deleted."""


def is_summary(submitted: Submitted) -> bool:
    """Whether a file has any blank of a summary."""
    ours = {SUBJECT_TAG, *(tag_of(blank.code) for blank in BLANKS)}
    return any(each.tag in ours for each in submitted.blanks)


def summary_draft(submitted: Submitted, place: str, sender: Sender) -> Draft:
    """What the body filled in; the body and the year are those that the paper was made for.

    Args:
        submitted: the file.
        place: the file, for messages.
        sender: who records it.

    Raises:
        ImportRefusedError: with every blank that is missing, twice there or not filled in.
    """
    found: dict[str, list[WordBlank]] = {}
    for each in submitted.blanks:
        found.setdefault(each.tag, []).append(each)
    faults: list[RowFault] = []
    subject = _subject(found, place, sender, faults)
    payload = dict(sender.members)
    for blank in BLANKS:
        text = _text(found.get(tag_of(blank.code), []), blank, place, faults)
        if text:
            payload[blank.code] = text
    if faults:
        raise ImportRefusedError(faults)
    return Draft(
        "body_summary_submitted",
        subject,
        sender.programme,
        sender.on,
        sender.office,
        sender.role,
        payload,
    )


def _subject(
    found: Mapping[str, Sequence[WordBlank]], place: str, sender: Sender, faults: list[RowFault]
) -> str:
    """`<body>/<year>` of the paper's number, which names the programme before it."""
    numbers = {each.text for each in found.get(SUBJECT_TAG, [])}
    programme, _, subject = (numbers.pop() if len(numbers) == 1 else "").partition("/")
    if not subject:
        faults.append(RowFault(place, "总结编号", "没有编号，或有几个", _AGAIN))
    elif programme != sender.programme:
        problem = f"是项目 {programme} 的总结，--programme 写的是 {sender.programme}"
        faults.append(RowFault(place, "总结编号", problem, "请核对"))
    return subject


def _text(
    found: Sequence[WordBlank], blank: Blank, place: str, faults: list[RowFault]
) -> str | None:
    """What stands in a blank; None: nothing, or what stands there cannot be used."""
    if len(found) != 1:
        problem = f"有 {len(found)} 处填写框" if found else "没有填写框"
        faults.append(RowFault(place, blank.title, problem, _AGAIN))
        return None
    text, hint = _plain(found[0].text), _plain(blank.hint)
    # a programme's own template may word its hint otherwise; Word marks what nobody has touched
    is_hint = found[0].is_untouched and text.startswith(_PROMPTS)
    if not text or text == hint or is_hint:
        if blank.is_mandatory:
            faults.append(RowFault(place, blank.title, "没有填写", "请填写后重新导入"))
        return None
    if hint in text:
        faults.append(RowFault(place, blank.title, "还留有提示文字", "请删去后重新导入"))
        return None
    return found[0].text


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
