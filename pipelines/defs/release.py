"""The asset that ends a night: the snapshot that people read."""

import dagster as dg

from pipelines.defs.partitions import every_night_anew
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
        freshness_policy=every_night_anew,
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
