"""A data root holds the sample or the real thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.stages.sample import MixedDataError, claim_for_sample, refuse_sample

if TYPE_CHECKING:
    from pathlib import Path


def test_the_sample_may_be_run_again_where_it_ran(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    claim_for_sample(settings)
    (settings.raw / "qybz").mkdir()
    claim_for_sample(settings)


def test_the_sample_does_not_enter_a_root_with_real_pages(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    (settings.raw / "qybz").mkdir(parents=True)
    with pytest.raises(MixedDataError, match="--data-root"):
        claim_for_sample(settings)


def test_real_sources_do_not_enter_the_samples_root(tmp_path: Path) -> None:
    settings = Settings(data_root=tmp_path)
    refuse_sample(settings)
    claim_for_sample(settings)
    with pytest.raises(MixedDataError, match="样例"):
        refuse_sample(settings)
