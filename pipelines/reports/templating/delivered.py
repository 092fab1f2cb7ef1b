"""The templates as delivered, by `python -m pipelines.reports.templating.delivered`.

Once written they are files like any other: who wants another wording edits them in Word or WPS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.pages import TEMPLATES
from pipelines.reports.templating import annual, field, forms, letters, notices, summary
from pipelines.reports.templating import certificate as certificates
from pipelines.reports.templating import quarter as quarters
from pipelines.reports.templating import scheme as schemes

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {
    "consent_letter": letters.consent_letter,
    "exit_publicity": letters.exit_publicity,
    "exit_departments": letters.exit_departments,
    "exit_credit": letters.exit_credit,
    "scheme": schemes.scheme,
    "certificate": certificates.certificate,
    "form_2_1": forms.form_2_1,
    "form_2_2": forms.form_2_2,
    "publicity_scheme": notices.publicity_scheme,
    "publicity_board": notices.publicity_board,
    "publicity_leader_list": notices.publicity_leader_list,
    "publication_scheme": notices.publication_scheme,
    "publication_board": notices.publication_board,
    "publication_leader_list": notices.publication_leader_list,
    "annual": annual.annual,
    "body_summary": summary.body_summary,
    "field_analysis": field.field_analysis,
    "quarter": quarters.quarter,
}
"""Templates by the name of their file."""


def write_templates(folder: Path) -> None:
    """Writes every template anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in PAGES.items():
        made().save(folder / f"{name}.docx")


if __name__ == "__main__":
    write_templates(TEMPLATES)
