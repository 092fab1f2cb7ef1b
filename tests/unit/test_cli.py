"""What a person types, and what is shown."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.commands import publishing
from pipelines.ledger.store import Ledger

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


@pytest.mark.parametrize("paper", sorted(publishing.report.commands))
def test_every_paper_says_in_chinese_what_it_is(paper: str) -> None:
    done = CliRunner().invoke(main, ["report", paper, "--help"])
    assert done.exit_code == 0
    assert any("一" <= character <= "鿿" for character in done.output)


def test_changes_without_a_release_says_what_to_do_first(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["changes", "--data-root", str(tmp_path)])
    assert done.exit_code == 1
    assert "lingpao nightly" in done.stderr


def test_an_unknown_option_is_wrong_use() -> None:
    assert CliRunner().invoke(main, ["nightly", "--onn", "2026-05-30"]).exit_code == 2


BAN = ["ban", "EX0000001", "--programme", "national", "--role", "work_institution"]
BAN += ["--office", "示例监督岗", "--on", "2026-06-10", "--set", "reason=示例"]


def run(root: Path, *given: str) -> Result:
    """A command on a data root."""
    return CliRunner().invoke(main, [*given, "--data-root", str(root)])


def test_record_says_in_chinese_what_was_recorded_and_what_it_moved(tmp_path: Path) -> None:
    done = run(tmp_path, "record", *BAN)
    assert done.exit_code == 0
    assert done.stdout == "已记录 D-000001：ban EX0000001，尚无决定 → 不得纳入\n"


def test_record_of_a_fact_moves_nothing(tmp_path: Path) -> None:
    given = ["production_attested", "decl-1", "--programme", "national", "--on", "2026-06-10"]
    given += ["--office", "示例岗", "--role", "assessment_body"]
    done = run(tmp_path, "record", *given)
    assert done.stdout == "已记录 D-000001：production_attested decl-1\n"


def test_a_decision_that_does_not_fit_ends_with_one_and_its_reason(tmp_path: Path) -> None:
    run(tmp_path, "record", *BAN)
    again = run(tmp_path, "record", *BAN)
    assert again.exit_code == 1
    assert "失败：ban EX0000001：已记录为 D-000001；无须重复" in again.stderr
    assert "（依据：《实施方案》 三（二）6）" in again.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ["record", "ban"],
        ["record", *BAN[:2]],
        ["record", *BAN, "--set", "理由"],
        ["record", *BAN, "--on", "六月"],
        ["record", *BAN, "--evidence", "没有这个文件"],
        ["ledger"],
        ["ledger", "mend"],
    ],
)
def test_wrong_use_ends_with_two(tmp_path: Path, wrong: list[str]) -> None:
    assert CliRunner().invoke(main, wrong, env={"LINGPAO_DATA_ROOT": str(tmp_path)}).exit_code == 2


@pytest.mark.parametrize(
    ("member", "kept"),
    [
        ("x=7", 7),
        ('x="007"', "007"),
        ("x=007", "007"),
        ("x=示例=一", "示例=一"),
        ('x=["a","b"]', ["a", "b"]),
        ("x=2027-06-02", "2027-06-02"),
        ("x=true", True),
        # a credit code is all digits more often than not
        ("x=914403001922038216", "914403001922038216"),
    ],
)
def test_a_member_is_read_as_json_where_it_is_json(
    tmp_path: Path, member: str, kept: object
) -> None:
    run(tmp_path, "record", *BAN, "--set", member)
    with closing(Ledger.at(tmp_path / "ledger")) as ledger:
        [decision] = ledger.decisions()
    assert decision.draft.payload["x"] == kept


def test_evidence_is_kept_with_the_decision(tmp_path: Path) -> None:
    file = tmp_path / "依据.txt"
    file.write_text("示例", encoding="utf-8")
    assert run(tmp_path, "record", *BAN, "--evidence", str(file)).exit_code == 0
    with closing(Ledger.at(tmp_path / "ledger")) as ledger:
        [evidence] = ledger.decisions()[0].draft.evidence
        assert (evidence.name, ledger.file(evidence.sha256)) == ("依据.txt", "示例".encode())


def test_ledger_verify_finds_a_whole_ledger_whole(tmp_path: Path) -> None:
    run(tmp_path, "record", *BAN)
    done = run(tmp_path, "ledger", "verify")
    assert done.exit_code == 0
    assert done.stdout.startswith("决定库完好：1 条决定，与 0 个发布快照记载的链头相符；链头 ")


def test_ledger_verify_ends_with_one_when_a_decision_was_edited(tmp_path: Path) -> None:
    run(tmp_path, "record", *BAN)
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite") as database:
        database.execute("drop trigger decisions_no_update")
        database.execute("update decisions set subject = 'EX0000002'")
    done = run(tmp_path, "ledger", "verify")
    assert done.exit_code == 1
    assert "D-000001（ban，EX0000002）的内容与哈希不符：已被改动" in done.stderr


def test_a_ledger_of_no_known_kind_says_which_addresses_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINGPAO_LEDGER_URL", "mysql://127.0.0.1/x")
    done = run(tmp_path, "ledger", "verify")
    assert done.exit_code == 1
    assert "LINGPAO_LEDGER_URL 应以 sqlite:/// 或 postgresql:// 开头" in done.stderr


def test_who_records_an_import_is_said_whole_or_not_at_all(tmp_path: Path) -> None:
    sent = tmp_path / "x.csv"
    sent.write_bytes(b"")
    done = CliRunner().invoke(main, ["import", str(sent), "--programme", "national"])
    assert done.exit_code == 2
    assert "须一并写明" in done.stderr


def test_an_import_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    sent = tmp_path / "x.csv"
    sent.write_bytes("企业,别的\n".encode())
    done = CliRunner().invoke(main, ["import", str(sent), "--data-root", str(tmp_path)])
    assert done.exit_code == 1
    assert "x.csv：认不出是什么表" in done.stderr
    assert "没有记录任何决定" in done.stderr


def test_a_backup_is_made_and_brought_back(tmp_path: Path) -> None:
    saved, new, tar = tmp_path / "a", tmp_path / "b", str(tmp_path / "b.tar")
    assert CliRunner().invoke(main, ["backup", tar, "--data-root", str(saved)]).exit_code == 0
    again = CliRunner().invoke(main, ["backup", tar, "--data-root", str(saved)])
    assert (again.exit_code, "已存在" in again.stderr) == (1, True)
    done = CliRunner().invoke(main, ["restore", tar, "--data-root", str(new)])
    assert done.exit_code == 0
    assert "请接着运行 lingpao rebuild" in done.output


def test_letters_before_the_first_release_say_what_to_do_first(tmp_path: Path) -> None:
    board = ["air_cleaner", "air_cleaner", "2026Q2"]
    given = ["report", "consent", *board, "--data-root", str(tmp_path)]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 1
    assert "lingpao nightly" in done.stderr
