"""The formal examination of the committed files, and what the command shows of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.examination import examine_files

REFERENCE = PROJECT_ROOT / "data" / "reference"
SCHEMES = sorted((REFERENCE / "schemes").rglob("*.yml"))
TEN_FAULTS = Path(__file__).with_name("ten_faults.yml")
OTHERS = [*(REFERENCE / "programmes").glob("*.yml"), *(REFERENCE / "key_fields").rglob("*.yml")]


def test_every_committed_scheme_programme_and_list_passes_without_an_error(tmp_path: Path) -> None:
    assert SCHEMES
    assert OTHERS
    settings = Settings(data_root=tmp_path)
    found = examine_files(settings, [*SCHEMES, *OTHERS], dt.date(2026, 11, 22))
    assert [str(f) for f in found if f.severity == "error"] == []
    assert {f.code for f in found if "panel_furniture" in f.file.name} == {
        "coverage_not_examined",
        "example_evidence",
    }


def test_a_level_is_held_to_the_limit_of_the_day_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "panels.yml"
    text = (REFERENCE / "schemes/national/2026/panel_furniture.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("average: 0.050}", "average: 0.100}"), encoding="utf-8")
    settings = Settings(data_root=tmp_path)
    codes = {
        on: {f.code: f.severity for f in examine_files(settings, [path], on)}
        for on in (dt.date(2026, 5, 31), dt.date(2026, 6, 1))
    }
    assert codes[dt.date(2026, 5, 31)]["level_below_coming_limit"] == "doubt"
    assert codes[dt.date(2026, 6, 1)]["level_below_limit"] == "error"


@pytest.mark.parametrize(("fee", "status"), [("true", 0), ("false", 1)])
def test_the_command_fails_on_errors_and_not_on_doubts(
    tmp_path: Path, fee: str, status: int
) -> None:
    path = tmp_path / "panels.yml"
    text = (REFERENCE / "schemes/national/2026/panel_furniture.yml").read_text(encoding="utf-8")
    text = text.replace("charges_no_fee: true", f"charges_no_fee: {fee}")
    path.write_text(text, encoding="utf-8")
    options = ["check", str(path), "--data-root", str(tmp_path)]
    shown = CliRunner().invoke(main, options)
    assert shown.exit_code == status
    assert f"审查 1 个文件：错误 {status} 处，存疑 " in shown.stdout
    listed = CliRunner().invoke(main, [*options, "--format", "json"])
    assert listed.exit_code == status
    findings = json.loads(listed.stdout)
    assert [f["line"] for f in findings if f["severity"] == "error"] == [23] * status
    assert {f["file"] for f in findings} == {str(path)}


def planted_faults() -> list[tuple[str, int]]:
    """(rule, line) of each fault of the scheme, as the comments beside them say."""
    lines = TEN_FAULTS.read_text(encoding="utf-8").splitlines()
    found = [(line.partition("# fault: ")[2], number) for number, line in enumerate(lines, 1)]
    return [(code, number) for code, number in found if code]


def test_the_command_names_all_ten_planted_faults_in_one_run(tmp_path: Path) -> None:
    planted = planted_faults()
    assert len(planted) == 10
    options = ["check", str(TEN_FAULTS), "--on", "2026-11-22", "--data-root", str(tmp_path)]
    listed = CliRunner().invoke(main, [*options, "--format", "json"])
    errors = [f for f in json.loads(listed.stdout) if f["severity"] == "error"]
    assert [(f["code"], f["line"]) for f in errors] == planted
    assert all(f["field"] and f["problem"] and f["remedy"] for f in errors)
    shown = CliRunner().invoke(main, options)
    assert (listed.exit_code, shown.exit_code) == (1, 1)
    lines = shown.stdout.splitlines()
    assert [line for line in lines[:-1] if "：错误 " in line] == [
        f"{TEN_FAULTS}:{f['line']}：错误 {f['code']}：{f['field']}：{f['problem']}；{f['remedy']}"
        + (f"〔{f['basis']}〕" if f["basis"] else "")
        for f in errors
    ]
    assert lines[-1] == "审查 1 个文件：错误 10 处，存疑 4 处"
