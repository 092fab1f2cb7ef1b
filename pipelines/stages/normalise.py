"""Normalising one source's fetch date.

Read the pages, type the records, compare, write, account for each.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import dictionaries, tables
from pipelines.core.dictionaries.words import IndicatorWords
from pipelines.core.divisions import load_divisions
from pipelines.core.normalise import Normalised, normalise, slices
from pipelines.core.records import Batch
from pipelines.sources.registry import module_for

if TYPE_CHECKING:
    from pipelines.sources.config import SourceConfig
    from pipelines.stages.installation import Installation
    from pipelines.store.raw import Attempt

SHRINK_LIMIT = 0.9
"""A full run below this share of the last complete one is refused (wire-formats.md §6.1)."""

_SAMPLE_ROWS = 5


@dataclass(frozen=True)
class NormaliseOutcome:
    """What one source and fetch date came to; counts are records.

    Attributes:
        sentence: the same for a person, in Chinese.
        quarantine_sample: a few reasons, for the run's metadata.
    """

    received: int
    new: int
    changed: int
    unchanged: int
    disappeared: int
    quarantined: int
    seconds: float
    sentence: str
    quarantine_sample: list[str]


def normalise_source(
    config: SourceConfig, installation: Installation, fetched_on: date
) -> NormaliseOutcome:
    """Writes the partition of a source and fetch date, and again the later ones built on it."""
    store = installation.normalised
    store.prepare()
    later = [day for day in store.partitions(config.name) if day > fetched_on]
    outcome = _one(config, installation, fetched_on)
    for day in later:
        _one(config, installation, day)
    return outcome


def _one(config: SourceConfig, installation: Installation, fetched_on: date) -> NormaliseOutcome:
    clock = time.monotonic()
    store, raw = installation.normalised, installation.raw
    partition = raw.partition(config.name, fetched_on)
    attempts = partition.attempts()
    batch = module_for(config).read(partition.pages(), config)
    is_complete = partition.is_complete
    refusal = (
        _shrink_refusal(config, installation, fetched_on, batch.received) if is_complete else None
    )
    if refusal:
        batch, is_complete = Batch(received=0), False
    reference = installation.settings.reference
    divisions = load_divisions(reference)
    words = IndicatorWords(dictionaries.load(reference)) if not batch.feedback.is_empty() else None
    accounts = []
    with store.partition(config.name, fetched_on) as partition_writer:
        for part, known in slices(batch, store.known(config.name, fetched_on)):
            normalised = normalise(
                part,
                source=config.name,
                fetched_on=fetched_on,
                known=known,
                infers_disappearance=is_complete and config.coverage == "full",
                divisions=divisions,
                words=words,
            )
            partition_writer.add(normalised.tables)
            accounts.append(_account(normalised))
        account = pl.concat(accounts)
        partition_writer.add(
            {
                "source_runs": _source_runs(
                    config, fetched_on, attempts, batch.received, account, refusal
                )
            }
        )

    counts = {
        name: _count(account, name) for name in ("new", "changed", "unchanged", "quarantined")
    }
    disappeared = account.filter(pl.col("outcome") == "disappeared").height
    sentence = (
        f"{config.name} {fetched_on}：收到 {batch.received} 条，"
        f"新增 {counts['new']}，变更 {counts['changed']}，未变 {counts['unchanged']}，"
        f"消失 {disappeared}，隔离 {counts['quarantined']}"
    )
    return NormaliseOutcome(
        received=batch.received,
        **counts,
        disappeared=disappeared,
        seconds=time.monotonic() - clock,
        sentence=f"{sentence}；{refusal}" if refusal else sentence,
        quarantine_sample=account["reason"].drop_nulls().head(_SAMPLE_ROWS).to_list(),
    )


def _account(normalised: Normalised) -> pl.DataFrame:
    """What became of each record: outcome, attempt, record_count, and why it is in quarantine."""
    return pl.concat(
        [
            normalised["observations"].select(
                pl.col("change").alias("outcome"), "attempt", "record_count"
            ),
            normalised["quarantine"].select(
                pl.lit("quarantined").alias("outcome"), "attempt", "record_count", "reason"
            ),
        ],
        how="diagonal",
    )


def _count(account: pl.DataFrame, outcome: str) -> int:
    return int(account.filter(pl.col("outcome") == outcome)["record_count"].sum())


def _shrink_refusal(
    config: SourceConfig, installation: Installation, fetched_on: date, received: int
) -> str | None:
    """A sentence when a full run has shrunk too much to be believed and nobody accepted it."""
    if config.coverage != "full":
        return None
    earlier = (
        installation.normalised.source_runs(config.name)
        .filter(pl.col("fetched_on") < fetched_on)
        .group_by("fetched_on")
        .agg(pl.col("received").sum(), pl.col("is_complete").last())
        .filter("is_complete")
        .sort("fetched_on")
    )
    if earlier.is_empty():
        return None
    before = int(earlier["received"][-1])
    if received >= before * SHRINK_LIMIT:
        return None
    marker = installation.settings.raw / config.name / fetched_on.isoformat() / "shrink_accepted"
    if config.name in installation.accept_shrink:
        # beside the pages it speaks of, so that a rebuild from raw decides the same
        marker.touch()
    if marker.exists():
        return None
    return (
        f"全量采集仅 {received} 条，比上次完整采集的 {before} 条少 10% 以上，"
        "已留存原始页面但不入库；"
        f"核实属实后以 --accept-shrink {config.name} 重跑"
    )


def _source_runs(
    config: SourceConfig,
    fetched_on: date,
    attempts: list[Attempt],
    received: int,
    account: pl.DataFrame,
    refusal: str | None,
) -> pl.DataFrame:
    """One row an attempt; each received what its pages hold, the last one the rest."""
    rows = []
    left = received
    for attempt in attempts:
        mine = account.filter(pl.col("attempt") == attempt.attempt)
        count = {
            name: _count(mine, name) for name in ("new", "changed", "unchanged", "quarantined")
        }
        is_last = attempt is attempts[-1]
        share = left if is_last else sum(count.values())
        left -= share
        rows.append(
            {
                "source": config.name,
                "fetched_on": fetched_on,
                "attempt": attempt.attempt,
                "coverage": config.coverage,
                "role": config.role,
                "precedence": config.precedence,
                "requested": attempt.requested,
                "received": share,
                **count,
                "is_complete": attempt.is_complete and not (is_last and refusal),
                "stop_reason": "shrunk" if is_last and refusal else attempt.stop_reason,
                "started_at": attempt.started_at.astimezone(UTC).replace(tzinfo=None),
                "seconds": attempt.seconds,
            }
        )
    return pl.DataFrame(rows, schema=tables.SOURCE_RUNS, orient="row")
