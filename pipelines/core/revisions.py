"""What a version of a declaration says otherwise than the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.core.wording import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def changes_between(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    cells_before: Sequence[Mapping[str, Any]],
    cells_after: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Each change in words.

    Args:
        before: `standard_name`, `status` and `indicator_source` of a version.
        after: the same of the next one.
        cells_before: its indicators as they were sent: `indicator_name_raw`, `requirement_raw`;
            where it had none, they were not public yet, and nothing is compared.
        cells_after: the same of the next one.
    """
    return [*_changed(before, after), *_changed_cells(cells_before, cells_after)]


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    found = []
    if before["standard_name"] != after["standard_name"]:
        found.append(f"标准名称：{before['standard_name']} → {after['standard_name']}")
    if before["status"] != after["status"]:
        was, now = (STATUSES.get(each["status"], "未说明") for each in (before, after))
        found.append(f"状态：{was} → {now}")
    if before["indicator_source"] is None and after["indicator_source"] is not None:
        found.append(f"指标由 {after['indicator_source']} 公开")
    return found


def _changed_cells(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Requirements that are other than before, by the indicator's name as it was sent."""
    if not before:
        return []
    was, now = _by_name(before), _by_name(after)
    return [
        f"{name}：{was.get(name, '（无）')} → {now.get(name, '（无）')}"
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]


def _by_name(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    texts: dict[str, dict[str, None]] = {}
    for row in rows:
        name = row["indicator_name_raw"] or "（无名称）"
        texts.setdefault(name, {})[row["requirement_raw"] or "（空）"] = None
    return {name: "；".join(said) for name, said in texts.items()}
