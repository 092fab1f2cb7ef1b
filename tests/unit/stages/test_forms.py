"""Forms that a release makes are what the import takes back, without a difference."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.reports.pages import Paper
from pipelines.settings import Settings
from pipelines.stages.forms import write_board_form, write_leaders_form, write_scheme_form
from pipelines.stages.imports.faults import Sender
from pipelines.stages.imports.importing import import_files
from tests.hostile_names import HOSTILE_NAMES
from tests.unit.reports.form_tables import FORM_TABLES, said
from tests.unit.stages.small_boards import (
    BOARD,
    BODY,
    DAY,
    LEADERS,
    agreed,
    installation,
    noon,
    settled,
    shortlisted,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.ledger.decision import Decision

SENDER = Sender("national", "示例评估岗", "assessment_body", DAY)
PLACE = ("national", "air_cleaner", "air_cleaner", "2026Q2")
LEADER_PLACE = ("national", 2026, "air_cleaner", "air_cleaner")
REFUSED = "update fct_consents set consent = 'refused' where declaration_id = 'b'"


def sent(settings: Settings, path: Path) -> Decision:
    [decision] = import_files(settings, [path], SENDER, now=noon)
    return decision


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once for the tests that change nothing in the release."""
    root = tmp_path_factory.mktemp("template") / "data"
    return installation(root, FORM_TABLES).data_root


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "data", symlinks=True)
    return Settings(data_root=tmp_path / "data")


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_board_that_was_made_is_submitted_without_a_difference(
    world: Settings, ending: str
) -> None:
    agreed(world, "a", "b", "c")
    written = write_board_form(world, *PLACE, dated=DAY)
    assert {path.parent.parent.name for path in written} == {BOARD.replace("/", "-")}
    [path] = [each for each in written if each.suffix == f".{ending}"]
    decision = sent(world, path)
    assert (decision.draft.kind, decision.draft.subject) == ("board_submitted", BOARD)
    assert decision.draft.payload == {
        "body": BODY,
        "revision": 1,
        "digest": "d" * 64,
        "left_out": [],
    }


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_leaders_that_were_made_are_submitted_without_a_difference(
    world: Settings, ending: str
) -> None:
    shortlisted(world, "a", "b")
    for each in ("a", "b"):
        settled(world, "leader_consent_given", f"{LEADERS}/{each}", None, None, {})
    written = write_leaders_form(world, *LEADER_PLACE)
    [path] = [each for each in written if each.suffix == f".{ending}"]
    decision = sent(world, path)
    assert (decision.draft.kind, decision.draft.subject) == ("leaders_submitted", LEADERS)


def test_who_refused_is_left_out_of_what_is_submitted(tmp_path: Path) -> None:
    world = installation(tmp_path / "data", f"{FORM_TABLES};{REFUSED}")
    agreed(world, "a", "c")
    agreed(world, "b", kind="consent_refused")
    docx, xlsx = write_board_form(world, *PLACE, out=tmp_path / "out")
    assert sent(world, xlsx).draft.payload["left_out"] == ["b"]
    assert docx.parent == tmp_path / "out"


def test_hostile_names_come_back_as_they_went(tmp_path: Path) -> None:
    changes = ";".join(
        "update fct_declaration_history set org_name = '{}' where declaration_id = '{}'".format(
            name.replace("'", "''"), entry
        )
        for name, entry in zip(HOSTILE_NAMES, "abc", strict=True)
    )
    world = installation(tmp_path / "data", f"{FORM_TABLES};{changes}")
    agreed(world, "a", "b", "c")
    for path in write_board_form(world, *PLACE):
        before = tmp_path / path.suffix / "data"
        shutil.copytree(world.data_root, before, symlinks=True)
        assert sent(Settings(data_root=before), path).draft.payload["left_out"] == []


def test_the_form_of_a_scheme_takes_the_names_of_codes_from_the_reference_data(
    tmp_path: Path,
) -> None:
    settings = Settings(data_root=tmp_path)
    contacts = tmp_path / "contacts.yml"
    contacts.write_text("联系人: 示例乙\n", encoding="utf-8")
    file = settings.reference / "schemes" / "national" / "2026" / "air_cleaner.yml"
    [path] = write_scheme_form(settings, file, contacts=contacts, dated=date(2026, 3, 2))
    assert path.is_relative_to(tmp_path / "reports" / "scheme" / "national")
    text = said(Paper(path.name, path.read_bytes()))
    for each in (
        "所属重点领域|空气净化器",
        "空气净化器试验（GB/T 18801）",
        "示例乙",
        "2026年3月2日",
    ):
        assert each in text


def test_contacts_among_the_reference_data_are_refused(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    file = settings.reference / "schemes" / "national" / "2026" / "air_cleaner.yml"
    with pytest.raises(ValueError, match="个人信息，不得放在参考数据目录"):
        write_scheme_form(settings, file, contacts=settings.reference / "contacts.yml")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["board", "air_cleaner", "air_cleaner", "2025Q1"], "该领域有：air_cleaner/air_cleaner/"),
        (["leaders", "2025", "air_cleaner", "air_cleaner"], "该领域有：2026/air_cleaner/"),
        (["certificate", f"{LEADERS}/a"], "现为 shortlisted，没有有效的称号"),
        (["notice", "publicity", BOARD], "现为 computed，没有公示"),
        (["notice", "publication", BOARD], "现为 computed，没有发布"),
    ],
)
def test_a_command_that_cannot_write_a_paper_says_why(
    template: Path, given: list[str], told: str
) -> None:
    done = CliRunner().invoke(main, ["report", *given, "--data-root", str(template)])
    assert done.exit_code == 1
    assert told in done.stderr


def test_a_command_says_where_its_papers_are(template: Path, tmp_path: Path) -> None:
    given = ["report", "notice", "publicity", BOARD, "--starts", "2026-08-03"]
    done = CliRunner().invoke(main, [*given, "--out", str(tmp_path), "--data-root", str(template)])
    assert done.exit_code == 0
    assert sorted(done.stdout.split("\n")[:-1]) == sorted(map(str, tmp_path.iterdir()))
