"""Wiring only: assets, checks, jobs, schedules and sensors of one installation."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.defs.due import nothing_is_pressing
from pipelines.defs.expectations import VIOLATIONS, data_suites, national_violations
from pipelines.defs.ingest import raw_assets, raw_key
from pipelines.defs.jobs import build_jobs, every_night, failure_sensor, select
from pipelines.defs.normalise import (
    DECISIONS,
    REFERENCE,
    normalised_asset,
    normalised_key,
    whole_assets,
)
from pipelines.defs.reading import (
    FEEDS,
    PAGES,
    PAPERS,
    annual_reports,
    board_forms,
    body_summaries,
    every_december,
    every_january,
    feed_documents,
    paper_sensors,
    site_pages,
)
from pipelines.defs.release import RELEASE, release_asset
from pipelines.defs.warehouse import DECIDED_MODELS, mart_keys, warehouse_assets
from pipelines.settings import Settings
from pipelines.sources.config import load_sources
from pipelines.stages.installation import Installation
from pipelines.stages.warehouse import ensure_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping


def installation_of(settings: Settings, **overrides: Any) -> Installation:
    """The installation that settings describe; `overrides` replace its fields.

    Raises:
        ValueError: `sources.yml` or an override of it is wrong; the message names source and field.
    """
    configured = load_sources(settings.sources_file, settings.source_urls)
    sources = {name: config for name, config in configured.items() if config.enabled}
    return replace(Installation(settings=settings, sources=sources), **overrides)


def build_defs(settings: Settings, **overrides: Any) -> dg.Definitions:
    """Everything Dagster runs for these settings.

    `overrides` replace fields of the installation (tests, the sample).
    """
    installation = installation_of(settings, **overrides)
    settings.export()
    installation.normalised.prepare()
    warehouse = warehouse_assets(installation, ensure_manifest(settings))
    ingest = [key for name in installation.sources for key in (raw_key(name), normalised_key(name))]
    build = [REFERENCE, DECISIONS, VIOLATIONS, *warehouse.keys, RELEASE, PAGES, FEEDS]
    decided = select([DECISIONS]) | select(DECIDED_MODELS).downstream() - select(PAPERS)
    resources: Mapping[str, object] = {"installation": installation}
    return dg.Definitions(
        assets=[
            raw_assets(installation),
            *(normalised_asset(config) for config in installation.sources.values()),
            *whole_assets(installation),
            national_violations,
            warehouse,
            release_asset(mart_keys(warehouse)),
            site_pages,
            feed_documents,
            board_forms,
            body_summaries,
            annual_reports,
        ],
        asset_checks=[data_suites, nothing_is_pressing],
        jobs=build_jobs(select(ingest), select(build), decided),
        schedules=[every_night, every_december, every_january],
        sensors=[failure_sensor(installation), *paper_sensors(installation)],
        resources=dict(resources),
        executor=dg.in_process_executor,
    )


def __getattr__(name: str) -> dg.Definitions:
    """`defs`, built when it is asked for, so that importing this module reads no file."""
    if name == "defs":
        return build_defs(Settings.load())
    raise AttributeError(name)
