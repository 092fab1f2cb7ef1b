"""The templates as delivered, by `python -m pipelines.reports.template_pages`.

Once written they are files like any other: who wants another wording edits them in Word or WPS.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.reports import template_annual as annual
from pipelines.reports import template_certificate as certificates
from pipelines.reports import template_field as field
from pipelines.reports import template_forms as forms
from pipelines.reports import template_letters as letters
from pipelines.reports import template_notices as notices
from pipelines.reports import template_quarter as quarters
from pipelines.reports import template_scheme as schemes
from pipelines.reports import template_summary as summary

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
    write_templates(Path(__file__).parent / "templates")
