"""Telling people of a failure.

One line in the log, and a post to the webhook when one is configured.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.stages.installation import Installation

_TIMEOUT_SECONDS = 10
log = logging.getLogger("lingpao")


def report_failure(
    installation: Installation,
    *,
    run_id: str,
    job: str,
    partition: str | None,
    steps: Sequence[str],
    message: str | None,
) -> None:
    """Writes the failure to `failures.jsonl` and posts the same object to the webhook.

    A webhook that does not answer is itself logged; it never hides the failure it was to tell of.
    """
    failure = {
        "at": installation.now().isoformat(),
        "job": job,
        "fetch_date": partition,
        "run_id": run_id,
        "steps": list(steps),
        "message": message,
    }
    folder = installation.settings.logs
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "failures.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(failure, ensure_ascii=False) + "\n")
    log.error("%s", json.dumps(failure, ensure_ascii=False))
    url = installation.settings.webhook_url
    if url is None:
        return
    try:
        requests.post(url, json=failure, timeout=_TIMEOUT_SECONDS).raise_for_status()
    except requests.RequestException as error:
        log.error("失败通知未能送达 webhook：%s", error)
