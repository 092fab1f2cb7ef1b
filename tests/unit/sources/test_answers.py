from __future__ import annotations

import gzip

import pytest

from pipelines.sources.answers import HttpError, SourceStopped
from pipelines.sources.session import ERRORS_IN_ROW
from tests.unit.sources.harness import GOOD, FakeClock, ask, error_of, session_for, stop_of
from tests.unit.sources.server import Says, ScriptedServer

# What is no answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", " \r\n\t"])
def test_an_empty_200_is_an_error(server: ScriptedServer, body: str) -> None:
    server.on("/page", Says(body))
    assert error_of(server).code == "empty_answer"
    assert len(server.asked) == 1


def test_a_body_over_the_ceiling_is_not_received(server: ScriptedServer) -> None:
    server.on("/page", Says("x" * 5000))
    error = error_of(server, max_bytes=1000)
    assert (error.code, error.is_retryable) == ("too_large", False)
    assert error.answer.body == b""
    assert "max_bytes" in error.message


def test_a_body_that_announces_no_length_is_cut_at_the_ceiling(server: ScriptedServer) -> None:
    server.on("/page", Says("x" * 300_000, pieces=1000))
    error = error_of(server)
    assert error.code == "too_large"
    assert len(error.answer.body) < 300_000


def test_the_ceiling_holds_for_what_a_compressed_body_swells_to(server: ScriptedServer) -> None:
    bomb = gzip.compress(b"x" * 5_000_000, mtime=0)
    assert len(bomb) < 100_000
    server.on("/page", Says(bomb, headers={"Content-Encoding": "gzip"}))
    error = error_of(server)
    assert error.code == "too_large"
    assert len(error.answer.body) < 1_000_000


def test_a_body_at_the_ceiling_is_received(server: ScriptedServer) -> None:
    server.on("/page", Says("x" * 1000))
    assert len(ask(server, max_bytes=1000).body) == 1000


def test_what_a_check_objects_to_is_an_error(server: ScriptedServer) -> None:
    server.on("/page", Says("<html>other</html>"))
    with session_for(server) as session, pytest.raises(HttpError) as raised:
        session.request("GET", f"{server.url}/page", check=lambda body: "not_the_table")
    assert (raised.value.code, raised.value.is_retryable) == ("not_the_table", False)
    assert raised.value.answer.body == b"<html>other</html>"
    assert len(server.asked) == 1


def test_a_page_that_is_cut_off_is_asked_for_again(server: ScriptedServer) -> None:
    server.on("/page", Says("<html><table>"), GOOD)
    with session_for(server) as session:
        answer = session.request(
            "GET",
            f"{server.url}/page",
            check=lambda body: None if b"</html>" in body else "page_cut_off",
        )
    assert answer.body == GOOD.sent
    assert len(server.asked) == 2


# When to leave a source alone -----------------------------------------------------------------


def test_errors_in_a_row_stop_the_source(server: ScriptedServer) -> None:
    server.on("/page", Says("busy", status=500))
    with session_for(server) as session:
        with pytest.raises(HttpError):
            session.request("GET", f"{server.url}/page")
        with pytest.raises(SourceStopped) as raised:
            session.request("GET", f"{server.url}/page")
    assert raised.value.code == "errors_in_row"
    assert "HTTP 500" in raised.value.message
    assert len(server.asked) == ERRORS_IN_ROW


def test_an_answer_ends_the_row_of_errors(server: ScriptedServer) -> None:
    server.on("/bad", Says("no", status=404))
    server.on("/good", GOOD)
    with session_for(server) as session:
        for _ in range(3):
            for _ in range(ERRORS_IN_ROW - 1):
                with pytest.raises(HttpError):
                    session.request("GET", f"{server.url}/bad")
            session.request("GET", f"{server.url}/good")


CHALLENGES = {
    "geetest_script": Says('<html><script src="/static/gt.geetest.js"></script></html>'),
    "login_pop_up": Says('<html><body onload="regLogin()"></body></html>'),
    "visit_token": Says('{"code": 200, "visitToken": "abc"}'),
    "geetest_json_string": Says(r'"{\"gt\":\"00\",\"challenge\":\"11\",\"success\":1}"'),
    "script_412": Says("<html><script>$_ts=window['$_ts']</script></html>", status=412),
    "cookie_script": Says("<script>document.cookie='__jsl_clearance=1'</script>", status=521),
    "slider": Says("<html><title>滑动验证页面</title></html>", status=405),
}


@pytest.mark.parametrize("says", CHALLENGES.values(), ids=CHALLENGES)
def test_a_challenge_ends_the_run_and_is_never_answered(server: ScriptedServer, says: Says) -> None:
    server.on("/page", says)
    stop = stop_of(server)
    assert stop.code == "challenge"
    assert stop.answer is not None
    assert stop.answer.body == says.sent
    assert "不破解验证" in stop.message
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        '<html><script src="geetest.js"></script><table><tr><td>数据</td></tr></table></html>',
        '{"result": [{"standardName": "geetest 与 challenge"}]}',
        '{"total": 1, "rows": [{"C_C_NAME": "gt challenge"}]}',
    ],
)
def test_data_beside_the_marks_of_a_challenge_is_data(server: ScriptedServer, body: str) -> None:
    server.on("/page", Says(body))
    assert ask(server).body == body.encode()


TOO_FREQUENT = Says('{"message": "访问过于频繁"}', status=401)


def test_too_frequent_ends_the_run_where_no_cooldown_is_set(server: ScriptedServer) -> None:
    server.on("/page", TOO_FREQUENT)
    assert stop_of(server).code == "rate_limited"
    assert len(server.asked) == 1


def test_too_frequent_is_waited_out_where_a_cooldown_is_set(server: ScriptedServer) -> None:
    server.on("/page", TOO_FREQUENT, GOOD)
    clock = FakeClock()
    assert ask(server, clock, cooldown_seconds=1800).status == 200
    assert clock.pauses == [1800]


def test_too_frequent_again_and_again_ends_the_run(server: ScriptedServer) -> None:
    server.on("/page", TOO_FREQUENT)
    clock = FakeClock()
    assert stop_of(server, clock, cooldown_seconds=1800).code == "rate_limited"
    assert clock.pauses == [1800, 1800, 1800]
