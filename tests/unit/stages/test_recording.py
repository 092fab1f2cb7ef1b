"""Recording decisions in an installation: what the release adds, and all or nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.ledger.case import RefusedError
from pipelines.ledger.decision import Draft
from pipelines.settings import Settings
from pipelines.stages.decision_tables import DecisionTableError
from pipelines.stages.due import due_on
from pipelines.stages.recorded_facts import RecordedFacts
from pipelines.stages.recording import (
    Attachment,
    check_ledger,
    open_ledger,
    placed_decisions,
    record,
    record_placed,
    record_sample,
)
from tests.unit.stages.small_boards import (
    BOARD,
    BODY,
    LEADERS,
    agreed,
    count,
    decided,
    installation,
    noon,
    settled,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.ledger.decision import Decision

TODAY = date(2026, 7, 20)
LETTER = Attachment("函.docx", "示例".encode())


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    """A release with one board; its scheme is published and its entries have consented."""
    settings = installation(tmp_path)
    agreed(settings, "a", "b", "c")
    return settings


def draft(kind: str, subject: str = BOARD, role: str = "work_institution", **payload: Any) -> Draft:
    """A decision of today."""
    return Draft(kind, subject, "national", TODAY, f"示例{role}岗", role, payload)


def submission(**changes: Any) -> Draft:
    """The board as its body submits it, without its figures."""
    payload = {"body": BODY, "revision": 1, **changes}
    return draft("board_submitted", role="assessment_body", **payload)


def taken(settings: Settings, given: Draft) -> Decision:
    """A decision that fits."""
    [decision] = record(settings, [given], now=noon)
    return decision


def in_publicity(settings: Settings) -> None:
    """The board was submitted and publicised until yesterday."""
    payload = {"body": BODY, "revision": 1, "digest": "d" * 64, "left_out": []}
    settled(settings, "board_submitted", BOARD, "board", "submitted", payload)
    until = {"publicity_to": "2026-07-19"}
    started = date(2026, 7, 5)
    settled(settings, "board_publicity_started", BOARD, "board", "in_publicity", until, started)


def test_a_submission_that_names_no_figures_gets_those_that_were_computed(world: Settings) -> None:
    decision = taken(world, submission())
    assert decision.draft.payload["digest"] == "d" * 64
    assert decision.state_after == "submitted"


def test_a_submission_that_names_its_figures_keeps_them(world: Settings) -> None:
    assert taken(world, submission(digest="e" * 64)).draft.payload["digest"] == "e" * 64
    with pytest.raises(RefusedError, match="与计算结果"):
        record(world, [draft("board_examined")], now=noon)


def test_a_publication_keeps_the_rows_and_the_versions_that_made_them(world: Settings) -> None:
    in_publicity(world)
    decision = taken(world, draft("board_published"))
    payload = decision.draft.payload
    assert (payload["digest"], payload["revision"]) == ("d" * 64, 1)
    assert payload["code_version"] == "示例版本"
    assert payload["reference_digest"]
    assert payload["release_id"]
    [evidence] = decision.draft.evidence
    assert evidence.name == "air_cleaner-air_cleaner-2026Q2.json.gz"
    with closing(open_ledger(world)) as ledger:
        frozen = ledger.file(evidence.sha256)
    assert hashlib.sha256(frozen).hexdigest() == payload["rows_sha256"] == evidence.sha256
    tables = json.loads(gzip.decompress(frozen))["tables"]
    assert [row["declaration_id"] for row in tables["fct_board_entries"]] == ["a", "b", "c"]
    assert tables["fct_boards"][0]["digest"] == "d" * 64


def test_a_publication_of_a_board_that_there_is_not_is_refused(world: Settings) -> None:
    unknown = replace(draft("board_published"), subject="air_cleaner/air_cleaner/2025Q4")
    with pytest.raises(RefusedError, match="还没有任何决定"):
        record(world, [unknown], now=noon)


def test_a_decision_before_the_first_release_says_what_is_missing(tmp_path: Path) -> None:
    settings = installation(tmp_path / "other")
    for path in settings.release.glob("lingpao.duckdb"):
        path.unlink()
    with pytest.raises(RefusedError, match="最新发布快照中没有 national 的榜单"):
        record(settings, [submission(digest="d" * 64)], now=noon)


def test_of_several_decisions_all_are_recorded_or_none(world: Settings) -> None:
    before = count(world)
    with pytest.raises(RefusedError, match="应由另一岗位决定"):
        record(
            world,
            [submission(), replace(draft("board_examined"), office=submission().office)],
            now=noon,
        )
    assert count(world) == before
    assert len(record(world, [submission(), draft("board_examined")], now=noon)) == 2


def test_a_file_is_kept_with_the_decision_that_rests_on_it(world: Settings) -> None:
    [decision] = record(world, [submission()], [LETTER], now=noon)
    assert decision.draft.evidence == (LETTER.evidence,)
    with closing(open_ledger(world)) as ledger:
        assert ledger.file(LETTER.evidence.sha256) == LETTER.content


def test_an_exit_that_the_release_proposes_is_of_one_leader(world: Settings) -> None:
    with closing(RecordedFacts(world)) as facts:
        assert facts.has_exit_proposal("national", f"{LEADERS}/a", "p-1")
        assert not facts.has_exit_proposal("national", f"{LEADERS}/b", "p-1")
        assert not facts.has_exit_proposal("mofcom-2023", f"{LEADERS}/a", "p-1")


def test_what_the_release_makes_due_is_listed(world: Settings) -> None:
    titles = {"valid_to": "2027-07-10", "certificates": {"a": "1"}}
    settled(world, "leaders_published", LEADERS, "leader_list", "published", titles)
    found = {(item.kind, item.subject) for item in due_on(world, TODAY)}
    assert ("board_submitted", BOARD) in found
    assert ("exit_confirmed", f"{LEADERS}/a") in found
    # its scheme was published on the day before the cut-off of the first quarter
    assert ("board_submitted", BOARD.replace("Q2", "Q1")) in found
    assert ("board_submitted", BOARD.replace("Q2", "Q3")) not in found


HEADER = "kind,subject,programme,effective_on,recorded_at,office,role,payload\n"
BAN = (
    "ban,EX0000{:03},national,2026-06-{:02},2026-06-{:02} 10:00:00+08:00,"
    '示例监督岗,work_institution,"{{""reason"": ""示例""}}"\n'
)


def table(path: Path, *days: int, broken: int | None = None) -> Path:
    """A table of bans, one of a day."""
    rows = [BAN.format(day, day, day) for day in days]
    if broken is not None:
        rows[broken] = rows[broken].replace("work_institution", "enterprise")
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def test_a_sample_is_recorded_by_its_own_clock_and_once(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    assert record_sample(settings, table(tmp_path / "one.csv", 1, 2)) == 2
    bans = decided(settings, "ban")
    assert [each.recorded_at.isoformat() for each in bans] == [
        "2026-06-01T02:00:00",
        "2026-06-02T02:00:00",
    ]
    # the same table with a row more, and a second one
    grown = table(tmp_path / "one.csv", 1, 2, 3)
    assert record_sample(settings, grown) == 1
    assert record_sample(settings, grown, table(tmp_path / "two.csv", 4)) == 1
    assert len(decided(settings, "ban")) == 4


def test_a_row_of_a_sample_that_does_not_fit_is_named(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    wrong = table(tmp_path / "one.csv", 1, 2, broken=1)
    with pytest.raises(DecisionTableError, match=r"one\.csv 第 3 行：ban EX0000002：企业 无权"):
        record_sample(settings, wrong)
    assert len(decided(settings, "ban")) == 1


def test_of_a_table_nothing_is_recorded_when_a_row_does_not_fit(
    tmp_path: Path, world: Settings
) -> None:
    before = count(world)
    wrong = table(tmp_path / "one.csv", 1, 2, 3, broken=1)
    with pytest.raises(RefusedError, match=r"第 3 行：ban EX0000002：企业 无权作出这个决定"):
        record_placed(world, placed_decisions(wrong.read_bytes(), wrong.name, None))
    assert count(world) == before
    right = table(tmp_path / "one.csv", 1, 2, 3)
    drafts = placed_decisions(right.read_bytes(), right.name, None)
    assert len(record_placed(world, drafts)) == 3


def test_a_ledger_that_was_edited_by_hand_is_found_out(world: Settings) -> None:
    assert check_ledger(world).faults == ()
    with sqlite3.connect(world.ledger / "ledger.sqlite") as database:
        database.execute("drop trigger decisions_no_update")
        database.execute("update decisions set office = '另一岗' where seq = 2")
    faults = check_ledger(world).faults
    assert any("D-000002" in fault and "已被改动" in fault for fault in faults)
