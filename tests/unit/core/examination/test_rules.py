"""Every rule that can be broken has its gravity, so that no finding is lost on its way out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pipelines.core.examination import RULES
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = PROJECT_ROOT / "pipelines" / "core"
NOT_EXAMINED = {"dictionaries", "normalise"}
"""Reference files and pages: what is wrong there reaches nobody as a rule of the examination."""


def codes() -> Iterator[tuple[str, str]]:
    """(code, place) of every code that the sources give a fault or a finding."""
    for path in sorted(CORE.rglob("*.py")):
        if NOT_EXAMINED & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            position = {"Fault": 3, "Finding": 5}.get(node.func.id)
            if position is None:
                continue
            given = [k.value for k in node.keywords if k.arg == "code"]
            given += node.args[position : position + 1]
            for value in given:
                if isinstance(value, ast.Constant):
                    yield str(value.value), f"{path.name}:{value.lineno}"


def test_every_code_that_a_fault_is_given_is_a_rule() -> None:
    found = list(codes())
    assert len(found) > 40
    assert [(code, place) for code, place in found if code not in RULES] == []


def test_every_code_is_written_in_lower_case_words() -> None:
    assert all(code.replace("_", "").isalnum() and code == code.lower() for code in RULES)
