from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.tabular import UnreadableError, as_utf8, csv_records, unpack

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff"))


@given(TEXT)
def test_utf_8_comes_through_with_or_without_its_mark(text: str) -> None:
    assert as_utf8(text.encode("utf-8")) == text.encode()
    assert as_utf8(text.encode("utf-8-sig")) == text.encode()


@pytest.mark.parametrize("text", ["声明编号,企业名称", "㎎/m³ β ≤ ㎡ 😀", "㐀䶮"])
def test_gb18030_is_recoded(text: str) -> None:
    assert as_utf8(text.encode("gb18030")) == text.encode()


def test_a_character_may_lie_across_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.sources.tabular._PIECE", 3)
    text = "声明编号😀企业名称"
    assert as_utf8(text.encode()) == text.encode()
    assert as_utf8(text.encode("gb18030")) == text.encode()


@pytest.mark.parametrize("body", [b"\xff\xfeabc", b"a\0b", "标准,".encode("utf-16-le"), b"abc\xff"])
def test_what_is_neither_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="UTF-8"):
        as_utf8(body)


def test_the_place_of_the_fault_is_told() -> None:
    with pytest.raises(UnreadableError, match="第 5 字节"):
        as_utf8("标准".encode("gb18030") + b"\xff\xff")


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=4))
def test_gzip_of_several_members_is_unpacked_whole(parts: list[bytes]) -> None:
    packed = b"".join(gzip.compress(part, mtime=0) for part in parts)
    assert unpack(packed, 10_000) == b"".join(parts)


def test_what_is_not_packed_stays_as_it_is() -> None:
    assert unpack(b"abc", 1) == b"abc"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"abc" * 100, mtime=0)[:-10],
        gzip.compress(b"abc" * 100, mtime=0)[:-4] + b"\0\0\0\1",
        gzip.compress(b"abc", mtime=0) + b"rest",
        b"\x1f\x8bxxxx",
    ],
)
def test_damaged_gzip_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="gzip"):
        unpack(body, 10_000)


def test_gzip_is_unpacked_only_up_to_the_limit() -> None:
    with pytest.raises(UnreadableError, match="超过上限 100000 字节"):
        unpack(gzip.compress(bytes(50_000_000), mtime=0), 100_000)


def test_csv_tells_the_lines_of_each_record() -> None:
    assert list(csv_records(b'a,"b\nc"\r\nd\r\n')) == [(2, ["a", "b\nc"]), (3, ["d"])]


def test_a_cell_larger_than_any_is_an_error_with_its_line() -> None:
    with pytest.raises(UnreadableError, match="第 1 行"):
        list(csv_records(b'"' + b"x" * 200_000))
