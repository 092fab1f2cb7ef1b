"""A published board against the same board made again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.ledger.decision import Draft
from pipelines.ledger.store import History, Step
from pipelines.stages import freezing
from pipelines.stages.freezing import (
    Frozen,
    Verdict,
    freeze,
    publications,
    published_otherwise,
    verdicts,
)
from pipelines.stages.recording import Attachment, open_ledger
from pipelines.store.manifest import current_database
from pipelines.store.raw import RawStore
from tests.unit.stages.small_boards import BOARD, DAY, noon, released

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings
    from pipelines.store.raw import RawPartition


@pytest.fixture
def published(tmp_path: Path) -> Settings:
    """An installation whose board is published and frozen, with one raw page."""
    settings = released(tmp_path / "here")
    with closing(RawStore(settings.raw).partition("cpbz", date(2026, 7, 5))) as partition:
        partition.begin(datetime(2026, 7, 5, tzinfo=UTC))
        save(partition, b"as sent")
    frozen = freeze(settings, "national", BOARD)
    assert frozen is not None
    known, body = frozen
    assert known["digest"] == "d" * 64
    attachment = Attachment("board.json.gz", body)
    payload = {**known, "rows_sha256": attachment.evidence.sha256}
    record(settings, "board_published", BOARD, payload, attachment)
    return settings


def save(partition: RawPartition, body: bytes) -> None:
    """One page of a partition."""
    partition.save(
        "detail/1",
        url="http://127.0.0.1/1",
        method="GET",
        status=200,
        headers={},
        body=body,
        received_at=datetime(2026, 7, 5, tzinfo=UTC),
    )


def record(
    settings: Settings, kind: str, subject: str, payload: dict[str, object], *files: Attachment
) -> None:
    """A decision as if all before it had been taken."""

    def admit(_: Draft, __: History, ___: datetime) -> Step:
        return Step()

    evidence = tuple(each.evidence for each in files)
    draft = Draft(kind, subject, "national", DAY, "示例岗", "work_institution", payload, evidence)
    contents = {each.evidence.sha256: each.content for each in files}
    with closing(open_ledger(settings)) as ledger:
        ledger.append([draft], admit, contents, now=noon)


def compared(settings: Settings, remade: Settings) -> Verdict:
    """The verdict on the one publication."""
    with closing(open_ledger(settings)) as ledger:
        [verdict] = verdicts(settings, remade, ledger)
    return verdict


def test_a_board_made_again_alike_is_reproduced(published: Settings, tmp_path: Path) -> None:
    verdict = compared(published, released(tmp_path / "again"))
    assert verdict.differences == ()
    assert verdict.causes == ()
    assert verdict.decision.draft.subject == BOARD


def test_what_was_frozen_is_read_back(published: Settings) -> None:
    with closing(open_ledger(published)) as ledger:
        [(_, frozen)] = publications(ledger)
    assert [row["declaration_id"] for row in frozen.tables["fct_board_entries"]] == ["a", "b", "c"]
    assert frozen.tables["fct_board_entry_indicators"][0]["value"] == 15000.0
    assert "data/reference/units.yml" in frozen.files
    assert any(path.startswith("expectations/standards/") for path in frozen.files)
    assert set(frozen.raw) == {"cpbz"}
    assert Frozen.from_bytes(frozen.to_bytes()) == frozen


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            "update fct_board_entries set rank = 2 where declaration_id = 'b'",
            "fct_board_entries b：rank 原为 1，现为 2",
        ),
        ("delete from fct_board_entries where declaration_id = 'c'", "fct_board_entries 少了 c"),
        (
            "insert into fct_board_entries by name"
            " select * replace ('z' as declaration_id) from fct_board_entries limit 1",
            "fct_board_entries 多了 z",
        ),
        (
            "update fct_board_entry_indicators set value = 1 where declaration_id = 'a'",
            "fct_board_entry_indicators a/pm_ccm：value 原为 15000.0，现为 1.0",
        ),
        ("update fct_boards set note = 'x'", "fct_boards （榜单）：note 原为 "),
    ],
)
def test_every_difference_is_named(
    published: Settings, tmp_path: Path, changes: str, said: str
) -> None:
    verdict = compared(published, released(tmp_path / "again", changes))
    assert any(each.startswith(said) for each in verdict.differences), verdict.differences


def test_a_state_that_moved_since_is_no_difference(published: Settings, tmp_path: Path) -> None:
    again = released(
        tmp_path / "again",
        "update fct_boards set state = 'published', published_digest = digest",
    )
    assert compared(published, again).differences == ()


def test_only_a_board_that_is_computed_otherwise_is_shown_as_it_was_frozen(
    published: Settings,
) -> None:
    database = current_database(published.release)

    def shown(digest: str) -> dict[str, list[dict[str, Any]]]:
        with duckdb.connect(str(database)) as connection:
            connection.execute(
                "update fct_boards set published_digest = ?, digest = ?", ["d" * 64, digest]
            )
            connection.execute("update fct_board_entries set rank = 7")
        with closing(open_ledger(published)) as ledger:
            return published_otherwise(published, ledger)

    assert not any(shown("d" * 64).values())
    tables = shown("e" * 64)
    assert {name: len(rows) for name, rows in tables.items()} == {
        "fct_boards": 1,
        "fct_board_entries": 3,
        "fct_board_entry_indicators": len(tables["fct_board_entry_indicators"]),
    }
    assert [row["rank"] for row in tables["fct_board_entries"]] == [1, 1, 3]
    assert tables["fct_boards"][0]["digest"] == "d" * 64


def test_of_many_differences_some_are_named_and_the_rest_counted(
    published: Settings, tmp_path: Path
) -> None:
    changes = "update fct_board_entries set rank = 7, level = 7, enterprise_id = 'EX'"
    verdict = compared(published, released(tmp_path / "again", changes))
    assert len(verdict.differences) == 6
    assert verdict.differences[-1] == "fct_board_entries 另有 4 处不同"


def test_changed_files_raw_pages_and_later_decisions_are_the_causes(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = freezing.input_files(published)
    limit = "expectations/standards/GB_18580-2025.yml"
    changed = {**files, limit: "0" * 64, "data/reference/schemes/new.yml": "1" * 64}
    del changed["data/reference/units.yml"]
    monkeypatch.setattr(freezing, "input_files", lambda _: changed)
    with closing(RawStore(published.raw).partition("cpbz", date(2026, 7, 5))) as partition:
        partition.begin(datetime(2026, 7, 6, tzinfo=UTC))
        save(partition, b"another")
    record(published, "production_attested", "a", {})
    assert compared(published, released(tmp_path / "again")).causes == (
        "data/reference/schemes/new.yml 新增",
        "data/reference/units.yml 已删除",
        f"{limit} 已改动",
        "来源 cpbz 当时的原始页面已改动或缺失",
        "D-000002（production_attested a）于发布后记录，自 2026-07-10 起生效",
    )


def test_a_limit_that_changed_is_not_lost_among_many_files_of_a_newer_program(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = "expectations/standards/GB_18580-2025.yml"
    newer = {
        path: "0" * 64 if path == limit or path.startswith("pipelines/core/") else digest
        for path, digest in freezing.input_files(published).items()
    }
    monkeypatch.setattr(freezing, "input_files", lambda _: newer)
    first, *files, rest = compared(published, released(tmp_path / "again")).causes
    assert first == f"{limit} 已改动"
    assert len(files) == 5
    assert all(each.startswith("pipelines/core/") for each in files)
    count = sum(path.startswith("pipelines/core/") for path in newer) - 5
    assert rest == f"程序另有 {count} 个文件与发布时不同"


def test_a_board_that_is_not_there_cannot_be_frozen(tmp_path: Path) -> None:
    settings = released(tmp_path)
    assert freeze(settings, "national", "air_cleaner/air_cleaner/2030Q1") is None
    assert freeze(replace(settings, data_root=tmp_path / "none"), "national", BOARD) is None
