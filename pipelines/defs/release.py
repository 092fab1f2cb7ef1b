"""The asset that ends a night: the snapshot that people read."""

from datetime import timedelta

import dagster as dg

from pipelines.stages.installation import Installation
from pipelines.stages.release import release_warehouse

RELEASE = dg.AssetKey(["release", "snapshot"])


def release_asset(marts: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """A versioned copy of the marts, swapped in as a whole once every blocking check has passed."""

    @dg.asset(
        key=RELEASE,
        deps=marts,
        group_name="release",
        kinds={"duckdb", "parquet"},
        description="lingpao.duckdb, Parquet of the same tables, a manifest; five are kept.",
        # a night is 24 hours; one that is missing must be seen before the second
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=48), warn_window=timedelta(hours=30)
        ),
        pool="warehouse",
    )
    def snapshot(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
        outcome = release_warehouse(installation)
        installation.say(outcome.sentence)
        return dg.MaterializeResult(
            metadata={
                "release_id": outcome.release_id,
                "rows": outcome.rows,
                "path": dg.MetadataValue.path(str(outcome.path)),
                "seconds": outcome.seconds,
            }
        )

    return snapshot
