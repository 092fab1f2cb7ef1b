"""Pages as GB/T 9704 lays them out, and templates filled with what a release says.

A template is a docx that anybody can edit in Word or WPS: `{{ name }}` is replaced by a value,
`{%tr for … %}` repeats a table's row. A programme's own template takes the place of the one here.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError

from pipelines.reports.charts import mark_of, place_charts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.reports.charts import Chart

TEMPLATES = Path(__file__).parent / "templates"

_UNSAFE = re.compile(r"[^\w（）()-]+")
_LONGEST_NAME = 120  # bytes; a file system allows 255, two names and an ending among them
_KEPT = "\n\t"
_UNSEEN = {"Cc", "Cf", "Cs"}  # among them what turns the reading direction round
_NO_XML = "\ufffe\uffff"


class TemplateFaultError(ValueError):
    """A template that cannot be filled; the message says why and what to do."""


@dataclass(frozen=True)
class Paper:
    """A paper as a file: its name, and the docx."""

    name: str
    body: bytes


def find_template(name: str, programme: str, own: Path) -> Path:
    """The template of a programme, or else the one for all.

    Args:
        name: of the template, as `consent_letter`.
        programme: whose paper it is.
        own: folder with a folder for each programme that has templates of its own.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    for path in (own / programme / f"{name}.docx", TEMPLATES / f"{name}.docx"):
        if path.is_file():
            return path
    raise FileNotFoundError(f"没有模板 {name}.docx；请放在 {own / programme} 或 {TEMPLATES}")


def filled(
    template: Path, values: Mapping[str, Any], charts: Mapping[str, Chart] | None = None
) -> bytes:
    """A template with its values, as docx.

    Whatever came from outside is text: no markup in it takes effect, nothing unseen remains.

    Args:
        template: a docx.
        values: by name; dataclasses as well as mappings and lists.
        charts: by the name by which a paragraph `{{ charts.name }}` asks for one.

    Raises:
        TemplateFaultError: the template is no docx, asks for a value that there is not, or has a
            mark that is not closed.
    """
    document = DocxTemplate(template)
    marks = Environment(undefined=StrictUndefined, autoescape=True)
    try:
        shown = {**_shown(values), "charts": {name: mark_of(name) for name in charts or {}}}
        document.render(shown, jinja_env=marks, autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile) as error:
        raise TemplateFaultError(
            f"模板 {template} 有误：{error}；请在 Word 或 WPS 中改正，可用的名称见自带的同名模板"
        ) from error
    place_charts(document.docx, charts or {})
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def day_text(day: date | None) -> str:
    """A day as a paper shows it, or room to write one: 2026年7月10日."""
    # blanks at which no line is broken
    return f"{day.year}年{day.month}月{day.day}日" if day else "    年  月  日".replace(" ", "\xa0")


def safe_name(text: str) -> str:
    """A text as part of a file's name, whatever somebody is called."""
    return _UNSAFE.sub("_", text).encode()[:_LONGEST_NAME].decode(errors="ignore")


def _shown(value: Any) -> Any:
    """A value as a template gets it."""
    match value:
        case str():
            return "".join(c for c in value if c in _KEPT or unicodedata.category(c) not in _UNSEEN)
        case None:
            return ""
        case date():
            return day_text(value)
        case dict():
            return {name: _shown(each) for name, each in value.items()}
        case list() | tuple():
            return [_shown(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _shown(asdict(value))
        case _:
            return value
