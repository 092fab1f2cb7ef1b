"""What a release changed against an earlier one: declarations, violations, boards, leaders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipelines.store import changes_sql
from pipelines.store.changes_text import changes_text
from pipelines.store.digest import sql_text
from pipelines.store.manifest import Manifest, ReleaseError, current_release, kept_releases

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

_LEADERS = "fct_leaders"


@dataclass(frozen=True)
class Changes:
    """What `release` has that `since` had not, and the other way round.

    Attributes:
        release: the newer release.
        since: the older one; None: there was none, so that everything is new.
        declarations: declaration_id, change (new, changed, returned, gone), org_name, standard_no,
            standard_name, fields (list of what changed), status_before, status.
        violations: declaration_id, rule_id, change (new, ended), org_name, declared_standard_no,
            standard_no, clause, limit, declared, unit, valid_from; those that hold on the day of
            the release's run.
        boards: programme, field_code, product_category, period, change (new, changed, gone),
            entry_count_before, entry_count, was_provisional, is_provisional, state_before, state.
        entries: of boards that both releases have: the board's key, declaration_id, change (in,
            out, moved), org_name, standard_no, level_before, level, rank_before, rank.
        leaders: programme, year, field_code, product_category, declaration_id, change (new,
            changed, gone), org_name, status_before, status; no rows while there are no leaders.
    """

    release: Manifest
    since: Manifest | None
    declarations: pl.DataFrame
    violations: pl.DataFrame
    boards: pl.DataFrame
    entries: pl.DataFrame
    leaders: pl.DataFrame

    def text(self, examples: int = 5) -> str:
        """The same for a person, in Chinese: counts, and the first examples of each kind."""
        return changes_text(self, examples)


def changes(release_root: Path, since: str | None = None) -> Changes:
    """Compares the current release with the one before it, or with the one named.

    Args:
        release_root: the folder of releases.
        since: a release's id.

    Raises:
        ReleaseError: there is no release, or the older one is not kept any more.
    """
    release = current_release(release_root)
    if release is None:
        raise ReleaseError(f"{release_root} 还没有发布快照；请先运行 lingpao nightly")
    older = _older(release_root, release, since)
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        db.execute(f"attach {sql_text(str(release_root / release.database))} as new (read_only)")
        if older is not None:
            db.execute(f"attach {sql_text(str(release_root / older.database))} as old (read_only)")
        for table in (*changes_sql.TABLES, _LEADERS):
            _put_side_by_side(db, table, release, older)
        days = {"after": release.run_on, "before": older.run_on if older else release.run_on}
        has_leaders = _LEADERS in release.tables
        return Changes(
            release=release,
            since=older,
            declarations=db.execute(changes_sql.DECLARATIONS).pl(),
            violations=db.execute(changes_sql.VIOLATIONS, days).pl(),
            boards=db.execute(changes_sql.BOARDS).pl(),
            entries=db.execute(changes_sql.ENTRIES).pl(),
            leaders=db.execute(changes_sql.LEADERS if has_leaders else changes_sql.NO_LEADERS).pl(),
        )


def _older(release_root: Path, release: Manifest, since: str | None) -> Manifest | None:
    wanted = since or release.previous
    if wanted is None:
        return None
    kept = {manifest.release_id: manifest for manifest in kept_releases(release_root)}
    if wanted not in kept:
        raise ReleaseError(
            f"没有发布快照 {wanted}，或已不再保留；请用 --since 指定现存的：{'、'.join(kept)}"
        )
    return kept[wanted]


def _put_side_by_side(
    db: duckdb.DuckDBPyConnection, table: str, release: Manifest, older: Manifest | None
) -> None:
    """Views `after_<table>` and `before_<table>`; a side that lacks the table is empty."""
    if table not in release.tables:
        return
    db.execute(f"create view after_{table} as from new.main.{table}")
    if older is not None and table in older.tables:
        db.execute(f"create view before_{table} as from old.main.{table}")
    else:
        db.execute(f"create view before_{table} as from new.main.{table} limit 0")
