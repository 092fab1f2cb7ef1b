"""The history that a command writes is the one that Dagster's own UI reads."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.defs.history import open_instance

if TYPE_CHECKING:
    from pathlib import Path


def test_dagsters_own_storage_reads_what_ours_wrote_and_ours_goes_on_after_it(
    tmp_path: Path,
) -> None:
    @dg.asset
    def pages() -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"rows": 3})

    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    for _ in range(2):
        with open_instance(tmp_path) as ours:
            assert dg.materialize([pages], instance=ours).success
    with dg.DagsterInstance.from_config(str(tmp_path)) as dagsters:
        assert [run.status for run in dagsters.get_runs()] == [dg.DagsterRunStatus.SUCCESS] * 2
        event = dagsters.get_latest_materialization_event(dg.AssetKey("pages"))
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.metadata["rows"].value == 3


def test_databases_of_many_runs_are_closed_again(tmp_path: Path) -> None:
    @dg.asset
    def pages() -> None: ...

    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    with open_instance(tmp_path) as ours:
        for _ in range(10):
            assert dg.materialize([pages], instance=ours).success
        open_files = len(ours.event_log_storage._engines._kept)
    assert open_files <= 8
    for path in (tmp_path / "history").rglob("*.db"):
        with sqlite3.connect(path) as database:
            assert database.execute("pragma integrity_check").fetchone() == ("ok",)
