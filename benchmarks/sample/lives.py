"""What people decided once the boards were computed, as rows of a table of decisions."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from benchmarks.sample.expected import declaration_ids
from benchmarks.sample.expected_boards import boards
from benchmarks.sample.spec import SpecError, document

if TYPE_CHECKING:
    from benchmarks.sample.model import Declaration, Record

COLUMNS = (
    "kind", "subject", "programme", "effective_on", "recorded_at", "office", "role",
    "payload", "evidence_files",
)  # fmt: skip
EVIDENCE = {
    "示例标准符合性报告.txt": "示例：标准符合性报告（虚构，仅供演示）\n",
    "示例试点单位批复.txt": "示例：国家级服务业标准化试点批复（虚构，仅供演示）\n",
    "示例试点任务佐证.txt": "示例：成立标准化工作领导小组的文件（虚构，仅供演示）\n",
}
"""Files that decisions rest on, beside the table."""

_KEY = re.compile(r"\{([a-z0-9-]+)(?:\.(uscc))?\}")
_POINTS = ("feasibility", "indicators", "method", "authority")
_Board = Mapping[str, Any]


def table(declarations: list[Declaration], records: list[Record]) -> bytes:
    """The rows of spec/lives.yml as CSV, in the order in which they were recorded."""
    names = declaration_ids(declarations, records)

    def names_of(declaration: Declaration) -> list[str]:
        return sorted({name for (key, _), name in names.items() if key == declaration.key})

    computed = {
        (
            board["programme"],
            "/".join((board["field_code"], board["product_category"], board["period"])),
        ): board
        for board in boards(declarations, records, names_of)
    }
    by_key = {declaration.key: declaration for declaration in declarations}

    def spelled(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            declaration = by_key[match[1]]
            return declaration.enterprise.code if match[2] else names_of(declaration)[0]

        return _KEY.sub(one, text)

    specification = document("lives")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for life in specification["lives"]:
        for step in life["steps"]:
            desk = specification["desks"][step["by"]]
            for it in _repeated(step, life, computed):
                writer.writerow(
                    {
                        "kind": step["do"],
                        "subject": spelled(step["about"].replace("{it}", it)),
                        "programme": life["programme"],
                        "effective_on": step["day"],
                        "recorded_at": life["recorded_at"],
                        **desk,
                        "payload": json.dumps(
                            _payload(step, life, computed, spelled), ensure_ascii=False
                        ),
                        "evidence_files": step.get("evidence", ""),
                    }
                )
    return text.getvalue().encode()


def _repeated(
    step: Mapping[str, Any], life: Mapping[str, Any], computed: Mapping[tuple[str, str], _Board]
) -> Iterator[str]:
    match step.get("for_each"):
        case None:
            yield ""
        case {"board": name}:
            yield from (
                each["declaration_id"] for each in computed[life["programme"], name]["entries"]
            )
        case {"level_1_of": name}:
            yield from _level_1(computed[life["programme"], name])
        case other:
            raise SpecError(f"lives.yml: for_each {other} is neither board nor level_1_of")


def _level_1(board: _Board) -> list[str]:
    return [each["declaration_id"] for each in board["entries"] if each["level"] == 1]


def _payload(
    step: Mapping[str, Any],
    life: Mapping[str, Any],
    computed: Mapping[tuple[str, str], _Board],
    spelled: Callable[[str], str],
) -> dict[str, Any]:
    payload: dict[str, Any] = {"body": life["body"]} if step.get("as_body") else {}
    for name, value in step.get("with", {}).items():
        if name == "experts" and isinstance(value, int):
            opinions = dict.fromkeys(_POINTS, "示例：同意")
            payload[name] = [
                {"id": f"E-{n}", "unit": f"示例评审单位{n}", "opinions": opinions}
                for n in range(1, value + 1)
            ]
        elif value == "level_1":
            payload[name] = _level_1(computed[life["programme"], step["with"]["board"]])
        else:
            payload[name] = spelled(value) if isinstance(value, str) else value
    return payload
