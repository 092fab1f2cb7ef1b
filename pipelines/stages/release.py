"""Releasing what dbt built: a snapshot swapped in as a whole."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.stages.code_versions import code_version
from pipelines.stages.decisions import exported_head
from pipelines.stages.field_tables import field_table_contract
from pipelines.store.contract import CONTRACT
from pipelines.store.release import make_release

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.stages.installation import Installation


@dataclass(frozen=True)
class ReleaseOutcome:
    """A release that analysts can now read."""

    release_id: str
    rows: int
    path: Path
    seconds: float
    sentence: str


def release_warehouse(installation: Installation) -> ReleaseOutcome:
    """Copies the warehouse's marts to a release; the old one stays for who has it open."""
    clock = time.monotonic()
    settings = installation.settings
    manifest = make_release(
        settings.warehouse,
        settings.release,
        created_at=installation.now(),
        run_on=installation.last_fetch_date(),
        contract=(*CONTRACT, *field_table_contract(settings)),
        code_version=code_version(),
        ledger_head=exported_head(installation),
        reference_root=settings.reference,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )
    rows = sum(table.rows for table in manifest.tables.values())
    path = settings.release / "lingpao.duckdb"
    return ReleaseOutcome(
        release_id=manifest.release_id,
        rows=rows,
        path=path,
        seconds=time.monotonic() - clock,
        sentence=f"发布快照 {manifest.release_id}：{len(manifest.tables)} 张表，{rows} 行，{path}",
    )
