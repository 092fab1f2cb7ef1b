"""Normalising a fetch date: a full run that shrinks is not believed unless a person says so."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines.definitions import installation_of
from pipelines.settings import Settings
from pipelines.stages.ingest import fetch_source
from pipelines.stages.normalise import NormaliseOutcome, normalise_source

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.stages.installation import Installation

MAY, JUNE, JULY = date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5)


class Catalogue:
    """Snapshots of a catalogue that say to stand for the whole of it."""

    def __init__(self, root: Path) -> None:
        self.files = root / "files"
        self.files.mkdir()
        self.settings = Settings(
            data_root=root / "data", source_urls={"catalogue-file": self.files.as_uri()}
        )

    def installation(self, *accepted: str) -> Installation:
        return installation_of(self.settings, accept_shrink=frozenset(accepted))

    def night(self, on: date, count: int, *accepted: str) -> NormaliseOutcome:
        standards = [{"code": f"GB/T {number}-2020", "status": "现行"} for number in range(count)]
        snapshot = {"total": count, "standards": standards}
        (self.files / f"{on}.json").write_text(json.dumps(snapshot), encoding="utf-8")
        installation = self.installation(*accepted)
        config = installation.sources["catalogue-file"].model_copy(update={"coverage": "full"})
        fetch_source(config, installation, on)
        return normalise_source(config, installation, on)

    def stop_reason(self, on: date) -> str | None:
        runs = self.installation().normalised.source_runs("catalogue-file")
        return dict(runs.select("fetched_on", "stop_reason").iter_rows())[on]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def test_a_run_that_lost_a_tenth_is_believed_and_what_is_missing_has_disappeared(
    catalogue: Catalogue,
) -> None:
    catalogue.night(MAY, 20)
    outcome = catalogue.night(JUNE, 18)
    assert (outcome.received, outcome.unchanged, outcome.disappeared) == (18, 18, 2)


def test_a_run_that_lost_more_is_kept_in_raw_but_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.night(MAY, 20)
    outcome = catalogue.night(JUNE, 17)
    assert (outcome.new, outcome.unchanged, outcome.disappeared) == (0, 0, 0)
    assert "17 条，比上次完整采集的 20 条少 10% 以上" in outcome.sentence
    assert "--accept-shrink catalogue-file" in outcome.sentence
    assert catalogue.stop_reason(JUNE) == "shrunk"
    assert len(catalogue.installation().raw.partition("catalogue-file", JUNE).pages()) == 1
    # the next run is measured against the last that was believed
    assert catalogue.night(JULY, 18).disappeared == 2


def test_a_person_can_accept_a_run_that_shrank_and_a_rebuild_remembers_it(
    catalogue: Catalogue,
) -> None:
    catalogue.night(MAY, 20)
    catalogue.night(JUNE, 5)
    assert catalogue.night(JUNE, 5, "catalogue-file").disappeared == 15
    assert catalogue.night(JUNE, 5).disappeared == 15
    assert catalogue.stop_reason(JUNE) is None
