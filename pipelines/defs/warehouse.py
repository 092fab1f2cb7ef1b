"""Assets of the fourth stage: every dbt model, with its tests as checks."""

import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from pipelines.defs.expectations import VIOLATIONS
from pipelines.defs.normalise import DECISIONS, REFERENCE
from pipelines.stages.installation import Installation
from pipelines.stages.warehouse import dbt_executable
from pipelines.store.contract import MART_PREFIXES

DECIDED_MODELS = [
    dg.AssetKey(["warehouse", "stg_normalised__decisions"]),
    dg.AssetKey(["warehouse", "stg_normalised__overruled_values"]),
]
"""Models that read what people decided."""


class _Translator(DagsterDbtTranslator):
    """Keys are [warehouse, model].

    Staging models wait for the normalised layer, which they read as files.
    """

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id, {})
        if node.get("resource_type") == "model":
            _, layer, topic, *_ = node["fqn"]
            staging = layer == "staging"
            spec = spec.replace_attributes(group_name=layer if staging else topic)
            if staging:
                spec = spec.merge_attributes(deps=[REFERENCE, VIOLATIONS, DECISIONS])
        return spec

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey(["warehouse", dbt_resource_props["name"]])


def warehouse_assets(installation: Installation, manifest: Path) -> dg.AssetsDefinition:
    """The dbt project as assets.

    `manifest` must have been parsed before (`stages.warehouse.ensure_manifest`).
    """
    settings = installation.settings

    @dbt_assets(
        manifest=json.loads(manifest.read_text(encoding="utf-8")),
        dagster_dbt_translator=_Translator(),
        # the only writer of the warehouse file
        pool="warehouse",
        name="warehouse",
    )
    def warehouse(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[Any]:
        dbt = DbtCliResource(
            project_dir=str(settings.dbt_project),
            profiles_dir=str(settings.dbt_project),
            dbt_executable=str(dbt_executable()),
        )
        settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
        installation.say("建仓：dbt 正在计算指标表与榜单……")
        settings.logs.mkdir(parents=True, exist_ok=True)
        log = settings.logs / f"dbt-{context.run.run_id}.log"
        with log.open("w", encoding="utf-8") as lines, redirect_stdout(lines):
            yield from dbt.cli(
                ["--no-use-colors", "build", "--exclude-resource-type", "unit_test"],
                context=context,
                target_path=settings.dbt_target,
            ).stream()

    return warehouse


def mart_keys(warehouse: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """Keys of the models that a release holds."""
    return [key for key in warehouse.keys if key.path[-1].startswith(MART_PREFIXES)]
