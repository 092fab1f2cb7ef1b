"""Rows in JSON files as platforms' answers are saved: a list, an answer around one, JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipelines.sources.listed import as_text
from pipelines.sources.sheets import Table, open_tables
from pipelines.sources.tabular import UnreadableError, as_utf8, is_workbook, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipelines.sources.columns import HeaderMatch

Entry = dict[str, Any]

_AROUND = frozenset({"data", "list", "rows", "records", "result", "returnvalue", "value"})
"""Members that hold the rows of an answer; what stands beside them holds for each row."""


def is_json(text: bytes) -> bool:
    """Does a text begin as an object or a list?"""
    return text.lstrip()[:1] in (b"{", b"[")


def json_entries(text: bytes) -> list[Entry | None]:
    """The objects of a JSON file; null for an entry or a line that is none.

    Raises:
        UnreadableError: the text is neither JSON nor JSON Lines.
    """
    try:
        return list(_entries(json.loads(text), {}))
    except RecursionError as error:
        raise UnreadableError("JSON 层层嵌套过深；请核对导出的文件") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        found = [entry for line in lines for entry in _of_line(line)]
        if len(lines) < 2 or not any(found):
            raise UnreadableError(f"JSON 不完整或有误（{error}）；请重新导出") from error
        return found


def open_rows(
    body: bytes,
    limit: int,
    match: Callable[[Sequence[str | None]], HeaderMatch],
    is_header: Callable[[HeaderMatch], bool],
) -> tuple[list[Table], list[str]]:
    """As `sheets.open_tables`, of JSON files too: the keys of all entries are the header.

    Raises:
        UnreadableError: the file cannot be read.
    """
    if is_workbook(body) or not is_json(text := as_utf8(unpack(body, limit))):
        return open_tables(body, limit, match, is_header)
    entries = json_entries(text)
    keys = list(dict.fromkeys(key for entry in entries if entry for key in entry))
    matched = match(keys)
    if not is_header(matched):
        return [], ["、".join(keys)]
    rows = [
        (number, None if entry is None else [as_text(entry.get(key)) for key in keys])
        for number, entry in enumerate(entries, start=1)
    ]
    return [Table("", "", matched, len(keys), rows, unit="条")], []


def _of_line(line: bytes) -> list[Entry | None]:
    try:
        return list(_entries(json.loads(line), {}))
    except (ValueError, RecursionError):
        return [None]


def _entries(content: Any, around: Entry) -> Iterator[Entry | None]:
    if isinstance(content, list):
        for each in content:
            yield from _entries(each, around)
    elif not isinstance(content, dict):
        yield None
    else:
        inner = [
            value
            for key, value in content.items()
            if key.lower() in _AROUND and isinstance(value, dict | list)
        ]
        if not inner:
            yield around | content
            return
        plain = {key: value for key, value in content.items() if not isinstance(value, dict | list)}
        for value in inner:
            yield from _entries(value, around | plain)
