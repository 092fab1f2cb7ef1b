"""Which code a result was made by."""

from __future__ import annotations

from importlib.metadata import version

from pipelines.settings import PROJECT_ROOT
from pipelines.store.digest import digest_files

CODE = ("pipelines", "expectations", "dbt_project/models", "dbt_project/macros")
"""Folders that a result depends on, besides the data."""


def code_version() -> str:
    """The package's version, and a digest of everything that a result depends on but the data."""
    digest = digest_files(*(PROJECT_ROOT / folder for folder in CODE))
    return f"{version('lingpao')}+{digest[:12]}"
