"""Assets of the second stage.

Typed partitions a source, and the tables that are written as a whole each night.
"""

from datetime import date

import dagster as dg

from pipelines.defs.ingest import raw_key
from pipelines.defs.partitions import every_night_anew, fetch_dates
from pipelines.sources.config import SourceConfig
from pipelines.stages.decisions import export_decisions
from pipelines.stages.installation import Installation
from pipelines.stages.normalise import normalise_source
from pipelines.stages.reference import write_reference

REFERENCE = dg.AssetKey(["normalised", "reference"])
DECISIONS = dg.AssetKey(["normalised", "decisions"])


def normalised_key(source: str) -> dg.AssetKey:
    """Key of a source's typed partitions."""
    return dg.AssetKey(["normalised", source.replace("-", "_")])


def normalised_asset(config: SourceConfig) -> dg.AssetsDefinition:
    """Typed rows of one source on one fetch date.

    What cannot be used goes to quarantine with the reason.
    """

    @dg.asset(
        key=normalised_key(config.name),
        deps=[raw_key(config.name)],
        partitions_def=fetch_dates,
        group_name="normalised",
        kinds={"polars", "parquet"},
        description=f"Records of {config.name}, typed and compared with what was known.",
        freshness_policy=every_night_anew,
        # a changelog: two nights of one source must not be compared at once
        pool=f"normalise_{config.name.replace('-', '_')}",
    )
    def _normalised(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> dg.MaterializeResult[None]:
        outcome = normalise_source(config, installation, date.fromisoformat(context.partition_key))
        installation.say(outcome.sentence)
        return dg.MaterializeResult(
            metadata={
                "dagster/partition_row_count": outcome.received,
                "new": outcome.new,
                "changed": outcome.changed,
                "unchanged": outcome.unchanged,
                "disappeared": outcome.disappeared,
                "quarantined": outcome.quarantined,
                "quarantine_sample": dg.MetadataValue.json(outcome.quarantine_sample),
                "seconds": outcome.seconds,
            }
        )

    return _normalised


def whole_assets(installation: Installation) -> list[dg.AssetsDefinition]:
    """Reference data with what declared texts match in it, and the decisions people took."""

    @dg.asset(
        key=REFERENCE,
        deps=[normalised_key(name) for name in installation.sources],
        group_name="normalised",
        kinds={"polars", "parquet"},
        description="Programmes, schemes, limits, dictionaries, and what declared texts match.",
    )
    def reference(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
        counts = write_reference(installation)
        return dg.MaterializeResult(metadata=dict(counts))

    @dg.asset(
        key=DECISIONS,
        group_name="normalised",
        kinds={"parquet"},
        description="Decisions people took, exported for the warehouse.",
    )
    def decisions(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"dagster/row_count": export_decisions(installation)})

    return [reference, decisions]
