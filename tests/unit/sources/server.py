"""A loopback HTTP server that answers by a script and remembers what it was asked."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Says:
    """An answer of the script.

    `broken_after` announces the whole length, sends so many bytes of the body and breaks the
    connection; `pieces` sends the body chunked, without a length.
    """

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    broken_after: int | None = None
    pieces: int | None = None
    delay: float = 0.0

    @property
    def sent(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Script = Says | Callable[[Asked], Says]


class ScriptedServer:
    """`on("/path", Says(...), ...)`: one answer a request, the last one for all that follow.

    A callable in place of an answer gets the request. A path without a script is 404.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._at_once = 0
        self._scripts: dict[str, list[Script]] = {}
        self._lock = threading.Lock()
        self.url = ""

    def on(self, path: str, *script: Script) -> None:
        self._scripts[path] = list(script)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for path in self.paths():
            counts[path] += 1
        return dict(counts)

    def answer(self, asked: Asked) -> Says:
        with self._lock:
            self.asked.append(asked)
            script = self._scripts.get(asked.path)
            if script is None:
                return Says(b"not found", status=404)
            step = script.pop(0) if len(script) > 1 else script[0]
        return step(asked) if callable(step) else step

    @contextmanager
    def busy(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, as one does from a body that is too large, is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    script = ScriptedServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

        def do_GET(self) -> None:
            with script.busy():
                self._answer({})

        def do_POST(self) -> None:
            with script.busy():
                length = int(self.headers.get("content-length", 0))
                text = self.rfile.read(length).decode()
                self._answer(dict(parse_qsl(text, keep_blank_values=True)))

        def _answer(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            says = script.answer(
                Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query, keep_blank_values=True)),
                    form,
                    {name.lower(): value for name, value in self.headers.items()},
                )
            )
            if says.delay:
                time.sleep(says.delay)
            self.send_response(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            if says.pieces is not None:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for start in range(0, len(says.sent), says.pieces):
                    piece = says.sent[start : start + says.pieces]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")
                return
            if "Content-Length" not in says.headers:
                self.send_header("Content-Length", str(len(says.sent)))
            self.end_headers()
            self.wfile.write(says.sent[: says.broken_after])
            if says.broken_after is not None:
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
