"""What a person types, and what is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipelines.cli import main

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = sorted(main.commands)


def test_parse_answers_each_line_of_its_input_with_one_line() -> None:
    done = CliRunner().invoke(main, ["parse"], input="≤0.05mg/m³\n\n按合同约定\r\n≥95%")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["raw"] for line in lines] == ["≤0.05mg/m³", "", "按合同约定", "≥95%"]
    assert [line["status"] for line in lines] == ["parsed", "empty", lines[2]["status"], "parsed"]
    assert (lines[0]["op"], lines[0]["high"], lines[0]["unit"]) == ("le", 0.05, "mg/m3")
    assert lines[2]["high"] is None


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_in_chinese_what_it_does(command: str) -> None:
    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0
    assert any("一" <= character <= "鿿" for character in done.output)


def test_changes_without_a_release_says_what_to_do_first(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["changes", "--data-root", str(tmp_path)])
    assert done.exit_code == 1
    assert "lingpao nightly" in done.stderr


def test_an_unknown_option_is_wrong_use() -> None:
    assert CliRunner().invoke(main, ["nightly", "--onn", "2026-05-30"]).exit_code == 2
