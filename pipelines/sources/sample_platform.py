"""The bundled sample platform: a loopback server that answers as the real ones do, from recordings.

`data/sample/<source>/<date>.jsonl` holds one answer a line. An answer holds from its date until a
later file answers the same request; `times` and `tonight` make the faults of a single night. What
the platforms do with parameters that they do not know (wire-formats.md §3: page 1 again, the front
end's index.html, always the same rows) is recorded too: an unexpected request gets the answer that
asks for least.
"""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

HTTP_SOURCES = {
    "qybz": "qybz",
    "cpbz": "cpbz",
    "samr": "samr",
    "sacinfo": "sacinfo/{site}",
    "ttbz": "ttbz",
    "psp": "psp",
}
"""Source → its path; `{site}` as in sources.yml, where one source has several hosts."""

FILE_SOURCES = (
    "declaration-file",
    "shanxi-file",
    "indicator-file",
    "catalogue-file",
    "spot-check-file",
    "food-check-file",
    "recall-file",
    "gsxt-file",
    "credit-file",
    "feedback-file",
)

ANY = "*"
"""As a value: whatever was sent; as a method or path: each that has no answer of its own."""


class SampleError(Exception):
    """The sample cannot be served: nothing recorded, a line that is no answer, a date too early."""


@dataclass(frozen=True)
class Answer:
    """One recorded answer and the request that gets it.

    Attributes:
        method, path: of the request; the path is below the source's prefix.
        match: query or form parameters that the request must carry; most of them wins.
        encoding: `form` or `json` when only a body of that kind gets it, else null.
        status, headers, body: what is sent.
        times: given that often on its own date, then the next answer to the same request follows.
        tonight: holds on its own date only; the next date falls back to the answer before it.
        cut_to: bytes sent before the connection breaks; the whole body's length is announced.
    """

    method: str
    path: str
    body: bytes
    match: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int | None = None
    tonight: bool = False
    cut_to: int | None = None

    @property
    def request(self) -> tuple[str, str, str | None, frozenset[tuple[str, str]]]:
        """What an answer must share with another to replace it."""
        return (self.method, self.path, self.encoding, frozenset(self.match.items()))

    @property
    def is_passing(self) -> bool:
        """True when it does not outlive its own date."""
        return self.tonight or self.times is not None

    @classmethod
    def of_json(cls, method: str, path: str, document: object, **fields: Any) -> Answer:
        """An answer whose body is JSON, written as the platforms do: UTF-8, nothing escaped."""
        return cls(method, path, _as_json(document), **fields)

    def to_line(self) -> str:
        """The answer as one line of JSON, default values left out; JSON bodies are kept as JSON."""
        record: dict[str, Any] = {"method": self.method, "path": self.path}
        if self.match:
            record["match"] = dict(self.match)
        if self.encoding:
            record["encoding"] = self.encoding
        if self.status != 200:
            record["status"] = self.status
        if self.headers:
            record["headers"] = dict(self.headers)
        for name in ("times", "cut_to"):
            if (value := getattr(self, name)) is not None:
                record[name] = value
        if self.tonight:
            record["tonight"] = True
        return json.dumps(record | _body_field(self.body), ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str, where: str) -> Answer:
        """Read what `to_line` wrote.

        Raises:
            SampleError: when the line is not such an answer; `where` names the file and the line.
        """
        try:
            record = json.loads(line)
            body = _body_of(record)
            return cls(**record, body=body)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SampleError(
                f"样例记录 {where} 不是一条应答（{error}）；"
                "请运行 python -m benchmarks.sample 重新生成"
            ) from error


def _body_field(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    try:
        document = json.loads(text)
    except ValueError:
        return {"text": text}
    if isinstance(document, dict | list) and _as_json(document) == body:
        return {"json": document}
    return {"text": text}


def _body_of(record: dict[str, Any]) -> bytes:
    if "json" in record:
        return _as_json(record.pop("json"))
    if "base64" in record:
        return base64.b64decode(record.pop("base64"))
    return str(record.pop("text")).encode()


def _as_json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Seen:
    """A request that the platform received, for tests of paging, resuming and manners."""

    on: date
    source: str
    method: str
    path: str
    params: Mapping[str, str]
    status: int


class Recording:
    """All recorded answers of one source, by date."""

    def __init__(self, source: str, by_date: Mapping[date, list[Answer]]) -> None:
        self.source = source
        self.dates = sorted(by_date)
        self._by_date = by_date

    @classmethod
    def load(cls, folder: Path) -> Recording:
        """Read every `<date>.jsonl` of a folder.

        Raises:
            SampleError: when the folder holds no recording or a line is no answer.
        """
        by_date = {
            date.fromisoformat(path.stem): list(_answers(path))
            for path in sorted(folder.glob("*.jsonl"))
        }
        if not by_date:
            raise SampleError(
                f"样例目录 {folder} 中没有记录；请运行 python -m benchmarks.sample 生成"
            )
        return cls(folder.name, by_date)

    def in_force(self, on: date) -> dict[tuple[object, ...], list[Answer]]:
        """The answers of one date by request: those of the night in order, the lasting one last."""
        held: dict[tuple[object, ...], list[Answer]] = {}
        for recorded_on in self.dates:
            if recorded_on > on:
                break
            for answer in self._by_date[recorded_on]:
                if answer.is_passing and recorded_on != on:
                    continue
                earlier = held.get(answer.request, [])
                passing = [one for one in earlier if one.is_passing]
                lasting = [one for one in earlier if not one.is_passing]
                held[answer.request] = (
                    [*passing, answer, *lasting] if answer.is_passing else [*passing, answer]
                )
        return held


def _answers(path: Path) -> Iterator[Answer]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        yield Answer.from_line(line, f"{path.name} 第 {number} 行")


class _Night:
    """The answers of one source on one date, with the count of those already given."""

    def __init__(self, recording: Recording, on: date) -> None:
        self._held = recording.in_force(on)
        self._given: dict[int, int] = {}
        self._lock = threading.Lock()

    def answer(
        self, method: str, path: str, params: Mapping[str, str], encoding: str | None
    ) -> Answer | None:
        fitting = [
            answers
            for answers in self._held.values()
            if _fits(answers[0], method, path, params, encoding)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda answers: _specificity(answers[0]))
        with self._lock:
            for answer in best:
                given = self._given.get(id(answer), 0)
                if answer.times is None or given < answer.times:
                    self._given[id(answer)] = given + 1
                    return answer
        return None


def _fits(
    answer: Answer, method: str, path: str, params: Mapping[str, str], encoding: str | None
) -> bool:
    return (
        answer.method in (method, ANY)
        and answer.path in (path, ANY)
        and answer.encoding in (encoding, None)
        and all(
            name in params and value in (params[name], ANY) for name, value in answer.match.items()
        )
    )


def _specificity(answer: Answer) -> tuple[bool, bool, int, int]:
    exact = sum(value != ANY for value in answer.match.values())
    return (answer.path != ANY, answer.encoding is not None, exact, len(answer.match))


class SamplePlatform:
    """Serves `data/sample` on a free loopback port, each source below its own path prefix.

    Use it as a context manager; `set_date` turns the platform's clock to a fetch date (until then
    it stands at the first one), `source_urls` gives what `LINGPAO_SOURCE_<NAME>_URL` must hold.
    """

    def __init__(self, sample_root: Path) -> None:
        """Read the recordings below `sample_root`.

        Raises:
            SampleError: when a source has no recording or a line of it is no answer.
        """
        self._root = sample_root
        self._recordings = {name: Recording.load(sample_root / name) for name in HTTP_SOURCES}
        self.seen: list[Seen] = []
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.set_date(self.dates[0])

    @property
    def dates(self) -> list[date]:
        """The fetch dates of the sample, in order."""
        return sorted({on for recording in self._recordings.values() for on in recording.dates})

    def set_date(self, on: date) -> None:
        """Answer from now on as on that date; faults that pass (`times`) begin anew.

        Raises:
            SampleError: when nothing was recorded by then.
        """
        if on < self.dates[0]:
            raise SampleError(
                f"样例平台没有 {on} 的记录；最早的抓取日期是 {self.dates[0]}，请改用它或以后的日期"
            )
        self._on = on
        self._nights = {name: _Night(held, on) for name, held in self._recordings.items()}

    def source_urls(self) -> dict[str, str]:
        """Base URL of each source: http with its path prefix, or the file:// folder.

        Raises:
            SampleError: when the platform is not running.
        """
        if self._server is None:
            raise SampleError("样例平台没有启动；请在 with SamplePlatform(…) 之内取地址")
        host, port = self._server.server_address[:2]
        served = {name: f"http://{host!s}:{port}/{path}" for name, path in HTTP_SOURCES.items()}
        folders = {name: (self._root / name).resolve().as_uri() for name in FILE_SOURCES}
        return served | folders

    def __enter__(self) -> Self:
        handler = type("_Handler", (_Handler,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def find(
        self, method: str, target: str, params: Mapping[str, str], encoding: str | None
    ) -> Answer | None:
        """The answer of the current fetch date to a request; None where nothing was recorded."""
        source, _, rest = urlsplit(target).path.lstrip("/").partition("/")
        night = self._nights.get(source)
        answer = night.answer(method, f"/{rest}", params, encoding) if night else None
        status = answer.status if answer else 404
        self.seen.append(Seen(self._on, source, method, f"/{rest}", dict(params), status))
        return answer


class _Handler(BaseHTTPRequestHandler):
    """HTTP in, one recorded answer out."""

    platform: ClassVar[SamplePlatform]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's acknowledgement

    def do_GET(self) -> None:
        self._reply(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)), None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        params = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if "json" in self.headers.get("Content-Type", ""):
            self._reply(params, "json")
            return
        params |= parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        self._reply(params, "form")

    def _reply(self, params: Mapping[str, str], encoding: str | None) -> None:
        answer = self.platform.find(self.command, self.path, params, encoding)
        if answer is None:
            answer = Answer(self.command, self.path, b"Not Found", status=404)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_to])
        if answer.cut_to is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal for the job's own progress."""
