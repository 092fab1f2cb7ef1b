from __future__ import annotations

import gzip
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime

import pytest
import requests

from pipelines.sources.answers import broken
from pipelines.sources.session import RETRIES, _on_same_host, user_agent
from tests.unit.sources.harness import GOOD, START, FakeClock, ask, error_of, session_for
from tests.unit.sources.server import Says, ScriptedServer

# What is sent ---------------------------------------------------------------------------------


def test_an_answer_carries_what_the_manifest_needs(server: ScriptedServer) -> None:
    server.on("/page", Says("正文", headers={"ETag": '"1"', "X-Noise": "1", "Content-Type": "a/b"}))
    answer = ask(server)
    assert (answer.url, answer.method, answer.status) == (f"{server.url}/page", "GET", 200)
    assert answer.body == "正文".encode()
    assert answer.received_at == START
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["content-type"] == "a/b"
    assert "x-noise" not in answer.headers


def test_query_form_and_headers_arrive(server: ScriptedServer) -> None:
    server.on("/page", GOOD)
    with session_for(server) as session:
        session.request(
            "POST",
            f"{server.url}/page",
            params={"t": 1},
            data={"standardName": "", "pageNum": 2},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.query == {"t": "1"}
    assert asked.form == {"standardName": "", "pageNum": "2"}
    assert asked.headers["x-requested-with"] == "XMLHttpRequest"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


def test_the_user_agent_says_who_asks_what_for_and_where_to_reach_them(
    server: ScriptedServer,
) -> None:
    server.on("/page", GOOD)
    ask(server, contact="ops@example.org")
    assert server.asked[0].headers["user-agent"].startswith("lingpao/")
    assert "declared enterprise standards; ops@example.org" in server.asked[0].headers["user-agent"]
    assert "None" not in user_agent(None)


def test_a_compressed_answer_is_kept_decoded(server: ScriptedServer) -> None:
    body = gzip.compress(b"<table>" * 50, mtime=0)
    server.on("/page", Says(body, headers={"Content-Encoding": "gzip"}))
    assert ask(server).body == b"<table>" * 50


# What is repeated -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_a_repeat_can_help_is_repeated(server: ScriptedServer, status: int) -> None:
    server.on("/page", Says("busy", status=status), GOOD)
    assert ask(server).status == 200
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 405, 410, 422])
def test_what_a_repeat_cannot_help_is_not_repeated(server: ScriptedServer, status: int) -> None:
    server.on("/page", Says("" if status == 204 else "no", status=status))
    error = error_of(server)
    assert (error.code, error.is_retryable) == (f"http_{status}", False)
    assert error.answer.status == status
    assert len(server.asked) == 1


def test_pauses_grow_and_repeats_end(server: ScriptedServer) -> None:
    server.on("/page", Says("busy", status=503))
    clock = FakeClock()
    error = error_of(server, clock)
    assert (error.code, error.is_retryable) == ("http_503", True)
    assert clock.pauses == [2, 4, 8, 16]
    assert len(server.asked) == 1 + RETRIES
    assert f"{server.url}/page" in error.message


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_honoured(server: ScriptedServer, status: int) -> None:
    server.on("/page", Says("wait", status=status, headers={"Retry-After": "77"}), GOOD)
    clock = FakeClock()
    ask(server, clock)
    assert clock.pauses == [77]


def test_retry_after_as_a_date_is_honoured(server: ScriptedServer) -> None:
    until = format_datetime(START.replace(minute=1), usegmt=True)
    server.on("/page", Says("wait", status=429, headers={"Retry-After": until}), GOOD)
    clock = FakeClock()
    ask(server, clock)
    assert clock.pauses == [60]


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("99999999", 1800),  # capped
        ("0", 2),  # the growing pause is the least
        ("soon", 2),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 2),  # over already
        ("-5", 2),
    ],
)
def test_retry_after_is_bounded(server: ScriptedServer, value: str, pause: float) -> None:
    server.on("/page", Says("wait", status=429, headers={"Retry-After": value}), GOOD)
    clock = FakeClock()
    ask(server, clock)
    assert clock.pauses == [pause]


def test_a_connection_that_breaks_off_is_asked_again(server: ScriptedServer) -> None:
    server.on("/page", Says("<table></table>", broken_after=5), GOOD)
    assert ask(server).body == GOOD.sent
    assert len(server.asked) == 2


def test_what_came_of_a_broken_answer_is_told(server: ScriptedServer) -> None:
    server.on("/page", Says("<table></table>", broken_after=5))
    error = error_of(server)
    assert (error.code, error.is_retryable) == ("connection_broken", True)
    assert error.answer.status == 200


def test_a_server_that_is_not_there_is_a_broken_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = ScriptedServer()
        nowhere.url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    error = error_of(nowhere)
    assert (error.code, error.is_retryable, error.answer.status) == ("connection_broken", True, 0)


def test_an_answer_that_takes_too_long_is_asked_again(server: ScriptedServer) -> None:
    server.on("/page", Says("late", delay=0.3), GOOD)
    assert ask(server, timeout_seconds=0.1).body == GOOD.sent


def test_an_answer_that_keeps_trickling_in_is_a_time_out(server: ScriptedServer) -> None:
    class Hurrying(FakeClock):
        def monotonic(self) -> float:
            self.seconds += 10
            return self.seconds

    server.on("/page", Says("x" * 50_000, pieces=1000))
    error = error_of(server, Hurrying())
    assert (error.code, error.is_retryable) == ("timed_out", True)
    assert 0 < len(error.answer.body) < 50_000


def test_a_certificate_that_does_not_hold_is_no_matter_of_repeating(
    server: ScriptedServer,
) -> None:
    server.on("/page", GOOD)
    answer = ask(server)
    failed = requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    assert (broken(failed, answer).code, broken(failed, answer).is_retryable) == (
        "tls_failed",
        False,
    )
    torn = requests.exceptions.SSLError("EOF occurred in violation of protocol")
    assert broken(torn, answer).is_retryable


def test_certificates_are_verified(server: ScriptedServer) -> None:
    with session_for(server) as session:
        assert session._http.verify is True


# Redirects ------------------------------------------------------------------------------------


def test_a_redirect_on_the_same_host_is_followed(server: ScriptedServer) -> None:
    server.on("/page", Says(status=302, headers={"Location": "/other?x=1"}))
    server.on("/other", GOOD)
    assert ask(server).url == f"{server.url}/other?x=1"


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST")])
def test_a_form_is_sent_again_only_where_the_redirect_says_so(
    server: ScriptedServer, status: int, method: str
) -> None:
    server.on("/page", Says(status=status, headers={"Location": "/other"}))
    server.on("/other", GOOD)
    with session_for(server) as session:
        session.request("POST", f"{server.url}/page", data={"pageNum": 1})
    assert server.asked[1].method == method
    assert server.asked[1].form == ({"pageNum": "1"} if method == "POST" else {})


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:1/page",
        "https://elsewhere.invalid/page",
        "//elsewhere.invalid/page",
        "http://[",
        "http://127.0.0.1:99999/",
        "ftp://127.0.0.1/page",
    ],
)
def test_a_redirect_to_another_host_or_nowhere_is_refused(
    server: ScriptedServer, target: str
) -> None:
    server.on("/page", Says(status=302, headers={"Location": target}))
    error = error_of(server)
    assert (error.code, error.is_retryable) == ("other_host", False)
    assert error.answer.status == 302
    assert len(server.asked) == 1


def test_a_redirect_to_another_port_is_another_host(server: ScriptedServer) -> None:
    server.on("/page", Says(status=302, headers={"Location": "http://127.0.0.1:1/page"}))
    assert error_of(server).code == "other_host"


def test_the_ceiling_holds_for_a_redirects_body(server: ScriptedServer) -> None:
    server.on("/page", Says("x" * 300_000, status=302, headers={"Location": "/o"}, pieces=1000))
    assert error_of(server).code == "too_large"


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("http://a.cn/x", "https://a.cn/x", "https://a.cn/x"),
        ("https://a.cn/x", "http://a.cn/x", None),
        ("https://a.cn/x", "https://www.a.cn/x", None),
        ("https://a.cn/x/y", "../z", "https://a.cn/z"),
        ("http://a.cn:8080/x", "https://a.cn/x", None),
    ],
)
def test_tls_may_be_gained_but_not_lost(url: str, location: str, target: str | None) -> None:
    assert _on_same_host(url, location) == target


def test_redirects_that_go_round_end(server: ScriptedServer) -> None:
    server.on("/page", Says(status=302, headers={"Location": "/page"}))
    assert error_of(server).code == "redirects"
    assert len(server.asked) == 6


# Pace and concurrency -------------------------------------------------------------------------


def test_requests_start_a_pace_apart(server: ScriptedServer) -> None:
    server.on("/page", GOOD)
    clock = FakeClock()
    with session_for(server, clock, pace_seconds=8) as session:
        for _ in range(3):
            session.request("GET", f"{server.url}/page")
    assert clock.pauses == [8, 8]


def test_a_pause_is_not_shorter_than_the_pace(server: ScriptedServer) -> None:
    server.on("/page", Says("busy", status=503), GOOD)
    clock = FakeClock()
    ask(server, clock, pace_seconds=8)
    assert clock.pauses == [8]


def test_threads_share_the_pace(server: ScriptedServer) -> None:
    server.on("/page", GOOD)
    starts: list[float] = []
    lock = threading.Lock()

    def note(*_: object) -> Says:
        with lock:
            starts.append(time.monotonic())
        return GOOD

    server.on("/page", note)
    with session_for(server, pace_seconds=0.05, concurrency=4) as session:
        session._sleep, session.monotonic = time.sleep, time.monotonic
        session._free_at = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            for _ in range(6):
                pool.submit(session.request, "GET", f"{server.url}/page")
    assert len(starts) == 6
    assert max(starts) - min(starts) >= 0.05 * 5 - 0.02


@pytest.mark.parametrize("concurrency", [1, 2])
def test_no_more_requests_are_under_way_than_allowed(
    server: ScriptedServer, concurrency: int
) -> None:
    server.on("/page", Says(GOOD.body, delay=0.02))
    with (
        session_for(server, concurrency=concurrency) as session,
        ThreadPoolExecutor(4) as pool,
    ):
        for _ in range(6):
            pool.submit(session.request, "GET", f"{server.url}/page")
    assert len(server.asked) == 6
    assert server.most_at_once == concurrency


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.on("/page", GOOD)
    assert ask(server).status == 200
