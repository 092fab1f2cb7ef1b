"""The digest of a leader's certificate: by it a paper is compared with the record."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def certificate_digest(
    certificate_no: str,
    org_name: str | None,
    standard_no: str | None,
    valid_from: date,
    valid_to: date,
) -> str:
    """SHA-256 (64 hexadecimal digits) of what a certificate says, one fact a line, in UTF-8.

    Args:
        certificate_no: as given on publication.
        org_name: of the enterprise, as awarded; blanks and line breaks count as one blank.
        standard_no: as awarded.
        valid_from: first day of the title.
        valid_to: first day on which it no longer holds.
    """
    facts = (certificate_no, org_name, standard_no, valid_from.isoformat(), valid_to.isoformat())
    lines = "".join(f"{' '.join((fact or '').split())}\n" for fact in facts)
    return hashlib.sha256(lines.encode()).hexdigest()
