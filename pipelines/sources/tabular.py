"""From the bytes of a file to text: packing, encoding, CSV records, where the header stands."""

from __future__ import annotations

import codecs
import csv
import io
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipelines.sources.columns import HeaderMatch

UNPACKED_LIMIT = 4 * 2**30
"""Bytes that a packed file may unpack to, unless the source's options say `max_unpacked_bytes`."""

HEADER_ROWS = 30
"""Rows among which a header is looked for; titles and notes above one were seen to take few."""

_PIECE = 4 * 2**20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GZIP = b"\x1f\x8b"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class UnreadableError(ValueError):
    """A file that cannot be read as a whole; the message is a Chinese sentence with the remedy.

    Attributes:
        code: snake_case.
    """

    def __init__(self, message: str, code: str = "not_the_table") -> None:
        super().__init__(message)
        self.code = code


def unpacked_limit(options: Mapping[str, Any]) -> int:
    """Bytes that a packed file may unpack to, by the options of its source."""
    return int(options.get("max_unpacked_bytes", UNPACKED_LIMIT))


def is_workbook(body: bytes) -> bool:
    """Does a file begin as xlsx does, or as the older and the encrypted workbooks do?"""
    return body.startswith((_ZIP, _OLD_OFFICE))


def unpack(body: bytes, limit: int) -> bytes:
    """The body, unpacked when it is gzip, whatever its name says.

    Raises:
        UnreadableError: the packing is broken, or holds more than `limit` bytes.
    """
    if not body.startswith(_GZIP):
        return body
    parts: list[bytes] = []
    size = 0
    rest = body
    try:
        while rest:
            member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            while not member.eof:
                part = member.decompress(rest, _PIECE)
                rest = member.unconsumed_tail or member.unused_data
                if not part and not member.eof:
                    raise UnreadableError("gzip 压缩包不完整，文件多半没有传完；请重新传送")
                size += len(part)
                if size > limit:
                    raise UnreadableError(
                        f"解压后超过上限 {limit} 字节；请拆成几个文件，或调大 max_unpacked_bytes"
                    )
                parts.append(part)
            rest = rest.lstrip(b"\0")
    except zlib.error as error:
        raise UnreadableError(f"gzip 压缩包已损坏（{error}）；请重新压缩后传送") from error
    return b"".join(parts)


def as_utf8(body: bytes) -> bytes:
    """The body as UTF-8 without a byte order mark; GB18030 is recoded when the bytes are no UTF-8.

    Strict both ways: text that is neither is refused, nothing is guessed or replaced.

    Raises:
        UnreadableError: neither of the two.
    """
    if body.startswith(_UTF_16) or b"\0" in body[:_PIECE]:
        raise UnreadableError("像是 UTF-16 文本或二进制文件；请另存为 UTF-8 编码")
    if _decodes(body, "utf-8"):
        return body.removeprefix(codecs.BOM_UTF8)
    try:
        return b"".join(_recoded(body))
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"文件既不是 UTF-8 也不是 GB18030 编码（第 {error.start + 1} 字节附近）；"
            f"请另存为 UTF-8 编码"
        ) from error


def csv_records(text: bytes) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file in UTF-8, each with the number of lines read up to its end.

    Raises:
        UnreadableError: when asked for a record that is no CSV.
    """
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""))
    try:
        for record in reader:
            yield reader.line_num, record
    except csv.Error as error:
        raise UnreadableError(
            f"第 {reader.line_num} 行不合 CSV 格式（{error}）；请检查该行的引号"
        ) from error


def find_header(
    rows: Sequence[Sequence[str | None]],
    match: Callable[[Sequence[str | None]], HeaderMatch],
    is_header: Callable[[HeaderMatch], bool],
) -> tuple[int, HeaderMatch] | None:
    """Position and meaning of the header: the first row that fits; titles may stand above it."""
    for position, row in enumerate(rows[:HEADER_ROWS]):
        matched = match(row)
        if is_header(matched):
            return position, matched
    return None


def _decodes(body: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(body)
    try:
        for start in range(0, len(view), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(body: bytes) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        piece = view[start : start + _PIECE]
        try:
            yield decoder.decode(piece).encode()
        except UnicodeDecodeError as error:
            error.start += start  # counted from the file's beginning
            raise
    yield decoder.decode(b"", final=True).encode()
