"""What tests of several stages share."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from pipelines.store.manifest import LINK, Manifest, manifest_path
from tests.site_release import make_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RELEASE = "20260707T000000Z"


@pytest.fixture
def released_root(tmp_path: Path) -> Path:
    """A data root with the release that pages and papers are tested with."""
    folder = tmp_path / "data" / "release"
    folder.mkdir(parents=True)
    made = make_release(folder / f"lingpao-{RELEASE}.duckdb")
    (folder / LINK).symlink_to(made.name)
    manifest = Manifest(
        release_id=RELEASE, number=1, previous=None, created_at=datetime(2026, 7, 7, tzinfo=UTC),
        run_on=date(2026, 7, 7), database=made.name, code_version=None, reference_digest=None,
        ledger_head=None, tables={},
    )  # fmt: skip
    manifest_path(folder, RELEASE).write_text(manifest.to_json(), encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """An address on loopback, and what was posted to it."""
    received: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", received
    server.shutdown()
