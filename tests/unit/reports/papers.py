"""What a paper says, read back."""

from __future__ import annotations

import io

import docx
from docx.oxml.ns import qn


def said(body: bytes) -> str:
    """Every paragraph's text, a line each, also in tables and in blanks."""
    document = docx.Document(io.BytesIO(body))
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )
