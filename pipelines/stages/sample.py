"""The sample run's own rules: a data root holds the sample or the real thing, never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


class MixedDataError(ValueError):
    """Fictional and real enterprises would meet in one data root."""


def claim_for_sample(settings: Settings) -> None:
    """Marks a data root as the sample's.

    Raises:
        MixedDataError: it already holds raw pages of real sources.
    """
    marker = _marker(settings)
    if settings.raw.exists() and not marker.exists() and any(settings.raw.iterdir()):
        raise MixedDataError(
            f"{settings.data_root} 已有真实来源的原始页面，样例企业不能混入；"
            "请用 --data-root 另选目录运行 demo"
        )
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()


def refuse_sample(settings: Settings) -> None:
    """Keeps real sources out of a data root that holds the sample.

    Raises:
        MixedDataError: it does.
    """
    if is_sample(settings):
        raise MixedDataError(
            f"{settings.data_root} 存放的是样例（虚构企业）；"
            "请用 --data-root 或 LINGPAO_DATA_ROOT 另选目录，或先删除该目录下的 raw"
        )


def is_sample(settings: Settings) -> bool:
    """Whether a data root is marked as the sample's."""
    return _marker(settings).exists()


def _marker(settings: Settings) -> Path:
    return settings.raw / "SAMPLE"
