"""Telling people of a failure, and of what presses.

One line in the log, and a post to the webhook when one is configured.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

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
    _post(installation, failure, "失败通知")


def post_due(installation: Installation, on: date, items: Sequence[Mapping[str, Any]]) -> None:
    """Posts what is overdue or due soon to the webhook.

    A webhook that does not answer is logged: what is due is also in the check and the command.
    """
    told = {"at": installation.now().isoformat(), "on": on.isoformat(), "due": list(items)}
    _post(installation, told, "待办提醒")


def _post(installation: Installation, message: Mapping[str, Any], what: str) -> None:
    url = installation.settings.webhook_url
    if url is None:
        return
    try:
        requests.post(url, json=message, timeout=_TIMEOUT_SECONDS).raise_for_status()
    except requests.RequestException as error:
        log.error("%s未能送达 webhook：%s", what, error)
