"""What comes back from a request, and how it can fail to be an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests

from pipelines.sources.challenge import challenge_in, is_too_frequent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_FAULTS = {
    "page_cut_off": "页面不完整",
    "not_the_table": "页面不是所要的表格",
}


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        url: after redirects on the same host.
        method: as asked.
        status: HTTP status, 0 where there was no answer.
        headers: those that matter, names in lower case.
        body: after content decoding; what came of it where it broke off or was too large.
        received_at: UTC, with zone.
    """

    url: str
    method: str
    status: int
    received_at: datetime
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


class HttpError(Exception):
    """A request that got no usable answer.

    Attributes:
        code: snake_case: `http_<status>`, connection_broken, timed_out, tls_failed, other_host,
            too_large, empty_answer, request_failed, or what the caller's check said.
        message: a Chinese sentence.
        is_retryable: could the same request, repeated, get an answer?
        answer: as far as it came.
    """

    def __init__(self, code: str, message: str, *, is_retryable: bool, answer: Answer) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_retryable = is_retryable
        self.answer = answer


class SourceStopped(Exception):  # noqa: N818 - an outcome of a run that is recorded, not a fault of the program
    """A source's run cannot go on; what came is kept and the run is incomplete.

    Attributes:
        code: challenge, rate_limited, errors_in_row, paging_repeats, total_mismatch, not_the_table,
            empty_answer, too_large, page_limit, or the code of the `HttpError` that stopped it.
        message: a Chinese sentence.
        answer: that made it stop, null where no single one did.
    """

    def __init__(self, code: str, message: str, answer: Answer | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.answer = answer


class TooFrequent(Exception):  # noqa: N818 - handled by the session, never leaves it
    """The platform says that it is asked too often; carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.url)
        self.answer = answer


def judge(answer: Answer, check: Callable[[bytes], str | None] | None) -> None:
    """Let a usable answer pass: status 200, a body, no challenge, no objection of `check`.

    Raises:
        TooFrequent: the platform is asked too often.
        SourceStopped: a challenge.
        HttpError: anything else.
    """
    if is_too_frequent(answer.status, answer.body):
        raise TooFrequent(answer)
    if kind := challenge_in(answer.status, answer.body):
        raise SourceStopped(
            "challenge",
            f"{answer.url} 返回的是{kind}页而非数据：本程序不破解验证，"
            f"该来源本次到此为止，已取得的页面保留",
            answer,
        )
    if answer.status != 200:
        raise HttpError(
            f"http_{answer.status}",
            f"{answer.url} 返回 HTTP {answer.status}",
            is_retryable=answer.status in (408, 429) or answer.status >= 500,
            answer=answer,
        )
    if not answer.body.strip():
        raise HttpError(
            "empty_answer",
            f"{answer.url} 返回 200 而内容为空",
            is_retryable=False,
            answer=answer,
        )
    if check is not None and (code := check(answer.body)):
        raise HttpError(
            code,
            f"{answer.url} 返回的{_FAULTS.get(code, f'内容不可用（{code}）')}",
            is_retryable=code == "page_cut_off",
            answer=answer,
        )


def broken(error: requests.RequestException, answer: Answer) -> HttpError:
    """What a failure of the transport means, with the answer as far as it came."""
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in str(error).upper():
        return HttpError(
            "tls_failed",
            f"{answer.url} 的 TLS 证书未通过验证，未接收任何内容：请核对地址与系统根证书",
            is_retryable=False,
            answer=answer,
        )
    if isinstance(error, requests.Timeout):
        return HttpError("timed_out", f"{answer.url} 超时", is_retryable=True, answer=answer)
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return HttpError(
            "connection_broken",
            f"{answer.url} 连接中断（{error}）",
            is_retryable=True,
            answer=answer,
        )
    return HttpError(
        "request_failed", f"{answer.url} 请求失败（{error}）", is_retryable=False, answer=answer
    )
