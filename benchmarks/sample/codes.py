"""Identifiers of fictional subjects: codes of the unassigned division 99, ids, barcodes."""

from __future__ import annotations

import hashlib

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_code(number: int) -> str:
    """The old nine-character code of fictional enterprise `number` (check digit: GB 11714)."""
    body = f"EX{number:06d}"
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def credit_code(number: int) -> str:
    """The 18-character code around it; the check character is that of GB 32100-2015."""
    body = "91990000" + organisation_code(number)
    return body + _uscc_check(body)


def failing_credit_code(number: int) -> str:
    """The same code with the next check character, so that the check fails."""
    code = credit_code(number)
    position = _USCC_ALPHABET.index(code[-1])
    return code[:-1] + _USCC_ALPHABET[(position + 1) % len(_USCC_ALPHABET)]


def _uscc_check(body: str) -> str:
    total = sum(_USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def opaque_id(key: str) -> str:
    """What generation 2 calls a declaration: 32 letters and digits (wire-formats.md §2.3)."""
    return hashlib.sha256(f"qybz {key}".encode()).hexdigest()[:32]


def hex_id(key: str, length: int) -> str:
    """An id of a catalogue: `length` (at most 64) hex digits."""
    return hashlib.sha256(f"catalogue {key}".encode()).hexdigest()[:length]


def barcode(number: int) -> str:
    """A GTIN-13 of the prefix 200 that shops use among themselves, with its check digit."""
    body = f"200{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)
