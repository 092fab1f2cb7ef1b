"""How requests are sent: at the source's pace, with ceilings, repeated where a repeat can help."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from pipelines.sources.answers import Answer, HttpError, SourceStopped, TooFrequent, broken, judge
from pipelines.sources.config import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from pipelines.sources.config import SourceConfig

RETRIES = 4
"""Repeats of a request whose error a repeat can help."""
ERRORS_IN_ROW = 8
"""Errors in a row, repeats counted, after which a source is stopped (wire-formats.md §2.2)."""
LONGEST_PAUSE_SECONDS = 1800.0
"""That a Retry-After is honoured for."""
COOLDOWNS = 3
"""Times that a run waits for `cooldown_seconds` before it takes “too frequent” for an end."""

_REDIRECTS = 5
_PIECE = 65536  # bytes
_SLOWEST = 20  # times the timeout, for an answer that keeps trickling in
_HEADERS = (
    "content-type",
    "content-length",
    "content-encoding",
    "date",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "server",
)


class PoliteSession:
    """Requests to one source; threads that share it share pace, concurrency and count of errors."""

    def __init__(
        self,
        config: SourceConfig,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.config = config
        self.now = now
        self.monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._under_way = threading.BoundedSemaphore(config.concurrency)
        self._free_at = monotonic()  # when the next request may start
        self._errors = 0
        self._cooldowns = 0
        self._http = _Transport()
        self._http.headers["User-Agent"] = user_agent(config.contact)
        # a proxy of the environment serves the way out, never the way to this machine
        self._http.trust_env = not any(is_loopback(url) for url in config.site_urls.values())
        adapter = HTTPAdapter(pool_maxsize=config.concurrency)
        self._http.mount("http://", adapter)
        self._http.mount("https://", adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        data: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        check: Callable[[bytes], str | None] | None = None,
    ) -> Answer:
        """A usable answer: status 200, a body, no challenge, nothing that `check` objects to.

        Args:
            method: GET or POST.
            url: whole.
            params: of the query.
            data: of a form.
            headers: more of them.
            check: says of a body why it is not what was asked for: `page_cut_off`, which a repeat
                can help, or another code, which it cannot.

        Raises:
            HttpError: no usable answer, after the repeats that could have helped.
            SourceStopped: a challenge, too frequent, or too many errors in a row.
        """
        asked = requests.Request(method, url, headers, params=params, data=data)
        repeats = 0
        while True:
            try:
                answer = self._once(asked)
                judge(answer, check)
            except TooFrequent as error:
                self._cool_down(error.answer)
            except HttpError as error:
                self._count(error)
                if not error.is_retryable or repeats == RETRIES:
                    raise
                self._hold(self._pause(error.answer, repeats))
                repeats += 1
            else:
                with self._lock:
                    self._errors = 0
                return answer

    def _once(self, asked: requests.Request) -> Answer:
        with self._under_way:
            self._take_turn()
            for _ in range(_REDIRECTS + 1):
                answer = self._send(asked)
                location = answer.headers.get("location")
                if answer.status not in (301, 302, 303, 307, 308) or location is None:
                    return answer
                target = _on_same_host(answer.url, location)
                if target is None:
                    raise HttpError(
                        "other_host",
                        f"{answer.url} 转到另一台主机（{location}），未跟随："
                        f"平台若已迁址，请在 sources.yml 改 base_url",
                        is_retryable=False,
                        answer=answer,
                    )
                if answer.status in (307, 308):
                    asked = requests.Request(asked.method, target, asked.headers, data=asked.data)
                else:
                    asked = requests.Request("GET", target, asked.headers)
            raise HttpError(
                "redirects",
                f"{answer.url} 连续转向超过 {_REDIRECTS} 次",
                is_retryable=False,
                answer=answer,
            )

    def _send(self, asked: requests.Request) -> Answer:
        timeout = self.config.timeout_seconds
        body = bytearray()
        status, url, kept = 0, str(asked.url), dict[str, str]()

        def answer() -> Answer:
            return Answer(url, str(asked.method), status, self.now(), kept, bytes(body))

        try:
            with self._http.request(
                str(asked.method),
                url,
                params=asked.params,
                data=asked.data,
                headers=asked.headers,
                timeout=(timeout, timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                status, url = response.status_code, response.url
                kept |= {
                    name: response.headers[name] for name in _HEADERS if name in response.headers
                }
                self._read(response, body, answer)
        except requests.RequestException as error:
            raise broken(error, answer()) from error
        return answer()

    def _read(
        self, response: requests.Response, body: bytearray, answer: Callable[[], Answer]
    ) -> None:
        ceiling = self.config.max_bytes
        last = self.monotonic() + _SLOWEST * self.config.timeout_seconds
        announced = response.headers.get("content-length", "")
        is_too_large = announced.isdecimal() and int(announced) > ceiling
        if not is_too_large:
            # decoded as it streams, so that the ceiling holds for what a small compressed body
            # swells to
            for piece in response.iter_content(_PIECE):
                body += piece
                is_too_large = len(body) > ceiling
                if is_too_large:
                    break
                if self.monotonic() > last:
                    raise requests.Timeout("the answer keeps trickling in")
        if is_too_large:
            raise HttpError(
                "too_large",
                f"{response.url} 的应答超过上限 {ceiling} 字节，已停止接收："
                f"若属正常，请在 sources.yml 调高 max_bytes",
                is_retryable=False,
                answer=answer(),
            )

    def _take_turn(self) -> None:
        with self._lock:
            start = max(self._free_at, self.monotonic())
            self._free_at = start + self.config.pace_seconds
        if (wait := start - self.monotonic()) > 0:
            self._sleep(wait)

    def _hold(self, seconds: float) -> None:
        """Let nobody start a request for so long: who asks for a pause asks every thread."""
        with self._lock:
            self._free_at = max(self._free_at, self.monotonic() + seconds)

    def _pause(self, answer: Answer, repeats: int) -> float:
        growing = self.config.retry_pause_seconds * 2.0**repeats
        asked = _retry_after(answer.headers.get("retry-after", ""), self.now())
        return min(max(growing, asked), LONGEST_PAUSE_SECONDS)

    def _count(self, error: HttpError) -> None:
        with self._lock:
            self._errors += 1
            if self._errors < ERRORS_IN_ROW:
                return
        raise SourceStopped(
            "errors_in_row",
            f"连续 {ERRORS_IN_ROW} 次请求出错，该来源本次到此为止；最后一次：{error.message}",
            error.answer,
        ) from error

    def _cool_down(self, answer: Answer) -> None:
        cooldown = self.config.cooldown_seconds
        with self._lock:
            self._cooldowns += 1
            is_over = cooldown is None or self._cooldowns > COOLDOWNS
        if cooldown is None or is_over:
            raise SourceStopped(
                "rate_limited",
                f"{answer.url} 回答“访问过于频繁”（HTTP {answer.status}），该来源本次到此为止："
                f"请隔些时候再运行，或在 sources.yml 调大 pace_seconds",
                answer,
            )
        self._hold(cooldown)


class _Transport(requests.Session):
    """Leaves redirects alone: requests would read their bodies whole, and fail on a bad target."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, so that nothing is followed or read ahead."""


def user_agent(contact: str | None) -> str:
    """Who asks and what for, with where to reach whoever runs this when that is configured."""
    purpose = "statistics of publicly declared enterprise standards"
    return f"lingpao/{version('lingpao')} ({'; '.join(filter(None, (purpose, contact)))})"


def _on_same_host(url: str, location: str) -> str | None:
    """Where a redirect leads; null when it leads to another host, or from https back to http."""
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
        is_same_port = here.scheme == there.scheme and here.port == there.port
        is_upgrade = (here.scheme, there.scheme, here.port, there.port) == (
            "http",
            "https",
            None,
            None,
        )
    except ValueError:  # it is no URL
        return None
    return target if here.hostname == there.hostname and (is_same_port or is_upgrade) else None


def _retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After asks for, in either of its forms; 0 when it has no sense."""
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
