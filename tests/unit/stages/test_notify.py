"""Telling people of a failure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipelines.settings import Settings
from pipelines.stages.installation import Installation
from pipelines.stages.notify import report_failure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def tell(settings: Settings) -> None:
    report_failure(
        Installation(settings=settings, sources={}),
        run_id="r1",
        job="nightly",
        partition="2026-06-14",
        steps=["warehouse"],
        message="磁盘已满",
    )


def test_a_failure_is_logged_and_posted(
    tmp_path: Path, webhook: tuple[str, list[dict[str, object]]]
) -> None:
    url, received = webhook
    settings = Settings(data_root=tmp_path, webhook_url=url)
    tell(settings)
    logged = json.loads((settings.logs / "failures.jsonl").read_text(encoding="utf-8"))
    assert received == [logged]
    assert (logged["fetch_date"], logged["steps"], logged["message"]) == (
        "2026-06-14",
        ["warehouse"],
        "磁盘已满",
    )


def test_a_webhook_that_does_not_answer_hides_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_root=tmp_path, webhook_url="http://127.0.0.1:9/")
    tell(settings)
    assert (settings.logs / "failures.jsonl").exists()
    assert "webhook" in caplog.text
