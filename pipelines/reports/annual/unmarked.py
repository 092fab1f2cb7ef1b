"""A draft without its mark: what was approved, word for word."""

from __future__ import annotations

import io

import docx

DRAFT = "草稿"
"""What stands on every page of a report that nobody has approved yet."""


def unmarked(draft: bytes) -> bytes:
    """A docx whose pages no longer say that it is a draft.

    Args:
        draft: docx with the mark alone in paragraphs of its header or its text.
    """
    document = docx.Document(io.BytesIO(draft))
    headers = [each for section in document.sections for each in section.header.paragraphs]
    for paragraph in [*headers, *document.paragraphs]:
        if paragraph.text.strip() == DRAFT:
            paragraph.clear()
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()
