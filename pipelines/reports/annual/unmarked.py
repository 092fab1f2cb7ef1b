"""A draft without its mark: what was approved, word for word."""

from __future__ import annotations

import io
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError

DRAFT = "草稿"
"""What stands on every page of a report that nobody has approved yet."""


def unmarked(draft: bytes) -> bytes:
    """A docx whose pages no longer say that it is a draft.

    Args:
        draft: docx with the mark alone in paragraphs of its header or its text.

    Raises:
        ValueError: it is no docx.
    """
    try:
        document = docx.Document(io.BytesIO(draft))
    except (BadZipFile, PackageNotFoundError, KeyError) as error:
        raise ValueError(
            "批准所附的报告打不开，不是 docx；请再记录一次 annual_report_approved，附上草稿"
        ) from error
    headers = [each for section in document.sections for each in section.header.paragraphs]
    for paragraph in [*headers, *document.paragraphs]:
        if paragraph.text.strip() == DRAFT:
            paragraph.clear()
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()
