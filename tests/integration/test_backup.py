"""What a backup brings back is rebuilt into the same release."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.defs.run import Runner, run_rebuild
from pipelines.ledger.decision import Draft
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stages.backup import backup, restore
from pipelines.stages.recording import record
from pipelines.store.manifest import current_release
from tests.integration.shared import table_digests

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = date(2026, 5, 30)
BAN = Draft(
    "ban", "EX0000001", "national", NIGHT, "示例监督岗", "work_institution", {"reason": "示例"}
)


def test_a_restored_installation_is_rebuilt_into_the_same_release(tmp_path: Path) -> None:
    snapshots = PROJECT_ROOT / "data" / "sample" / "catalogue-file"
    urls = {"catalogue-file": snapshots.as_uri()}
    saved = Settings(data_root=tmp_path / "saved", source_urls=urls)
    record(saved, [BAN], now=lambda: datetime(2026, 5, 30, 4, tzinfo=UTC).replace(tzinfo=None))
    runner = Runner(saved, say=lambda _: None)
    assert runner.run("ingest", NIGHT, ["catalogue-file"]) == []
    assert runner.run("build") == []
    backup(saved, tmp_path / "backup.tar")
    restored = Settings(data_root=tmp_path / "restored", source_urls=urls)
    restore(restored, tmp_path / "backup.tar")
    assert run_rebuild(restored, lambda _: None) == []
    digests = table_digests(restored)
    assert digests == table_digests(saved)
    before, after = (current_release(each.release) for each in (saved, restored))
    assert before is not None
    assert after is not None
    assert before.tables["fct_bans"].rows == 1
    assert (after.ledger_head, after.reference_digest) == (
        before.ledger_head,
        before.reference_digest,
    )
