"""Credit codes and organisation codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.identifiers import CreditCode, division_digits, parse_credit_code


@pytest.mark.parametrize(
    "text",
    [
        "91330000740545604A",
        "91330000740545604a",
        " 9133 0000 7405 4560 4A ",
        "９１３３００００７４０５４５６０４Ａ",
        "91330000-740545604-A",
    ],
)
def test_a_credit_code_carries_the_organisation_code(text: str) -> None:
    assert parse_credit_code(text) == CreditCode("91330000740545604A", "740545604", "valid")


@pytest.mark.parametrize("text", ["91350211M0000XUF46", "91350100M0001TGQXM"])
def test_registered_codes_that_fail_the_check_are_kept(text: str) -> None:
    assert parse_credit_code(text) == CreditCode(text, text[8:17], "check_failed")


@pytest.mark.parametrize("text", ["740545604", "74054560-4", "７４０５４５６０—４", "74054560 4"])
def test_an_old_code_is_the_same_enterprise(text: str) -> None:
    assert parse_credit_code(text) == CreditCode(None, "740545604", "old_code")


def test_the_old_check_character_can_be_an_x() -> None:
    assert parse_credit_code("D2143569-X").check == "old_code"


def test_an_old_code_that_fails_the_check_is_kept() -> None:
    assert parse_credit_code("74054560-5") == CreditCode(None, "740545605", "check_failed")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "——",
        "91330000740545604",  # 17 characters
        "91330000740545604AA",
        "9133000O740545604A",  # O for 0 is not guessed
        "913300007405456I4A",
        "330000123456789",  # the business registration number of before 2015
        "示例",
    ],
)
def test_what_is_no_code_is_malformed(text: str) -> None:
    assert parse_credit_code(text) == CreditCode(None, None, "malformed")


@given(st.text() | st.text(alphabet="0123456789ABXIO- ", min_size=8, max_size=20))
def test_every_text_is_taken_and_a_code_reads_as_itself(text: str) -> None:
    code = parse_credit_code(text)
    assert (code.enterprise_id is None) == (code.check == "malformed")
    if code.enterprise_id:
        assert parse_credit_code(code.uscc or code.enterprise_id) == code


def test_the_registering_division_stands_in_the_code() -> None:
    assert division_digits("91330000740545604A") == "330000"
