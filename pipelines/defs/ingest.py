"""Assets of the first stage: pages as sent, one asset a source, fetched side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date

import dagster as dg

from pipelines.defs.partitions import fetch_dates
from pipelines.stages.ingest import fetch_source
from pipelines.stages.installation import Installation


def raw_key(source: str) -> dg.AssetKey:
    """Key of a source's pages as sent."""
    return dg.AssetKey(["raw", source.replace("-", "_")])


def raw_assets(installation: Installation) -> dg.AssetsDefinition:
    """Pages of every enabled source.

    One operation fetches all that are asked for, a thread a source. Sources wait for their own
    pace, not for each other, and one that stops early leaves the others alone. It never fails for
    a source that ended incomplete: what came is kept and the run says so.
    """
    by_key = {raw_key(name): config for name, config in installation.sources.items()}

    @dg.multi_asset(
        name="raw",
        specs=[
            dg.AssetSpec(
                key,
                group_name="ingest",
                description=f"Pages of {config.name} as sent, never changed.",
                kinds={"requests"},
            )
            for key, config in by_key.items()
        ],
        partitions_def=fetch_dates,
        can_subset=True,
        # a full disk or a broken raw folder may be mended within minutes; pages already
        # stored are not fetched again
        retry_policy=dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL),
        pool="fetch",
    )
    def raw(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[None]]:
        fetched_on = date.fromisoformat(context.partition_key)
        wanted = sorted(context.selected_asset_keys)
        with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
            running = {
                pool.submit(fetch_source, by_key[key], installation, fetched_on): key
                for key in wanted
            }
            for done in as_completed(running):
                outcome = done.result()
                installation.say(outcome.sentence)
                context.log.info(outcome.sentence)
                yield dg.MaterializeResult(
                    asset_key=running[done],
                    metadata={
                        "pages": outcome.pages,
                        "requested": outcome.requested,
                        "is_complete": outcome.is_complete,
                        "stop_reason": outcome.stop_reason or "",
                        "seconds": outcome.seconds,
                    },
                )

    return raw
